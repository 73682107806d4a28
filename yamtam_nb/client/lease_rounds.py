"""When to look at which lease: pure, with the time passed in."""

from __future__ import annotations

from yamtam_nb.client.agenda import Agenda
from yamtam_nb.client.lease_reading import Reading

SHORTEST = 0.5
"""Seconds between two looks at the same lease, at least."""


class Rounds:
    """Leases in the order in which they are to be looked at.

    A healthy lease is looked at when it would be half over unless it was renewed meanwhile, which it should be: so
    one look tells whether it is late, and two to six looks a TTL are enough.
    """

    def __init__(self) -> None:
        self._agenda: Agenda[int] = Agenda()

    def add(self, lease_id: int, now: float) -> None:
        """Look at this one, too, and at once."""
        if lease_id not in self._agenda:
            self._agenda.plan(lease_id, now)

    def drop(self, lease_id: int) -> None:
        """Look at this one no more."""
        self._agenda.drop(lease_id)

    def due(self, now: float, most: int) -> list[int]:
        """The leases to look at now; each is planned anew by :meth:`looked`, or comes up again in a while."""
        due = self._agenda.due(now, most)
        for lease_id in due:
            self._agenda.plan(lease_id, now + 2 * SHORTEST)
        return due

    def looked(self, lease_id: int, reading: Reading, now: float) -> None:
        """A lease was looked at."""
        if lease_id in self._agenda:
            shortest = max(reading.granted / 6, SHORTEST)
            self._agenda.plan(lease_id, now + max(reading.left - reading.granted / 2, shortest))

    def wait(self, now: float) -> float | None:
        """Seconds until the next look; None when there is nothing to look at."""
        return max(self._agenda.next() - now, 0.0) if self._agenda else None

    def __len__(self) -> int:
        return len(self._agenda)
