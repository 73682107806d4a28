"""The copy behind a mirror, shared by the thread that feeds it and those who look at it."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Mapping

from yamtam_nb.client.listeners import Listeners
from yamtam_nb.errors import ClientClosed, YamtamError
from yamtam_nb.mirror.arrivals import Arrivals
from yamtam_nb.mirror.status import MirrorChange, MirrorPhase
from yamtam_nb.mirror.store import Store
from yamtam_nb.model import Event, Gap, KeyValue, WatchBatch

GAPS_KEPT = 100
_WAKE = 0.5  # seconds after which a wait looks around, so that the Stop button works on every platform


class Replica:
    """A store under a lock, with those who wait for its revision and those who want each change.

    ``loaded``, ``moved`` and ``told`` are called by one thread; the rest by anybody. Listeners are told outside the
    lock, in order, by that one thread.

    Args:
        keep_previous: give changes the key as it was before.
        on_phase: called, without arguments, after the phase or the error may have changed.

    Attributes:
        arrivals: when revisions arrived.
        changes: who is told of changes.
        events: changes so far, synthetic ones included.
        gap_count: gaps so far.
        phase: what the feeder says it is doing.
        error: why it is not live, or what ended it.
    """

    def __init__(self, *, keep_previous: bool, on_phase: Callable[[], None]) -> None:
        self._keep_previous = keep_previous
        self._on_phase = on_phase
        self._store = Store()
        self._moved = threading.Condition()
        self._gaps: deque[Gap] = deque(maxlen=GAPS_KEPT)
        self.arrivals = Arrivals()
        self.changes = Listeners("the changes of a mirror")
        self.events = 0
        self.gap_count = 0
        self.phase: MirrorPhase = "connecting"
        self.error: YamtamError | None = None

    @property
    def revision(self) -> int:
        """The revision whose state this is."""
        return self._store.revision

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """The last gaps, oldest first."""
        with self._moved:
            return tuple(self._gaps)

    @property
    def kvs(self) -> Mapping[bytes, KeyValue]:
        """The keys, for looking up single ones."""
        return self._store.kvs

    def keys(self) -> list[bytes]:
        """The keys in order."""
        with self._moved:
            return sorted(self._store.kvs)

    def state(self) -> tuple[int, dict[bytes, KeyValue]]:
        """A copy at one revision: that revision, and the keys in order."""
        with self._moved:
            kvs = self._store.kvs
            return self._store.revision, {key: kvs[key] for key in sorted(kvs)}

    def size(self) -> tuple[int, int]:
        """The revision, and the number of keys at it."""
        with self._moved:
            return self._store.revision, len(self._store)

    def loaded(self, revision: int, kvs: list[KeyValue], reason: str) -> None:
        """Everything was read anew; ``reason`` is why, or "" the first time."""
        if not reason:
            with self._moved:
                self._store.load(revision, kvs)
            return
        with self._moved:
            gap = Gap(self._store.revision, revision, reason)
            events = self._store.replace(revision, kvs)
            self._gaps.append(gap)
            self.gap_count += 1
        self._tell(events, revision, gap, late=True)

    def moved(self, batch: WatchBatch) -> None:
        """The watch delivered this."""
        with self._moved:
            events = self._store.apply(batch)
        self._tell(events, batch.revision, batch.gap, late=batch.late)

    def told(self, phase: MirrorPhase, error: YamtamError | None) -> None:
        """The feeder's phase, its error or its watch's status changed."""
        with self._moved:
            self.phase, self.error = phase, error
            self._moved.notify_all()
        self._on_phase()

    def orphan(self, error: YamtamError) -> None:
        """It is fed no more: in a forked child, where a thread that does not exist may hold the lock."""
        self._moved = threading.Condition()
        self.phase, self.error = "closed", error

    def confirm(self, before: int, keys: int, revision: int) -> bool:
        """Take note that nothing changed from ``before``, when there were ``keys`` keys, to ``revision``."""
        with self._moved:
            if (self._store.revision, len(self._store)) != (before, keys):
                return False
            self._store.confirm(revision)
            self._moved.notify_all()
            return True

    def reached(self, revision: int, timeout: float) -> bool:
        """Whether the revision is there, after waiting for it at most ``timeout`` seconds, and half a second at most.

        Raises:
            YamtamError: it never will be: the mirror has failed or is closed.
        """
        with self._moved:
            if self._store.revision < revision:
                self._check()
                self._moved.wait(max(0.0, min(timeout, _WAKE)))
            return self._store.revision >= revision

    def _check(self) -> None:
        if self.phase == "failed" and self.error is not None:
            raise self.error
        if self.phase == "closed":
            raise self.error or ClientClosed("The mirror is closed. Make a new one.")

    def _tell(self, events: list[Event], revision: int, gap: Gap | None, *, late: bool) -> None:
        now = time.time()
        for event in events:
            self.arrivals.note(event.kv.mod_revision or revision, now, late=late)
        with self._moved:
            self.events += len(events)
            self._moved.notify_all()
        if not self._keep_previous:
            events = [event._replace(prev_kv=None) for event in events]
        self.changes.tell(MirrorChange(events, revision, gap, now))

    def __len__(self) -> int:
        return len(self._store)

    def __repr__(self) -> str:
        return f"<Replica {len(self)} keys at revision {self.revision}, {self.phase}>"
