"""Following the changes of a range from a known state on, until all of them up to a revision are there."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress

from yamtam_nb.client.client import Client
from yamtam_nb.client.watch import Watch
from yamtam_nb.errors import EtcdError
from yamtam_nb.frames.history.changes import Changes
from yamtam_nb.frames.history.completeness import FULL, Completeness, Step
from yamtam_nb.frames.history.stretches import cut
from yamtam_nb.model import WatchBatch
from yamtam_nb.model.events import Events, mod_revisions

PAUSE = 0.1
"""Seconds without a batch after which something is done about it."""

OnProgress = Callable[[int, int], None]


class Following:
    """One stretch of revisions.

    Args:
        client: where to read from.
        key: the key, or what the keys begin with.
        prefix: which of the two it is.
        changes: has the state at the first revision, and gets what follows.
        span: the first revision and the last; what happened after the first is read.
        on_progress: called with the revisions gone through and the revisions in all.
    """

    def __init__(
        self,
        client: Client,
        key: bytes,
        prefix: bool,
        changes: Changes,
        span: tuple[int, int],
        on_progress: OnProgress,
    ) -> None:
        self._client = client
        self._key = key
        self._prefix = prefix
        self._changes = changes
        self._start, self._end = span
        self._at = self._start  # revision of the last change taken, or the first one
        self._on_progress = on_progress
        self._ends = deque([self._end])  # of the stretches still to come; the first one is under way
        self._most = 1
        self._watches: deque[Watch] = deque()  # of the first of those stretches
        self._whole = Completeness(self._end)
        self._heard = time.monotonic()

    def run(self) -> None:
        """Read until everything is there. The Stop button ends it.

        Raises:
            Compacted: a compaction came between.
            Inconsistent: something was left out.
            EtcdError: the cluster cannot be read.
        """
        try:
            while self._ends:
                self._whole = Completeness(self._ends[0])
                while not self._whole.proven:
                    self._step()
                self._watches.popleft().close()
                self._ends.popleft()
        finally:
            for watch in self._watches:
                watch.close()

    def _step(self) -> None:
        self._open()
        batch = self._watches[0].read(PAUSE)
        if batch is not None:
            self._take(batch)
        elif self._doubt() is Step.AGAIN:
            # From the last event: the answer to that is not empty, and so it tells how far it goes.
            self._watches.popleft().close()
            self._watches.appendleft(self._watch(self._at))

    def _open(self) -> None:
        """Have the watches open that should be."""
        while len(self._watches) < min(self._most, len(self._ends)):
            before = self._ends[len(self._watches) - 1] if self._watches else self._at
            self._watches.append(self._watch(before + 1))

    def _watch(self, start_revision: int) -> Watch:
        return self._client.watch(self._key, prefix=self._prefix, start_revision=start_revision)

    def _take(self, batch: WatchBatch) -> None:
        self._heard = time.monotonic()
        distinct = len(set(mod_revisions(batch.events)))
        if distinct == FULL and self._at == self._start and batch.revision < self._end:
            self._cut(batch)
        end = self._ends[0]
        self._changes.extend(batch.events, self._at, end)
        if batch.events:
            self._at = max(self._at, min(batch.revision, end))
        repeated = self._watches[0].status.regressions > 0
        self._whole.received(distinct, batch.revision, batch.head, repeated=repeated)
        self._on_progress(min(batch.revision, end) - self._start, self._end - self._start)

    def _cut(self, batch: WatchBatch) -> None:
        """There is much to come: let several watches bring it."""
        kvs = Events.of(batch.events).kvs
        size = sum(map(len, kvs.keys)) + sum(map(len, kvs.values))
        ends, self._most = cut(batch.revision, self._end, batch.revision - self._start, size)
        self._ends = deque(ends)
        self._whole = Completeness(ends[0])

    def _doubt(self) -> Step:
        """Nothing arrived: is anything still to come?"""
        watch = self._watches[0]
        asked = watch.request_progress()
        status = watch.status
        server = (status.endpoint, status.reconnects)
        step = self._whole.quiet(time.monotonic(), server, live=status.state == "live", asked=asked)
        if step is Step.LOOK:
            with suppress(EtcdError):  # it may be gone, and then the watch goes on elsewhere
                member = self._client.maintenance.status(status.endpoint)
                self._whole.looked(time.monotonic(), member.revision)
        elif step is Step.COMPARE:
            same = self._same()
            late = watch.read(0.0)
            if late is None:
                self._whole.compared(same=same)
            else:
                self._take(late)
        self._see_that_it_answers()
        return step

    def _same(self) -> bool:
        """Whether what was taken adds up to the state at the end of the stretch.

        If no key was put since, then those that are there are unchanged; and if they are as many, none is gone.
        """
        answer = self._client.get(
            self._key,
            prefix=self._prefix,
            revision=self._ends[0],
            min_mod_revision=self._at + 1,
            limit=1,
            keys_only=True,
        )
        return not answer.kvs and answer.count == self._changes.alive

    def _see_that_it_answers(self) -> None:
        """A watch gets over anything, and so would wait for a dead cluster for ever. A read says what is wrong."""
        if time.monotonic() - self._heard > self._client.settings.timeout:
            self._client.get(self._key, prefix=self._prefix, count_only=True)
            self._heard = time.monotonic()
