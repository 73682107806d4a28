"""A histogram as Prometheus counts it, and the quantiles that can be told from it. Pure."""

from __future__ import annotations

from math import inf
from typing import NamedTuple


class Histogram(NamedTuple):
    """How many observations were at most so large.

    Attributes:
        buckets: upper bounds, growing, each with how many observations were at most that.
    """

    buckets: tuple[tuple[float, float], ...]

    @property
    def observations(self) -> float:
        """Observations in all."""
        return self.buckets[-1][1] if self.buckets else 0.0

    def quantile(self, q: float) -> float | None:
        """The value that a share ``q`` of all observations did not exceed; None without observations.

        Within a bucket the observations are taken to be spread evenly, and the last bucket has no end: what lies
        there is told as its beginning. So does Prometheus.
        """
        if not self.observations:
            return None
        rank = q * self.observations
        below, low = 0.0, 0.0
        for bound, upto in self.buckets:
            if upto >= rank and upto > below:
                return low if bound == inf else low + (bound - low) * (rank - below) / (upto - below)
            below, low = upto, bound
        return low

    def since(self, earlier: Histogram | None) -> Histogram:
        """Only what was observed after ``earlier``; all of it where the member was started anew in between."""
        if (
            earlier is None
            or len(earlier.buckets) != len(self.buckets)
            or earlier.observations > self.observations
        ):
            return self
        return Histogram(
            tuple(
                (bound, upto - before)
                for (bound, upto), (_, before) in zip(self.buckets, earlier.buckets, strict=True)
            )
        )
