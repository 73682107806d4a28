"""``%etcd rollback``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yamtam_nb.errors import EtcdUsageError
from yamtam_nb.magics.arguments import Arguments
from yamtam_nb.magics.context import Context
from yamtam_nb.magics.planning import ALL, NOTES, YES, python_applied, refuse_everything, shown_or_applied
from yamtam_nb.magics.spec import Flag, Positional, Spec

if TYPE_CHECKING:
    from yamtam_nb.frames.plan.plan import Plan
    from yamtam_nb.frames.plan.result import PlanResult

SPEC = Spec(
    "rollback",
    "The plan that makes a prefix what it was at a revision.",
    (Positional("PREFIX", "what the keys begin with", "bytes", completion="key"),),
    (Flag("rev", "The revision to go back to.", "REVISION", "integer"), YES, ALL),
    (
        "plan = %etcd rollback /yamtam/config/ --rev 17",
        "%etcd rollback /yamtam/config/ --rev 17 --yes 1cbd56274a2f",
    ),
    NOTES,
)


def run(arguments: Arguments, context: Context) -> Plan | PlanResult:
    """Plan, and write it when that was confirmed."""
    from yamtam_nb.frames.plan.rollback import rollback

    prefix, revision = _what(arguments)
    return shown_or_applied(rollback(context.client(), prefix, revision), arguments)


def python(arguments: Arguments, context: Context) -> str:  # noqa: ARG001 - every sub-command takes a context
    """The same as Python."""
    prefix, revision = _what(arguments)
    call = f"yn.rollback(yn.shared(), {prefix!r}, {revision})"
    return f"import yamtam_nb as yn\n{python_applied(call, arguments)}"


def _what(arguments: Arguments) -> tuple[str | bytes, int]:
    prefix = arguments.key("PREFIX")
    refuse_everything(prefix, arguments, SPEC.name)
    if "rev" not in arguments:
        raise EtcdUsageError(
            f"%etcd rollback: say which revision to go back to: --rev R. %etcd history {prefix!s} shows them."
        )
    return prefix, arguments.integer("rev")
