"""``%etcd undelete``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yamtam_nb.magics.arguments import Arguments
from yamtam_nb.magics.context import Context
from yamtam_nb.magics.planning import ALL, NOTES, YES, python_applied, refuse_everything, shown_or_applied
from yamtam_nb.magics.spec import Flag, Positional, Spec

if TYPE_CHECKING:
    from yamtam_nb.frames.plan.plan import Plan
    from yamtam_nb.frames.plan.result import PlanResult

SPEC = Spec(
    "undelete",
    "The plan that brings deleted keys back as they were last.",
    (Positional("KEY", "the key; with --prefix what the keys begin with", "bytes", completion="key"),),
    (Flag("prefix", "All deleted keys that begin with KEY."), YES, ALL),
    (
        "%etcd undelete /yamtam/config/model-tier",
        "plan = %etcd undelete /yamtam/config/ --prefix",
    ),
    f"Keys that are there now are left alone. What was deleted before the last compaction is gone.\n{NOTES}",
)


def run(arguments: Arguments, context: Context) -> Plan | PlanResult:
    """Plan, and write it when that was confirmed."""
    from yamtam_nb.frames.plan.undelete import undelete

    key, prefix = _what(arguments)
    return shown_or_applied(undelete(context.client(), key, prefix=prefix), arguments)


def python(arguments: Arguments, context: Context) -> str:  # noqa: ARG001 - every sub-command takes a context
    """The same as Python."""
    key, prefix = _what(arguments)
    call = f"yn.undelete(yn.shared(), {key!r}{', prefix=True' * prefix})"
    return f"import yamtam_nb as yn\n{python_applied(call, arguments)}"


def _what(arguments: Arguments) -> tuple[str | bytes, bool]:
    key, prefix = arguments.key(), arguments.on("prefix")
    if prefix:
        refuse_everything(key, arguments, SPEC.name)
    return key, prefix
