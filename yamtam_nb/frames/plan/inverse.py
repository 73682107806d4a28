"""The plan that undoes what a plan has written."""

from __future__ import annotations

from yamtam_nb.frames.plan.account import Written
from yamtam_nb.frames.plan.leases import gone
from yamtam_nb.frames.plan.making import lease_notes
from yamtam_nb.frames.plan.plan import Plan
from yamtam_nb.frames.plan.result import PlanResult
from yamtam_nb.frames.plan.step import Step


def inverse(result: PlanResult) -> Plan:
    """See :attr:`PlanResult.inverse`."""
    plan = result.plan
    back = [_undone(written) for written in result.written]
    # A key that stays on its lease is there only as long as that lease is.
    dead = gone(plan.client, {step.lease for step in back if step.lease != step.old_lease})
    lost = [step for step in back if step.lease in dead]
    leaseless = {step.key: Step(step.key, step.before, step.value, step.old_lease) for step in lost}
    return Plan(
        plan.client,
        [leaseless.get(step.key, step) for step in back],
        revision=max(result.revisions, default=plan.revision),
        cluster_id=plan.cluster_id,
        prefix=plan.prefix,
        title=f"Undo: {plan.title}",
        notes=lease_notes(leaseless.values()),
    )


def _undone(written: Written) -> Step:
    before = written.step.before
    if before is None:
        return Step(written.key, written.after, None)
    return Step(written.key, written.after, before.value, before.lease)
