"""Sub-commands that plan: they show the plan, and write it only when they are given its hash."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from yamtam_nb.errors import ConfirmationNeeded, EtcdUsageError
from yamtam_nb.keys import KeyRange
from yamtam_nb.magics.arguments import Arguments
from yamtam_nb.magics.key_range import covers_all
from yamtam_nb.magics.spec import Flag

if TYPE_CHECKING:
    from yamtam_nb.frames.plan.plan import Plan
    from yamtam_nb.frames.plan.result import PlanResult

YES = Flag("yes", "Write the plan; it is made again, and is written if it still has this hash.", "HASH")

ALL = Flag("all", "Allow a plan for every key in the cluster.")

NOTES = (
    "Without --yes nothing is written: the result is a Plan, which shows what would be, and its hash. Write it\n"
    "with .apply(), with %etcd apply, or by running the line again with --yes and the hash. Each key is guarded\n"
    "by what was seen, so nobody's later change is overwritten; the result has .inverse, which undoes it."
)


def shown_or_applied(plan: Plan, arguments: Arguments) -> Plan | PlanResult:
    """The plan itself, or with ``--yes HASH`` the result of applying it.

    Args:
        plan: made just now.
        arguments: of the sub-command, whose flags include :data:`YES`.

    Raises:
        ConfirmationNeeded: the hash is that of another plan.
        PlanNotFinished: it was applied, and stopped.
    """
    given = arguments.text("yes")
    if given is None:
        return plan
    return applied(plan, given)


def applied(plan: Plan, given: str | None) -> PlanResult:
    """The result of applying a plan.

    Args:
        plan: the plan.
        given: the hash that was given, None for none; a protected profile insists on one.
    """
    if given is not None and given != plan.hash and plan.steps:
        from yamtam_nb.frames.plan.view import counts

        raise ConfirmationNeeded(
            f"Nothing was written: --yes {given} is not the hash of this plan, which is {plan.hash} ({counts(plan)}). "
            "Look at it without --yes; the keys may have changed since."
        )
    return plan.apply(yes=None if given is None else plan.hash)


def python_applied(call: str, arguments: Arguments) -> str:
    """A call that makes a plan, as Python that does the same as the line."""
    given = arguments.text("yes")
    return call if given is None else f"{call}.apply(yes={given!r})"


def refuse_everything(prefix: str | bytes, arguments: Arguments, command: str) -> None:
    """Stop a plan for every key there is, unless it was asked for by name.

    Raises:
        EtcdUsageError: the prefix is empty, and there is no ``--all``.
    """
    if covers_all(KeyRange.of(prefix, prefix=True)) and not arguments.on("all"):
        raise EtcdUsageError(
            f"%etcd {command}: that is every key in the cluster. Give a longer prefix, or add --all if you mean it."
        )


def is_plan(value: Any) -> bool:
    """Whether it is a Plan; asks without loading pandas, and where that is not loaded there is none."""
    module = sys.modules.get("yamtam_nb.frames.plan.plan")
    return module is not None and isinstance(value, module.Plan)
