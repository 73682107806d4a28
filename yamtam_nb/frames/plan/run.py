"""Applying a plan: what is asked before, and the account that is kept whatever happens."""

from __future__ import annotations

from collections.abc import Callable

from yamtam_nb.errors import ClusterChanged, ConfirmationNeeded, PlanNotFinished, YamtamError
from yamtam_nb.frames.plan.apply import Application, OnProgress
from yamtam_nb.frames.plan.plan import Plan
from yamtam_nb.frames.plan.result import PlanResult
from yamtam_nb.frames.progress import ReadProgress


def run(
    plan: Plan, yes: str | None, on_progress: OnProgress | None, keep: Callable[[PlanResult], None]
) -> PlanResult:
    """See :meth:`Plan.apply`.

    Args:
        plan: the plan.
        yes: the hash that was given.
        on_progress: as for ``apply``.
        keep: is given the result before anything is raised.
    """
    if plan.steps:  # what writes nothing needs no leave
        _check(plan, yes)
    progress = on_progress or ReadProgress(done="written")
    application = Application(plan.client, plan.steps, revision=plan.revision, on_progress=progress)
    try:
        application.run()
    except BaseException as error:
        result = PlanResult(plan, application.account)
        keep(result)
        if isinstance(error, PlanNotFinished):
            error.result = result
        elif plan.steps:
            _note(error, f"The plan was stopped: {result.account}. See .result of the plan.")
        raise
    result = PlanResult(plan, application.account)
    keep(result)
    return result


def _check(plan: Plan, yes: str | None) -> None:
    client = plan.client
    if client.cluster_id and client.cluster_id != plan.cluster_id:
        raise ClusterChanged(
            f"The plan was made for cluster {plan.cluster_id:x}, and this client is connected to cluster "
            f"{client.cluster_id:x}: plan again there."
        )
    if yes is not None and yes != plan.hash:
        raise ConfirmationNeeded(
            f"{yes!r} is not the hash of this plan, nothing was written: look at the plan; its hash is {plan.hash}."
        )
    if client.settings.protected and yes is None:
        name = f"Profile {client.settings.profile!r}" if client.settings.profile else "This cluster's profile"
        raise ConfirmationNeeded(
            f"{name} is protected, nothing was written: look at the plan, and apply it with its hash, {plan.hash}: "
            f"plan.apply(yes={plan.hash!r})."
        )


def _note(error: BaseException, line: str) -> None:
    # Python 3.10 has no add_note; YamtamError shows __notes__ in every version.
    if isinstance(error, YamtamError) or hasattr(error, "add_note"):
        setattr(error, "__notes__", [*getattr(error, "__notes__", ()), line])  # noqa: B010 - unknown to mypy for 3.10
