"""``%etcd downgrade validate``."""

from __future__ import annotations

from yamtam_nb.magics.arguments import Arguments
from yamtam_nb.magics.call import Call
from yamtam_nb.magics.context import Context
from yamtam_nb.magics.flags import TIMEOUT, timeout_of
from yamtam_nb.magics.spec import Positional, Spec
from yamtam_nb.model import DowngradeResult

SPEC = Spec(
    "downgrade validate",
    "Whether the cluster could go back to an older version; nothing is changed.",
    (Positional("VERSION", "one minor version back, e.g. 3.5"),),
    flags=(TIMEOUT,),
    examples=("%etcd downgrade validate 3.5",),
    notes="For etcd 3.5 and later; it is complete from 3.6 on. Save a snapshot first.",
)


def call(arguments: Arguments) -> Call:
    """The step."""
    return Call("maintenance.downgrade.validate", (arguments.text("VERSION", ""),), timeout_of(arguments))


def run(arguments: Arguments, context: Context) -> DowngradeResult:
    """Take it."""

    result: DowngradeResult = call(arguments).make(context.client())
    return result


def python(arguments: Arguments, context: Context) -> str:  # noqa: ARG001 - every sub-command takes a context
    """The same as Python."""
    return call(arguments).python()
