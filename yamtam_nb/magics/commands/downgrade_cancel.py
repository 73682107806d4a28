"""``%etcd downgrade cancel``."""

from __future__ import annotations

from yamtam_nb.magics.arguments import Arguments
from yamtam_nb.magics.call import Call
from yamtam_nb.magics.confirmation import confirm_on_protected
from yamtam_nb.magics.context import Context
from yamtam_nb.magics.flags import TIMEOUT, YES, timeout_of
from yamtam_nb.magics.spec import Spec
from yamtam_nb.model import DowngradeResult

SPEC = Spec(
    "downgrade cancel",
    "Call a downgrade off.",
    flags=(
        YES,
        TIMEOUT,
    ),
    examples=("%etcd downgrade cancel",),
    notes="For etcd 3.5 and later; it is complete from 3.6 on. Save a snapshot first.",
)


def call(arguments: Arguments) -> Call:
    """The step."""
    return Call("maintenance.downgrade.cancel", (), timeout_of(arguments))


def run(arguments: Arguments, context: Context) -> DowngradeResult:
    """Take it."""
    confirm_on_protected(context, arguments.on("yes"), "have its downgrade called off")
    result: DowngradeResult = call(arguments).make(context.client())
    return result


def python(arguments: Arguments, context: Context) -> str:  # noqa: ARG001 - every sub-command takes a context
    """The same as Python."""
    return call(arguments).python()
