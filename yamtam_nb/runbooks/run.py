"""One run of a runbook in this kernel: ``yn.runbook``."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, Protocol, TypeVar

from yamtam_nb.concurrency.holder import Holder
from yamtam_nb.concurrency.lock import Lock
from yamtam_nb.errors import GateNotPassed, YamtamError
from yamtam_nb.runbooks import current
from yamtam_nb.runbooks.audit import Audit
from yamtam_nb.runbooks.gate import Gate, decide

if TYPE_CHECKING:
    from yamtam_nb.client.client import Client

LOCK_PREFIX = "/yamtam/locks/runbook/"
LOCK_TTL = 30
LOCK_WAIT = 10.0

_REVISION_TIMEOUT = 2.0

_ORDER = "run the cells in order."


class Plan(Protocol):
    """What a gate decides on: a plan of keys, or of operations."""

    @property
    def hash(self) -> str:
        """What stands for it."""
        ...

    def __len__(self) -> int: ...

    def apply(self, *, yes: str | None = None) -> Any:
        """Do it."""
        ...


class Report(Protocol):
    """What the preflight looks at."""

    @property
    def verdict(self) -> str:
        """``green``, ``yellow`` or ``red``."""
        ...

    def raise_if(self, level: Any, *, ignoring: Collection[str]) -> Any:
        """Raise GateNotPassed when it is that bad."""
        ...


R = TypeVar("R", bound=Report)


class Run:
    """One run: what it may do follows from its gate, and what it did is in its audit record.

    Made by ``yn.runbook``. While it is under way and its gate is not open, magics that change anything refuse, in
    whatever order cells are run; after a failure they refuse until a new run is begun. Nothing here waits for a click
    or for input.

    Attributes:
        name: the runbook.
        client: the cluster that it is about.
        dry_run: nothing is to be changed.
        audit: the record.
        gate_passed: the decision on the plan, None before there is one.
    """

    def __init__(
        self, name: str, client: Client, *, dry_run: bool, approve: str, audit: Path | None, sandbox: bool
    ) -> None:
        self.name = name
        self.client = client
        self.dry_run = dry_run
        self.gate_passed: Gate | None = None
        self._approve = approve
        self._sandbox = sandbox
        self._failed = ""
        self._ended = False
        self.audit = Audit(
            audit,
            {"runbook": name, "who": str(Holder.myself()), "cluster": f"{client.cluster_id:x}"},
        )
        self.audit.note("begin", dry_run=dry_run, endpoint=client.endpoint, user=client.settings.user or "")

    @property
    def may_change(self) -> bool:
        """Whether something may be changed now."""
        gate = self.gate_passed
        return not self._failed and gate is not None and gate.decision == "open"

    @property
    def obstacle(self) -> str:
        """Why nothing may be changed, as the end of a sentence."""
        if self._failed:
            return f"runbook {self.name} has failed: {self._failed} Begin it again from the top."
        if self.gate_passed is None:
            return f"runbook {self.name} has not come to its gate: {_ORDER}"
        if self.gate_passed.decision == "dry run":
            return f"runbook {self.name} is a dry run. {self.gate_passed.reason}"
        return f"the gate of runbook {self.name} is not open. {self.gate_passed.reason}"

    def preflight(self, report: R, *, ignoring: Collection[str] = ()) -> R:
        """Go on only if the cluster is fit for it.

        Args:
            report: e.g. ``yn.doctor(run.client)``.
            ignoring: names of findings that do not count: what this runbook is there to mend.

        Returns:
            The report.

        Raises:
            GateNotPassed: it is red.
        """
        self._refuse_failed()
        self.audit.note("preflight", verdict=report.verdict, ignoring=list(ignoring))
        try:
            report.raise_if("red", ignoring=ignoring)
        except YamtamError as error:
            self._fail("preflight", error)
        return report

    def gate(self, plan: Plan) -> Gate:
        """Decide whether the plan may be applied; see :func:`yamtam_nb.runbooks.gate.decide`.

        Returns:
            The decision, unless it is ``closed``.

        Raises:
            GateNotPassed: the plan was not approved, or something of this run has failed before.
        """
        self._refuse_failed()
        gate = decide(
            plan.hash, size=len(plan), dry_run=self.dry_run, approve=self._approve, sandbox=self._sandbox
        )
        self.gate_passed = gate
        self.audit.note("gate", plan=plan.hash, size=len(plan), decision=gate.decision)
        if not gate.passed:
            self._fail("gate", GateNotPassed(gate.reason))
        return gate

    def apply(self, plan: Plan, *, lock: bool = True) -> Any:
        """Apply the plan that the gate was passed with, one run at a time in the whole cluster.

        Args:
            plan: that very plan.
            lock: hold the lock ``/yamtam/locks/runbook/<name>`` meanwhile. False where the cluster cannot give one:
                without quorum, or with a full database.

        Returns:
            The result of ``plan.apply``; in a dry run, and where there is nothing to do, the gate.

        Raises:
            GateNotPassed: the gate was not passed, or with another plan.
            LockTimeout: another run of this runbook holds the lock.
            YamtamError: as ``plan.apply``; the record has what is known of it.
        """
        self._refuse_failed()
        gate = self.gate_passed
        if gate is None or gate.hash != plan.hash:
            raise GateNotPassed(f"This plan ({plan.hash}) has not been through the gate: {_ORDER}")
        if gate.decision != "open":
            self.audit.note("apply", plan=plan.hash, result=f"not applied: {gate.decision}")
            return gate
        with ExitStack() as stack:
            token = self._lock(stack) if lock else None
            return self._apply(plan, token)

    def verify(self, what: str, condition: Callable[[], Any] | bool) -> str:
        """Go on only if something holds; in a dry run it is looked at and told, no more.

        Args:
            what: what must hold, as a statement: ``every member answers``.
            condition: a bool, or a function: False, or an error of ours that it raises, means that it does not hold.

        Returns:
            One line that says so.

        Raises:
            GateNotPassed: it does not hold.
        """
        self._refuse_failed()
        reason = _reason(condition)
        self.audit.note("verify", what=what, holds=not reason)
        if reason and not self.dry_run:
            self._fail("verification", GateNotPassed(f"Not so: {what}. {reason}"))
        return f"Not so (and this was a dry run): {what}. {reason}" if reason else f"Verified: {what}."

    def end(self) -> Audit:
        """The run is over: magics may change things again. Returns the audit record. Ending twice is fine."""
        if not self._ended:
            self._ended = True
            self.audit.note("end", result=f"failed: {self._failed}" if self._failed else "done")
            current.end(self)
        return self.audit

    def _lock(self, stack: ExitStack) -> int:
        lock = Lock(self.client, f"{LOCK_PREFIX}{self.name}", ttl=LOCK_TTL, what=f"runbook {self.name}")
        held = stack.enter_context(lock.acquire(LOCK_WAIT))
        return held.fencing_token

    def _apply(self, plan: Plan, token: int | None) -> Any:
        before, started = self._revision(), time.monotonic()
        facts = {"plan": plan.hash, "size": len(plan), "fencing_token": token, "revision_from": before}
        try:
            result = plan.apply(yes=plan.hash)
        except YamtamError as error:
            account = repr(getattr(error, "result", None) or "")
            self.audit.note("apply", **facts, result=type(error).__name__, account=account)
            self._failed = f"applying the plan: {error}"
            raise
        self.audit.note(
            "apply",
            **facts,
            revision_to=self._revision(),
            seconds=round(time.monotonic() - started, 3),
            result=getattr(result, "status", "applied"),
        )
        return result

    def _revision(self) -> int | None:
        """The store's revision, None where it cannot be had: an incident may be just that."""
        try:
            return self.client.get(LOCK_PREFIX, count_only=True, timeout=_REVISION_TIMEOUT).revision
        except YamtamError:
            return None

    def _fail(self, stage: str, error: YamtamError) -> NoReturn:
        self._failed = f"{stage}: {error}"
        self.audit.note("failed", stage=stage, reason=type(error).__name__)
        raise error

    def _refuse_failed(self) -> None:
        if self._failed:
            raise GateNotPassed(
                f"Runbook {self.name} has failed: {self._failed} Begin it again from the top."
            )
        if self._ended:
            raise GateNotPassed(f"This run of {self.name} is over: begin it again from the top.")

    def __enter__(self) -> Run:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def __repr__(self) -> str:
        how = "dry run" if self.dry_run else "live"
        state = f"failed ({self._failed})" if self._failed else "over" if self._ended else "under way"
        return f"<Run of {self.name}, {how}, {state}, cluster {self.client.cluster_id:x}>"


def _reason(condition: Callable[[], Any] | bool) -> str:
    """Why a condition does not hold, "" when it does."""
    if isinstance(condition, bool):
        return "" if condition else "It was found to be false."
    try:
        found = condition()
    except YamtamError as error:
        return str(error)
    return "It was found to be false." if found is False else ""
