"""``%etcd user get``."""

from __future__ import annotations

from yamtam_nb.magics.arguments import Arguments
from yamtam_nb.magics.call import Call
from yamtam_nb.magics.context import Context
from yamtam_nb.magics.flags import TIMEOUT, timeout_of
from yamtam_nb.magics.spec import Positional, Spec
from yamtam_nb.model import User

SPEC = Spec(
    "user get",
    "A user and its roles.",
    (Positional("USER", "the user"),),
    flags=(TIMEOUT,),
    examples=("%etcd user get dev",),
)


def call(arguments: Arguments) -> Call:
    """What the words mean."""
    return Call("auth.user_get", (arguments.text("USER", ""),), timeout_of(arguments))


def run(arguments: Arguments, context: Context) -> User:
    """The user."""
    result: User = call(arguments).make(context.client())
    return result


def python(arguments: Arguments, context: Context) -> str:  # noqa: ARG001 - every sub-command takes a context
    """The same as Python."""
    return call(arguments).python()
