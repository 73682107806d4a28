"""``%etcd user list``."""

from __future__ import annotations

from yamtam_nb.magics.arguments import Arguments
from yamtam_nb.magics.call import Call
from yamtam_nb.magics.context import Context
from yamtam_nb.magics.flags import TIMEOUT, timeout_of
from yamtam_nb.magics.rows import Rows
from yamtam_nb.magics.spec import Spec

SPEC = Spec(
    "user list",
    "The names of all users.",
    flags=(TIMEOUT,),
    examples=("%etcd user list",),
)


def call(arguments: Arguments) -> Call:
    """What the words mean."""
    return Call("auth.user_list", (), timeout_of(arguments))


def run(arguments: Arguments, context: Context) -> Rows[str]:
    """Their names, a list of str."""
    names = call(arguments).make(context.client())
    return Rows(("user",), names, "" if names else "there is no user", cells=lambda name: (name,))


def python(arguments: Arguments, context: Context) -> str:  # noqa: ARG001 - every sub-command takes a context
    """The same as Python."""
    return call(arguments).python()
