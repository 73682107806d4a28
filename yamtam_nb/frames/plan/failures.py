"""The errors of a plan that stopped. The account is added when it has come to rest."""

from __future__ import annotations

from yamtam_nb.errors import EtcdError, OutcomeUnknown, PlanConflict, PlanNotFinished, YamtamError
from yamtam_nb.frames.plan.account import Account
from yamtam_nb.frames.plan.step import Step
from yamtam_nb.model import KeyValue
from yamtam_nb.values import show_key


def conflict(account: Account, step: Step, now: KeyValue | None) -> PlanConflict:
    """Somebody else has written a key since the plan was made."""
    error = PlanConflict(
        f"{show_key(step.key)} is not as the plan saw it: {_seen(step)}, {_now(now)}. "
        f"The plan stopped before it: {account.sentence()}. Plan again from the present state."
    )
    error.key = step.key
    error.ahead = now
    return error


def not_written(account: Account, error: YamtamError, *, read_back: bool = False) -> PlanNotFinished:
    """A transaction was refused, or was read back and is certain not to have been applied."""
    lost = ", and its transaction was read back: it was not applied" if read_back else ""
    return PlanNotFinished(
        f"The plan stopped{lost}: {account.sentence()}. Plan again when the cause is gone: {_cause(error)}"
    )


def unknown(account: Account, error: EtcdError, trouble: str) -> PlanNotFinished:
    """Nobody knows what became of a transaction."""
    return PlanNotFinished(
        f"The plan stopped, and what became of its last transaction is unknown, because {trouble}: "
        f"{account.sentence()}. Read the keys under .result.unknown before you plan again. {_cause(error)}"
    )


def _seen(step: Step) -> str:
    if step.before is None:
        return "it was not there"
    return f"it was at mod_revision {step.guard}"


def _now(now: KeyValue | None) -> str:
    if now is None:
        return "and is deleted now"
    lease = f"lease {now.lease:x}" if now.lease else "no lease"
    return f"and is at mod_revision {now.mod_revision} now (version {now.version}, {lease})"


def _cause(error: BaseException) -> str:
    if isinstance(error, OutcomeUnknown) and error.__cause__ is not None:
        error = error.__cause__  # what to do about the lost answer has been done
    return f"{type(error).__name__}: {error}"
