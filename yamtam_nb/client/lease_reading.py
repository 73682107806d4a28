"""What was left of a lease at some moment, and what follows from it. Pure."""

from __future__ import annotations

from typing import NamedTuple

TRUNCATED = 0.5
"""etcd tells what is left in whole seconds, cut off; on average half a second more is left."""


class Reading(NamedTuple):
    """What was left of a lease (whole seconds, -1 for a lease that is gone) of what was granted, at a wall time."""

    left: int
    granted: int
    at: float

    @property
    def late(self) -> bool:
        """Whether a renewal is overdue. They come every third of the TTL, so two thirds are left at least."""
        return self.left < self.granted / 2

    @property
    def estimate(self) -> float:
        """Seconds that were left, to half a second; more than granted after a change of leader."""
        return max(0.0, self.left + TRUNCATED)

    @property
    def expires_at(self) -> float:
        """Wall time at which it expires unless it is renewed, to half a second."""
        return self.at + self.estimate

    @property
    def renewed_at(self) -> float:
        """Wall time of the last renewal, to half a second."""
        return min(self.at, self.at - self.granted + self.estimate)
