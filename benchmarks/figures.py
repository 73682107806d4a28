"""Series of measurements, and how they compare."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Series:
    """What one contestant did, run after run; or why it could not."""

    name: str
    runs: list[float] = field(default_factory=list)
    unit: str = "s"
    error: str = ""
    note: str = ""

    @property
    def median(self) -> float:
        """Median of the runs."""
        return statistics.median(self.runs)

    def over(self, other: Series) -> float:
        """How many times the other's median this one's is."""
        return self.median / other.median

    def as_json(self, base: Series | None) -> dict[str, Any]:
        """Everything about it, the ratio to ``base`` included."""
        if self.error or not self.runs:
            return {"name": self.name, "error": self.error or "no runs", "note": self.note}
        return {
            "name": self.name,
            "unit": self.unit,
            "median": self.median,
            "min": min(self.runs),
            "max": max(self.runs),
            "runs": len(self.runs),
            "ratio": self.over(base) if base is not None and base.runs else None,
            "note": self.note,
        }


@dataclass
class Comparison:
    """Series that belong together; ratios are to the first one, the base."""

    title: str
    series: list[Series]
    target: str = ""
    notes: list[str] = field(default_factory=list)

    @property
    def base(self) -> Series | None:
        """The series that the others are compared with; there may be none, only notes."""
        return self.series[0] if self.series else None

    def as_json(self) -> dict[str, Any]:
        """For the file of figures."""
        return {
            "title": self.title,
            "target": self.target,
            "notes": self.notes,
            "series": [series.as_json(self.base) for series in self.series],
        }


def interleave(
    contestants: Mapping[str, Callable[[], float]],
    rounds: int,
    *,
    unit: str = "s",
    on_round: Callable[[int], None] | None = None,
) -> list[Series]:
    """Let each contestant run once per round, in turns, so that a slow spell of the machine hits all alike.

    The order is turned round every other round (ABC, CBA), because being the first after a long one can cost.
    One warm-up round is thrown away. A contestant that fails is left out from then on, with its error.
    """
    series = {name: Series(name, unit=unit) for name in contestants}
    for number in range(rounds + 1):
        order = list(contestants) if number % 2 else list(reversed(contestants))
        for name in order:
            if series[name].error:
                continue
            try:
                run = contestants[name]()
            except Exception as error:  # noqa: BLE001 - a failing contestant is a result
                series[name].error = " ".join(str(error).split()) or type(error).__name__
                continue
            if number:
                series[name].runs.append(run)
        if on_round is not None:
            on_round(number)
    return list(series.values())
