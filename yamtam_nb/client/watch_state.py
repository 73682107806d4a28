"""What a watch does next, decided from what the server says: no threads, no sockets, no clock.

The rules come from how etcd's watch server works (``server/etcdserver/api/v3rpc/watch.go``,
``server/storage/mvcc/watchable_store.go``):

* A watch that lags is fed up to 1000 revisions per response, and each header carries the *store's*
  revision, not the response's. So it resumes after the last event it got, never after a header.
* A header without events is a promise that everything up to it has been delivered. It does move on.
* A response holds whole revisions. Its fragments do not: they are put together before anything is used.
* ``created`` together with ``canceled`` means that the watch was never made.
* Old servers repeat events after a restart from a snapshot; what was seen before is dropped, and counted.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from yamtam_nb.errors import ClusterChanged, Compacted, EtcdError, InvalidToken, PermissionDenied, WatchLost
from yamtam_nb.model import Event, WatchBatch
from yamtam_nb.model.events import mod_revisions
from yamtam_nb.rpc import catalogue

BROADCAST = -1
"""Watch ID of an answer that is meant for every watch of the stream."""

MOST_REFUSALS = 3
"""Times in a row that a server may refuse or break a watch for no known reason before it counts as lost."""

MOST_DENIALS = 10
"""Times in a row that a token may be refused: a member that was just started hears of a new one a while later."""


class Reply(NamedTuple):
    """A response of the watch stream, decoded; the fields are those of etcd's ``WatchResponse``."""

    cluster_id: int = 0
    revision: int = 0
    watch_id: int = 0
    created: bool = False
    canceled: bool = False
    compact_revision: int = 0
    cancel_reason: str = ""
    fragment: bool = False
    events: Sequence[Event] = []


@dataclass(frozen=True)
class Wait:
    """Nothing to do but to read on."""


@dataclass(frozen=True)
class Live:
    """The server has made the watch."""


@dataclass(frozen=True)
class Answered:
    """The server has made another watch on this stream, which was only a sign of life: cancel it."""

    watch_id: int


@dataclass(frozen=True)
class Deliver:
    """Hand this batch to the consumer."""

    batch: WatchBatch


@dataclass(frozen=True)
class Reconnect:
    """Make the watch anew on another stream, from ``next_revision``.

    Attributes:
        reason: why.
        refresh_token: the stream's token was refused, or may have been: get a new one.
        denied: the server spoke of permission. Servers before 3.5.6 say that of a token that they do not know,
            too; so find out by a read of the range, which tells one from the other.
    """

    reason: str
    refresh_token: bool = False
    denied: bool = False


@dataclass(frozen=True)
class Fail:
    """The watch cannot go on."""

    error: EtcdError | WatchLost


Step = Wait | Live | Answered | Deliver | Reconnect | Fail

WAIT = Wait()
LIVE = Live()


class WatchState:
    """Where a watch stands.

    Attributes:
        next_revision: the revision that the watch goes on from.
        cluster_id: the cluster that the watch belongs to, 0 until one has answered.
        regressions: events that a server sent a second time, or sent early, and that were dropped.
    """

    def __init__(self, next_revision: int, *, cluster_id: int = 0) -> None:
        self.next_revision = next_revision
        self.cluster_id = cluster_id
        self.regressions = 0
        self._watch_id: int | None = None
        self._fragments: list[Event] = []
        self._refusals = 0
        self._made_at = 0  # the store's revision when the server made the watch

    def opened(self) -> None:
        """A new stream was opened: whatever was under way on the old one is gone."""
        self._watch_id = None
        self._fragments = []

    def feed(self, reply: Reply) -> Step:
        """The next step after a response."""
        if self.cluster_id and reply.cluster_id and reply.cluster_id != self.cluster_id:
            return Fail(other_cluster(self.cluster_id, reply.cluster_id))
        self.cluster_id = self.cluster_id or reply.cluster_id
        if reply.created:
            return self._created(reply)
        if self._watch_id is None or reply.watch_id not in (self._watch_id, BROADCAST):
            return WAIT
        if reply.compact_revision:
            return Fail(compacted(self.next_revision, reply.compact_revision))
        if reply.canceled:
            return self._broken(reply.cancel_reason)
        if reply.fragment or reply.events:
            return self._received(reply)
        return self._progress(reply.revision)

    def _created(self, reply: Reply) -> Step:
        if self._watch_id is not None:
            return WAIT if reply.canceled else Answered(reply.watch_id)
        if reply.canceled:
            return self._broken(reply.cancel_reason)
        self._watch_id = reply.watch_id
        self._made_at = reply.revision
        return LIVE

    def _broken(self, reason: str) -> Step:
        self._refusals += 1
        said = catalogue.strip(reason) or "the server ended the watch without a reason"
        kind = catalogue.look_up("", reason).error
        if issubclass(kind, Compacted):
            return Fail(compacted(self.next_revision, 0))
        if issubclass(kind, (InvalidToken, PermissionDenied)):
            if self._refusals > MOST_DENIALS:
                return Fail(kind(method="Watch/Watch", detail=said))
            return Reconnect(said, refresh_token=True, denied=issubclass(kind, PermissionDenied))
        return self._again(said)

    def _again(self, reason: str) -> Step:
        if self._refusals <= MOST_REFUSALS:
            return Reconnect(reason)
        return Fail(WatchLost(f"The server ends the watch again and again: {reason}. Start a new one."))

    def _received(self, reply: Reply) -> Step:
        if reply.fragment or self._fragments:
            self._fragments += reply.events
            if reply.fragment:
                return WAIT
            events: Sequence[Event] = self._fragments
            self._fragments = []
        else:
            events = reply.events
        revisions = list(mod_revisions(events))
        if revisions != sorted(revisions):
            self._refusals += 1
            return self._again("the server sent events out of order")
        if revisions[0] < self.next_revision:
            seen = bisect_left(revisions, self.next_revision)
            events = events[seen:]
            self.regressions += seen
            if not events:
                return WAIT
        return self._deliver(events, revisions[-1], reply.revision)

    def _progress(self, revision: int) -> Step:
        if revision < self.next_revision or self._fragments:
            return WAIT
        return self._deliver([], revision, revision)

    def _deliver(self, events: Sequence[Event], revision: int, head: int) -> Deliver:
        self._refusals = 0
        self.next_revision = revision + 1
        late = bool(events) and events[0].kv.mod_revision <= self._made_at
        return Deliver(WatchBatch(events, revision, head=head, late=late))


def compacted(next_revision: int, compact_revision: int) -> Compacted:
    """The error of a watch whose next revision is compacted away."""
    upto = f"up to {compact_revision}" if compact_revision else "past it"
    error = Compacted(
        f"The watch was to go on from revision {next_revision}, but etcd has compacted {upto}. "
        "Read the keys anew and watch from there; yn.Mirror does that by itself.",
        method="Watch/Watch",
        code="OUT_OF_RANGE",
        detail="mvcc: required revision has been compacted",
    )
    error.compact_revision = compact_revision
    return error


def other_cluster(before: int, now: int) -> ClusterChanged:
    """The error of a watch that meets another cluster."""
    return ClusterChanged(
        f"Cluster {now:x} answers where cluster {before:x} did: it was restored or replaced. "
        "Reconnect, and treat what you read before as history.",
        method="Watch/Watch",
    )
