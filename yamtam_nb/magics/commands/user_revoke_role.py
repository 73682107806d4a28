"""``%etcd user revoke-role``."""

from __future__ import annotations

from yamtam_nb.magics.arguments import Arguments
from yamtam_nb.magics.call import Call
from yamtam_nb.magics.confirmation import confirm_on_protected
from yamtam_nb.magics.context import Context
from yamtam_nb.magics.flags import TIMEOUT, YES, timeout_of
from yamtam_nb.magics.spec import Positional, Spec

SPEC = Spec(
    "user revoke-role",
    "Take a role from a user.",
    (Positional("USER", "the user"), Positional("ROLE", "the role")),
    flags=(
        YES,
        TIMEOUT,
    ),
    examples=("%etcd user revoke-role dev reader",),
)


def call(arguments: Arguments) -> Call:
    """What the words mean."""
    return Call(
        "auth.user_revoke_role",
        (arguments.text("USER", ""), arguments.text("ROLE", "")),
        timeout_of(arguments),
    )


def run(arguments: Arguments, context: Context) -> None:
    """Revoke it."""
    confirm_on_protected(context, arguments.on("yes"), "take rights from a user")
    call(arguments).make(context.client())
    context.say(f"User {arguments.text('USER')} does not have role {arguments.text('ROLE')} any more.")


def python(arguments: Arguments, context: Context) -> str:  # noqa: ARG001 - every sub-command takes a context
    """The same as Python."""
    return call(arguments).python()
