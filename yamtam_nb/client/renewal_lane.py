"""A stream on which some of the leases are renewed. etcd handles the requests of one stream one after another, so one
lease that makes it wait makes the whole stream wait: that is why there are several."""

from __future__ import annotations

from typing import Literal

from yamtam_nb.client.renewal import Renewal
from yamtam_nb.rpc.stream import Stream

Kind = Literal["short", "long", "apart"]
"""Leases with little time do not queue up behind the others; one that a server refused is kept apart from all."""

SHORT_TTL = 10
"""Seconds. Leases with less than that are short ones."""

LEASES_PER_LANE = 64
MOST_LANES = 4
"""Streams for one kind of lease. Each costs two threads, so with very many leases the streams are shared by more."""

FIRST_PAUSE = 0.1
LONGEST_PAUSE = 1.0


class Lane:
    """The state of one stream, with the leases that are renewed on it; guarded by its owner's lock.

    Attributes:
        kind: leases of the same kind share lanes.
        members: the leases.
        stream: the stream, None while there is none.
        avoid: URL of the endpoint that it went silent or failed on last.
        reopen_at: clock reading before which no new stream is opened.
    """

    def __init__(self, kind: Kind) -> None:
        self.kind = kind
        self.members: set[int] = set()
        self.stream: Stream | None = None
        self.avoid = ""
        self.reopen_at = 0.0
        self._owed: list[Renewal] = []  # in the order of the requests
        self._heard = 0.0
        self._failures = 0

    def sent(self, renewal: Renewal) -> None:
        """A request was sent on the stream."""
        self._owed.append(renewal)

    def answered(self, lease_id: int, now: float) -> Renewal | None:
        """An answer came. Returns what it is the answer to: the oldest request for that lease."""
        self._heard = now
        self._failures = 0
        for index, renewal in enumerate(self._owed):
            if renewal.lease_id == lease_id:
                del self._owed[index]
                return renewal
        return None

    def silent(self, renewal: Renewal, now: float) -> bool:
        """Whether this answer has been waited for long enough, while others may still be coming in."""
        return now >= self.give_up_at(renewal)

    def give_up_at(self, renewal: Renewal) -> float:
        """When to ask elsewhere: after the patience for one answer counted from the last that came, or twice that."""
        if renewal.sent_at is None:
            return float("inf")
        return min(
            max(renewal.sent_at, self._heard) + renewal.patience, renewal.sent_at + 2 * renewal.patience
        )

    def oldest(self) -> Renewal | None:
        """The request that the server was busy with when the stream ended."""
        return self._owed[0] if self._owed else None

    def leave(self, avoid: str = "") -> tuple[Stream | None, list[Renewal]]:
        """Give the stream up. Returns it, to be closed, and what it owes."""
        stream, self.stream = self.stream, None
        owed, self._owed = self._owed, []
        self.avoid = avoid
        return stream, owed

    def pause(self, now: float) -> None:
        """Open no stream for a while, which is longer after every failure without an answer in between."""
        self.reopen_at = now + min(FIRST_PAUSE * 2.0 ** min(self._failures, 8), LONGEST_PAUSE)
        self._failures += 1

    def __repr__(self) -> str:
        where = self.stream.endpoint if self.stream is not None else "closed"
        return f"<Lane {self.kind} {where}, {len(self.members)} leases>"


def kind_of(ttl: int) -> Kind:
    """The kind of a lease that is granted for so many seconds."""
    return "short" if ttl < SHORT_TTL else "long"


def lane_for(kind: Kind, lanes: list[Lane]) -> Lane:
    """The lane for another lease: the emptiest of its kind, or a new one, which is added to the lanes."""
    alike = [lane for lane in lanes if lane.kind == kind]
    emptiest = min(alike, key=lambda lane: len(lane.members), default=None)
    if emptiest is None or (len(emptiest.members) >= LEASES_PER_LANE and len(alike) < MOST_LANES):
        emptiest = Lane(kind)
        lanes.append(emptiest)
    return emptiest
