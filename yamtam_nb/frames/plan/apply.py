"""Writing a plan: transaction by transaction, each of them guarded, none of them ever sent again."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence

from yamtam_nb.client.client import Client
from yamtam_nb.errors import ClientClosed, EtcdError, InvalidRequest, OutcomeUnknown, RequestTooLarge
from yamtam_nb.frames.plan import failures, reading
from yamtam_nb.frames.plan.account import Account
from yamtam_nb.frames.plan.chunks import MOST_STEPS, first_chunk
from yamtam_nb.frames.plan.evidence import Found
from yamtam_nb.frames.plan.reading import State
from yamtam_nb.frames.plan.settling import Settling
from yamtam_nb.frames.plan.step import Step
from yamtam_nb.model import TxnResult

OnProgress = Callable[[int, int], None]


class Application:
    """One run of a plan. Ends by itself, or with an error that :attr:`account` is the truth about.

    Args:
        client: where.
        steps: what to write, ordered by key.
        revision: the revision that the plan was made at.
        on_progress: called after each transaction with the steps that are done and the steps in all.
    """

    def __init__(
        self, client: Client, steps: Sequence[Step], *, revision: int, on_progress: OnProgress
    ) -> None:
        self.account = Account(steps)
        self._client = client
        self._queue = deque(steps)
        self._most = MOST_STEPS
        self._on_progress = on_progress
        self._floor = revision
        self._sent_at = 0.0

    def run(self) -> None:
        """Write all of it.

        Raises:
            PlanConflict, PlanNotFinished: it stopped.
            BaseException: what interrupted it (the Stop button), or what ``on_progress`` raised.
        """
        try:
            self._begin()
            while self._queue:
                self._write(first_chunk(self._queue, self._most))
                self._on_progress(self.account.done, len(self.account.steps))
        except BaseException:
            self._come_to_rest()
            raise

    def _begin(self) -> None:
        """Learn the store's revision. What was written up to there was not written by this run."""
        if not self._queue:
            return
        try:
            now = self._client.get(self._queue[0].key, count_only=True)
        except (ClientClosed, EtcdError) as error:
            raise failures.not_written(self.account, error) from error
        self._floor = max(self._floor, now.revision)

    def _write(self, chunk: Sequence[Step]) -> None:
        self._sent_at = self._client.clock.now()
        self.account.send(chunk)
        try:
            answer = self._send(chunk)
        except ClientClosed as error:  # it says so before it sends anything
            self.account.not_applied()
            raise failures.not_written(self.account, error) from error
        except EtcdError as error:
            if error.definite:
                self._refused(chunk, error)
            else:
                self._settle(chunk, error)
            return
        if answer.succeeded:
            self._applied(chunk, answer.revision)
        else:
            self._conflict(chunk, reading.state(chunk, answer))

    def _send(self, chunk: Sequence[Step]) -> TxnResult:
        return self._client.txn(
            [step.compare() for step in chunk],
            [step.operation() for step in chunk],
            reading.reads(chunk),
        )

    def _refused(self, chunk: Sequence[Step], error: EtcdError) -> None:
        """Nothing was written. A server whose limits are lower than etcd's own gets smaller transactions."""
        self.account.not_applied()
        if len(chunk) == 1 or not _too_much(error):
            raise failures.not_written(self.account, error) from error
        self._most = len(chunk) // 2

    def _conflict(self, chunk: Sequence[Step], state: State) -> None:
        """The guards do not hold. What is as wanted already is done; the rest is tried again if it is as it was seen.

        Each time round at least one key has left the ranks of those that are as seen, so it ends.
        """
        self._floor = max(self._floor, state.revision)
        already = {step.key: step for step in chunk if step.as_wanted(state.found[step.key])}
        self.account.not_applied(already.values())
        for _ in chunk:
            self._queue.popleft()
        self._queue.extendleft(step for step in reversed(chunk) if step.key not in already)
        odd = _first_odd(chunk, state.found)
        if odd is not None:
            raise failures.conflict(self.account, odd, state.found[odd.key])

    def _settle(self, chunk: Sequence[Step], error: EtcdError) -> None:
        """The answer was lost: find out what became of it, and go on only if that is certain."""
        settled = self._settling(chunk, error).settle()
        if settled.revision:
            self._applied(chunk, settled.revision)
        elif settled.found is None:
            self.account.lost_sight()
            raise failures.unknown(self.account, error, settled.trouble or "") from error
        elif settled.final:
            self._conflict(chunk, State(settled.found, self._floor))
        else:
            self.account.not_applied()
            raise failures.not_written(self.account, error, read_back=True) from error

    def _settling(self, chunk: Sequence[Step], error: EtcdError | None) -> Settling:
        # Attempts that certainly had no effect may have come first.
        again = error.sent_at if isinstance(error, OutcomeUnknown) else 0.0
        sent_at = max(again, self._sent_at)
        return Settling(self._client, chunk, floor=self._floor, cause=error, sent_at=sent_at)

    def _come_to_rest(self) -> None:
        """Something unforeseen, such as the Stop button. If it came while a transaction was under way, find out."""
        chunk = self.account.in_flight
        if not chunk:
            return
        try:
            settled = self._settling(chunk, None).settle()
        except BaseException:
            self.account.lost_sight()
            raise
        if settled.revision:
            self._applied(chunk, settled.revision)
        elif settled.found is None:
            self.account.lost_sight()
        else:
            self.account.not_applied()

    def _applied(self, chunk: Sequence[Step], revision: int) -> None:
        self.account.applied(revision)
        self._floor = max(self._floor, revision)
        for _ in chunk:
            self._queue.popleft()


def _too_much(error: EtcdError) -> bool:
    # The words are etcd's own: api/v3rpc/rpctypes/error.go, ErrGRPCTooManyOps.
    return isinstance(error, RequestTooLarge) or (
        isinstance(error, InvalidRequest) and "too many operations in txn request" in error.detail
    )


def _first_odd(chunk: Sequence[Step], found: Found) -> Step | None:
    """The first step whose key is neither as it was seen nor as it is wanted."""
    for step in chunk:
        now = found[step.key]
        if not step.as_seen(now) and not step.as_wanted(now):
            return step
    return None
