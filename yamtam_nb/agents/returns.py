"""When to register anew what was lost: pure, with the time passed in."""

from __future__ import annotations

import random
from typing import Generic, TypeVar

FIRST_PAUSE = 0.25
LONGEST_PAUSE = 5.0

_Lost = TypeVar("_Lost")


class Returns(Generic[_Lost]):
    """What is to be tried, each with the time of its next try: at once, then after pauses that double up to 5 s."""

    def __init__(self) -> None:
        self._due: dict[_Lost, float] = {}
        self._failures: dict[_Lost, int] = {}

    def add(self, lost: _Lost, now: float) -> None:
        """Try this one at once."""
        self._due[lost] = now
        self._failures[lost] = 0

    def drop(self, lost: _Lost) -> None:
        """Try this one no more."""
        self._due.pop(lost, None)
        self._failures.pop(lost, None)

    def failed(self, lost: _Lost, now: float) -> None:
        """A try failed; the next one is later by up to a quarter, so that not all come at once."""
        if lost in self._due:
            pause = min(FIRST_PAUSE * 2.0 ** min(self._failures[lost], 8), LONGEST_PAUSE)
            self._due[lost] = now + pause * random.uniform(1.0, 1.25)  # noqa: S311 - jitter, not a secret
            self._failures[lost] += 1

    def due(self, now: float) -> list[_Lost]:
        """What to try now."""
        return [lost for lost, when in self._due.items() if when <= now]

    def next(self) -> float:
        """When to look again; infinity if there is nothing to try."""
        return min(self._due.values(), default=float("inf"))

    def __len__(self) -> int:
        return len(self._due)
