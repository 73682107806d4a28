"""What stands between a plan and its execution, decided from words alone: nobody is waited for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

SANDBOX_APPROVES = "sandbox"
"""What ``approve`` may say instead of a hash where the cluster is a sandbox of this machine."""

Decision = Literal["open", "dry run", "closed", "nothing to do"]


@dataclass(frozen=True)
class Gate:
    """The decision on one plan.

    Attributes:
        decision: ``open`` (the plan may be applied), ``dry run`` (it may not, and that is as wanted), ``closed`` (it
            was not approved) or ``nothing to do`` (the plan is empty).
        hash: of the plan that was decided on.
        reason: one sentence for the person, with what to do next.
    """

    decision: Decision
    hash: str
    reason: str

    @property
    def passed(self) -> bool:
        """Whether a notebook goes on after it."""
        return self.decision != "closed"

    def __repr__(self) -> str:
        return f"<Gate {self.decision}, plan {self.hash}: {self.reason}>"

    def _repr_pretty_(self, printer: object, cycle: bool) -> None:  # noqa: ARG002 - IPython's signature
        printer.text(f"Gate: {self.decision}. {self.reason}")  # type: ignore[attr-defined]


def decide(plan_hash: str, *, size: int, dry_run: bool, approve: str, sandbox: bool) -> Gate:
    """Whether a plan may be applied.

    Args:
        plan_hash: its hash.
        size: what it holds: keys, or operations.
        dry_run: nothing is to be changed, whatever was approved.
        approve: the hash that was approved, or ``sandbox``.
        sandbox: whether the cluster is a sandbox of this machine.
    """
    if size == 0:
        return Gate("nothing to do", plan_hash, "The plan is empty: nothing is to be done from here.")
    if dry_run:
        return Gate(
            "dry run",
            plan_hash,
            f"Nothing will be changed. To apply this plan: dry_run=False and approve={plan_hash!r}.",
        )
    if approve == plan_hash:
        return Gate("open", plan_hash, f"Plan {plan_hash} was approved.")
    if approve == SANDBOX_APPROVES and sandbox:
        return Gate("open", plan_hash, "The cluster is a sandbox, where every plan is approved.")
    return Gate("closed", plan_hash, _refusal(plan_hash, approve))


def _refusal(plan_hash: str, approve: str) -> str:
    if not approve:
        return f"Nobody has approved this plan: look at it, then run with approve={plan_hash!r}."
    if approve == SANDBOX_APPROVES:
        return f"This cluster is no sandbox: look at the plan, then run with approve={plan_hash!r}."
    return (
        f"Another plan was approved ({approve}): the cluster has changed since, or the parameters have. "
        f"Look at this one, then run with approve={plan_hash!r}."
    )
