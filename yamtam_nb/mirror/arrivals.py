"""When revisions arrived here. etcd itself does not keep the time of a change."""

from __future__ import annotations

import weakref
from collections import OrderedDict

MOST_ARRIVALS = 100_000


class Arrivals:
    """Revision -> wall time, for the last revisions only."""

    def __init__(self, most: int = MOST_ARRIVALS) -> None:
        self._most = most
        self._times: OrderedDict[int, float] = OrderedDict()
        self._late: set[int] = set()

    def note(self, revision: int, at: float, *, late: bool = False) -> None:
        """This revision has arrived; what was noted of it first stays.

        Args:
            revision: which.
            at: wall time.
            late: it may have happened long before: it was found in a snapshot, or came when a lost watch was back.
        """
        if revision in self._times:
            return
        self._times[revision] = at
        if late:
            self._late.add(revision)
        if len(self._times) > self._most:
            self._late.discard(self._times.popitem(last=False)[0])

    def get(self, revision: int) -> float | None:
        """Wall time of its arrival, or None if that was before the mirror or too long ago."""
        return self._times.get(revision)

    def witnessed(self, revision: int) -> float | None:
        """As ``get``, but None as well if it arrived late, so that its arrival does not tell when it happened."""
        return None if revision in self._late else self._times.get(revision)

    def __len__(self) -> int:
        return len(self._times)


_mirrors: dict[weakref.ref[Arrivals], int] = {}
"""What the mirrors of this process have noted -> the ID of their cluster. Each step on it is one operation, so that
no lock is needed, which a forked child might find taken."""


def announce(cluster_id: int, arrivals: Arrivals) -> None:
    """Let others look at what a mirror of that cluster notes, as long as it is kept."""
    _mirrors[weakref.ref(arrivals, _forget)] = cluster_id


def witnesses(cluster_id: int) -> list[Arrivals]:
    """What the mirrors of a cluster have noted."""
    found = [reference() for reference, of in list(_mirrors.items()) if of == cluster_id]
    return [arrivals for arrivals in found if arrivals is not None and len(arrivals)]


def _forget(reference: weakref.ref[Arrivals]) -> None:
    _mirrors.pop(reference, None)
