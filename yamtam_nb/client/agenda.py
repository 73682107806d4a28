"""What is to be done when: pure, with the time passed in."""

from __future__ import annotations

import heapq
from itertools import count
from typing import Generic, TypeVar

_Item = TypeVar("_Item")


class Agenda(Generic[_Item]):
    """Items, each with the one time at which it comes up. Planning and taking cost little however many there are."""

    def __init__(self) -> None:
        self._heap: list[tuple[float, int, _Item]] = []
        self._plans: dict[_Item, int] = {}
        self._numbers = count()

    def plan(self, item: _Item, when: float) -> None:
        """This comes up then, and not when it was planned before."""
        number = next(self._numbers)
        self._plans[item] = number
        heapq.heappush(self._heap, (when, number, item))

    def drop(self, item: _Item) -> None:
        """This does not come up any more."""
        self._plans.pop(item, None)

    def due(self, now: float, most: int | None = None) -> list[_Item]:
        """Take off what has come up, the earliest first."""
        items: list[_Item] = []
        while (most is None or len(items) < most) and self.next() <= now:
            _, _, item = heapq.heappop(self._heap)
            del self._plans[item]
            items.append(item)
        return items

    def next(self) -> float:
        """When something comes up; infinity if nothing does."""
        while self._heap and self._plans.get(self._heap[0][2]) != self._heap[0][1]:
            heapq.heappop(self._heap)
        return self._heap[0][0] if self._heap else float("inf")

    def __contains__(self, item: object) -> bool:
        return item in self._plans

    def __len__(self) -> int:
        return len(self._plans)

    def __repr__(self) -> str:
        return f"<Agenda of {len(self)}>"
