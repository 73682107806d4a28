"""``%etcd role get``."""

from __future__ import annotations

from yamtam_nb.magics.arguments import Arguments
from yamtam_nb.magics.call import Call
from yamtam_nb.magics.context import Context
from yamtam_nb.magics.flags import TIMEOUT, timeout_of
from yamtam_nb.magics.spec import Positional, Spec
from yamtam_nb.model import Role

SPEC = Spec(
    "role get",
    "A role and what it permits.",
    (Positional("ROLE", "the role"),),
    flags=(TIMEOUT,),
    examples=("%etcd role get reader",),
)


def call(arguments: Arguments) -> Call:
    """What the words mean."""
    return Call("auth.role_get", (arguments.text("ROLE", ""),), timeout_of(arguments))


def run(arguments: Arguments, context: Context) -> Role:
    """The role."""
    result: Role = call(arguments).make(context.client())
    return result


def python(arguments: Arguments, context: Context) -> str:  # noqa: ARG001 - every sub-command takes a context
    """The same as Python."""
    return call(arguments).python()
