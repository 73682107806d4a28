"""When revisions arrived here. etcd itself does not keep the time of a change."""

from __future__ import annotations

from collections import OrderedDict

MOST_ARRIVALS = 100_000


class Arrivals:
    """Revision -> wall time, for the last revisions only."""

    def __init__(self, most: int = MOST_ARRIVALS) -> None:
        self._most = most
        self._times: OrderedDict[int, float] = OrderedDict()

    def note(self, revision: int, at: float) -> None:
        """This revision has arrived; what was noted of it first stays."""
        if revision in self._times:
            return
        self._times[revision] = at
        if len(self._times) > self._most:
            self._times.popitem(last=False)

    def get(self, revision: int) -> float | None:
        """Wall time of its arrival, or None if that was before the mirror or too long ago."""
        return self._times.get(revision)

    def __len__(self) -> int:
        return len(self._times)
