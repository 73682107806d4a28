"""``%etcd auth disable``."""

from __future__ import annotations

from yamtam_nb.magics.arguments import Arguments
from yamtam_nb.magics.call import Call
from yamtam_nb.magics.confirmation import confirm_on_protected
from yamtam_nb.magics.context import Context
from yamtam_nb.magics.flags import TIMEOUT, YES, timeout_of
from yamtam_nb.magics.spec import Spec

SPEC = Spec(
    "auth disable",
    "Switch authentication off: anybody may do anything. Users and roles are kept.",
    flags=(YES, TIMEOUT),
    examples=("%etcd auth disable",),
)


def call(arguments: Arguments) -> Call:
    """The change."""
    return Call("auth.disable", (), timeout_of(arguments))


def run(arguments: Arguments, context: Context) -> None:
    """Switch it."""
    confirm_on_protected(context, arguments.on("yes"), "let anybody in")
    call(arguments).make(context.client())
    context.say("Authentication is off.")


def python(arguments: Arguments, context: Context) -> str:  # noqa: ARG001 - every sub-command takes a context
    """The same as Python."""
    return call(arguments).python()
