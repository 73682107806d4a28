"""``%etcd user delete``."""

from __future__ import annotations

from yamtam_nb.magics.arguments import Arguments
from yamtam_nb.magics.call import Call
from yamtam_nb.magics.confirmation import confirm_on_protected
from yamtam_nb.magics.context import Context
from yamtam_nb.magics.flags import TIMEOUT, YES, timeout_of
from yamtam_nb.magics.spec import Positional, Spec

SPEC = Spec(
    "user delete",
    "Delete a user; its tokens are refused from now on.",
    (Positional("USER", "the user"),),
    flags=(
        YES,
        TIMEOUT,
    ),
    examples=("%etcd user delete dev",),
)


def call(arguments: Arguments) -> Call:
    """What the words mean."""
    return Call("auth.user_delete", (arguments.text("USER", ""),), timeout_of(arguments))


def run(arguments: Arguments, context: Context) -> None:
    """Delete it."""
    confirm_on_protected(context, arguments.on("yes"), "lose a user")
    call(arguments).make(context.client())
    context.say(f"User {arguments.text('USER', '')} is deleted.")


def python(arguments: Arguments, context: Context) -> str:  # noqa: ARG001 - every sub-command takes a context
    """The same as Python."""
    return call(arguments).python()
