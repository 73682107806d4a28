"""``%etcd role delete``."""

from __future__ import annotations

from yamtam_nb.magics.arguments import Arguments
from yamtam_nb.magics.call import Call
from yamtam_nb.magics.confirmation import confirm_on_protected
from yamtam_nb.magics.context import Context
from yamtam_nb.magics.flags import TIMEOUT, YES, timeout_of
from yamtam_nb.magics.spec import Positional, Spec

SPEC = Spec(
    "role delete",
    "Delete a role, and take it from everybody who has it.",
    (Positional("ROLE", "the role"),),
    flags=(
        YES,
        TIMEOUT,
    ),
    examples=("%etcd role delete reader",),
)


def call(arguments: Arguments) -> Call:
    """What the words mean."""
    return Call("auth.role_delete", (arguments.text("ROLE", ""),), timeout_of(arguments))


def run(arguments: Arguments, context: Context) -> None:
    """Delete it."""
    confirm_on_protected(context, arguments.on("yes"), "lose a role")
    call(arguments).make(context.client())
    context.say(f"Role {arguments.text('ROLE')} is deleted.")


def python(arguments: Arguments, context: Context) -> str:  # noqa: ARG001 - every sub-command takes a context
    """The same as Python."""
    return call(arguments).python()
