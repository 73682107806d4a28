"""``%etcd user grant-role``."""

from __future__ import annotations

from yamtam_nb.magics.arguments import Arguments
from yamtam_nb.magics.call import Call
from yamtam_nb.magics.confirmation import confirm_on_protected
from yamtam_nb.magics.context import Context
from yamtam_nb.magics.flags import TIMEOUT, YES, timeout_of
from yamtam_nb.magics.spec import Positional, Spec

SPEC = Spec(
    "user grant-role",
    "Give a user a role.",
    (Positional("USER", "the user"), Positional("ROLE", "the role")),
    flags=(
        YES,
        TIMEOUT,
    ),
    examples=("%etcd user grant-role dev reader",),
)


def call(arguments: Arguments) -> Call:
    """What the words mean."""
    return Call(
        "auth.user_grant_role",
        (arguments.text("USER", ""), arguments.text("ROLE", "")),
        timeout_of(arguments),
    )


def run(arguments: Arguments, context: Context) -> None:
    """Grant it."""
    confirm_on_protected(context, arguments.on("yes"), "give a user more rights")
    call(arguments).make(context.client())
    context.say(f"User {arguments.text('USER')} has role {arguments.text('ROLE')} now.")


def python(arguments: Arguments, context: Context) -> str:  # noqa: ARG001 - every sub-command takes a context
    """The same as Python."""
    return call(arguments).python()
