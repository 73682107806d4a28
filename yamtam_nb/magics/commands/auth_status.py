"""``%etcd auth status``."""

from __future__ import annotations

from yamtam_nb.magics.arguments import Arguments
from yamtam_nb.magics.call import Call
from yamtam_nb.magics.context import Context
from yamtam_nb.magics.flags import TIMEOUT, timeout_of
from yamtam_nb.magics.spec import Spec
from yamtam_nb.model import AuthStatus

SPEC = Spec(
    "auth status",
    "Whether authentication is on, and the revision of users and roles.",
    flags=(TIMEOUT,),
    examples=("%etcd auth status",),
    notes="For etcd 3.5 and later.",
)


def call(arguments: Arguments) -> Call:
    """What the words mean."""
    return Call("auth.status", (), timeout_of(arguments))


def run(arguments: Arguments, context: Context) -> AuthStatus:
    """Whether it is on."""
    result: AuthStatus = call(arguments).make(context.client())
    return result


def python(arguments: Arguments, context: Context) -> str:  # noqa: ARG001 - every sub-command takes a context
    """The same as Python."""
    return call(arguments).python()
