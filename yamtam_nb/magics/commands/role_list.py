"""``%etcd role list``."""

from __future__ import annotations

from yamtam_nb.magics.arguments import Arguments
from yamtam_nb.magics.call import Call
from yamtam_nb.magics.context import Context
from yamtam_nb.magics.flags import TIMEOUT, timeout_of
from yamtam_nb.magics.rows import Rows
from yamtam_nb.magics.spec import Spec

SPEC = Spec(
    "role list",
    "The names of all roles.",
    flags=(TIMEOUT,),
    examples=("%etcd role list",),
)


def call(arguments: Arguments) -> Call:
    """What the words mean."""
    return Call("auth.role_list", (), timeout_of(arguments))


def run(arguments: Arguments, context: Context) -> Rows[str]:
    """Their names, a list of str."""
    names = call(arguments).make(context.client())
    return Rows(("role",), names, "" if names else "there is no role", cells=lambda name: (name,))


def python(arguments: Arguments, context: Context) -> str:  # noqa: ARG001 - every sub-command takes a context
    """The same as Python."""
    return call(arguments).python()
