"""When to look at which lease: pure, with the time passed in."""

from __future__ import annotations

import heapq

from yamtam_nb.agents.roster import Reading

SHORTEST = 0.5
"""Seconds between two looks at the same lease, at least."""


class Rounds:
    """Leases in the order in which they are to be looked at.

    A healthy lease is looked at when it would be half over unless it was renewed meanwhile, which it should be: so
    one look tells whether it is late, and two looks a TTL are enough. A late one is looked at more often.
    """

    def __init__(self) -> None:
        self._due: dict[int, float] = {}
        self._heap: list[tuple[float, int]] = []

    def add(self, lease_id: int, now: float) -> None:
        """Look at this one, too, and at once."""
        if lease_id not in self._due:
            self._plan(lease_id, now)

    def drop(self, lease_id: int) -> None:
        """Look at this one no more."""
        self._due.pop(lease_id, None)

    def due(self, now: float, most: int) -> list[int]:
        """The leases to look at now; each is planned anew by :meth:`looked`, or comes up again in a while."""
        found: list[int] = []
        while self._heap and len(found) < most and self._heap[0][0] <= now:
            when, lease_id = heapq.heappop(self._heap)
            if self._due.get(lease_id) == when:
                found.append(lease_id)
        for lease_id in found:
            self._plan(lease_id, now + 2 * SHORTEST)
        return found

    def looked(self, lease_id: int, reading: Reading, now: float) -> None:
        """A lease was looked at."""
        if lease_id in self._due:
            share = reading.granted / 6
            pause = share if reading.late else max(reading.left - reading.granted / 2, share)
            self._plan(lease_id, now + max(pause, SHORTEST))

    def wait(self, now: float) -> float | None:
        """Seconds until the next look; None when there is nothing to look at."""
        return max(self._heap[0][0] - now, 0.0) if self._heap else None

    def _plan(self, lease_id: int, when: float) -> None:
        self._due[lease_id] = when
        heapq.heappush(self._heap, (when, lease_id))

    def __len__(self) -> int:
        return len(self._due)
