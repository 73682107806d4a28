"""When a replay has everything up to a revision. Decides from what it is told; no clock, no etcd.

The rules and why they hold are in ``docs/adr/0025-when-a-history-is-whole.md``.
"""

from __future__ import annotations

from enum import Enum

FULL = 1_000
"""Distinct revisions after which etcd cuts a response of a watch that catches up: ``watchBatchMaxRevs`` in etcd's
``server/storage/mvcc/watcher_group.go``, the same in every version."""

SILENCE = 0.5
"""Seconds without a word, five rounds of the loop in which etcd feeds watches that lag (``syncWatchersLoop``)."""


class Step(Enum):
    """What to do next while nothing arrives."""

    WAIT = "wait"
    AGAIN = "again"  # watch again, from the last event that arrived
    LOOK = "look"  # ask the member that serves the watch how far it is
    COMPARE = "compare"  # see by a read whether anything is missing


class Completeness:
    """Whether all changes up to a revision have arrived.

    Args:
        revision: the one to reach.

    Attributes:
        proven: everything has arrived.
    """

    def __init__(self, revision: int) -> None:
        self._revision = revision
        self._server = ("", 0)
        self._quiet: float | None = None  # nothing has arrived since
        self._reached: float | None = None  # the member has had the revision since
        self._events = False
        self.proven = False

    def received(self, revisions: int, upto: int, head: int, *, repeated: bool = False) -> None:
        """A batch arrived.

        Args:
            revisions: distinct revisions in it, 0 for a batch without events.
            upto: everything up to this revision has been delivered.
            head: the store's revision, of the member that sent it, at that moment.
            repeated: the server has sent events twice, which were dropped, so that ``revisions`` may be too few.
        """
        self._quiet = self._reached = None
        self._events = self._events or revisions > 0
        last = 0 < revisions < FULL and not repeated and head >= self._revision
        self.proven = self.proven or upto >= self._revision or last

    def quiet(self, now: float, server: tuple[str, int], *, live: bool, asked: bool) -> Step:
        """Nothing arrived for a moment.

        Args:
            now: seconds of a clock.
            server: the member that serves the watch, and how often the watch was made anew.
            live: whether the watch is.
            asked: the member was asked how far the watch is, and will say so: there is nothing to guess.
        """
        if asked or not live or server != self._server or self._quiet is None:
            self._server, self._quiet, self._reached = server, now, None
        if asked or not live:
            return Step.WAIT
        if self._events:
            return self._again(now)
        if self._reached is None:
            return Step.LOOK
        return Step.COMPARE if now - self._reached >= SILENCE else Step.WAIT

    def looked(self, now: float, revision: int) -> None:
        """The member that serves the watch has this revision now."""
        if revision >= self._revision:
            self._reached = now

    def compared(self, *, same: bool) -> None:
        """What has arrived adds up to the state at the revision, or does not."""
        self._quiet = self._reached = None
        self.proven = self.proven or same

    def _again(self, now: float) -> Step:
        if self._quiet is None or now - self._quiet < SILENCE:
            return Step.WAIT
        # Once only: a compaction at that very revision may have taken the event away.
        self._events = False
        self._quiet = None
        return Step.AGAIN
