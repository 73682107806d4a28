"""``%etcd role add``."""

from __future__ import annotations

from yamtam_nb.magics.arguments import Arguments
from yamtam_nb.magics.call import Call
from yamtam_nb.magics.confirmation import confirm_on_protected
from yamtam_nb.magics.context import Context
from yamtam_nb.magics.flags import TIMEOUT, YES, timeout_of
from yamtam_nb.magics.spec import Positional, Spec
from yamtam_nb.model import Role

SPEC = Spec(
    "role add",
    "Add a role, without permissions.",
    (Positional("ROLE", "the role"),),
    flags=(
        YES,
        TIMEOUT,
    ),
    examples=("%etcd role add reader",),
)


def call(arguments: Arguments) -> Call:
    """What the words mean."""
    return Call("auth.role_add", (arguments.text("ROLE", ""),), timeout_of(arguments))


def run(arguments: Arguments, context: Context) -> Role:
    """The role."""
    confirm_on_protected(context, arguments.on("yes"), "get another role")
    result: Role = call(arguments).make(context.client())
    return result


def python(arguments: Arguments, context: Context) -> str:  # noqa: ARG001 - every sub-command takes a context
    """The same as Python."""
    return call(arguments).python()
