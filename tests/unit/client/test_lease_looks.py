"""The thread that looks at leases, on a client that answers from a list."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any, cast

import pytest

from yamtam_nb.client.client import Client
from yamtam_nb.client.lease_looks import LeaseLooks
from yamtam_nb.client.lease_reading import Reading
from yamtam_nb.errors import ClientClosed, Unavailable
from yamtam_nb.model import LeaseTimeToLive


class Answers:
    """A client whose ``lease.time_to_live`` is this."""

    def __init__(self, answer: Callable[[int], int]) -> None:
        self.clock = type("Clock", (), {"now": staticmethod(time.monotonic)})
        self.lease = self
        self.asked: list[int] = []
        self._answer = answer

    def time_to_live(self, lease_id: int, *, timeout: float | None = None) -> LeaseTimeToLive:
        """What is left of 10 s."""
        self.asked.append(lease_id)
        return LeaseTimeToLive(lease_id, self._answer(lease_id), 10, (), 1)


class Bench:
    """Looks, and what they tell."""

    def __init__(self, answer: Callable[[int], int] = lambda _: 9) -> None:
        self.told: queue.Queue[dict[int, Reading]] = queue.Queue()
        self.unwanted: set[int] = set()
        self.client = Answers(answer)
        self.looks = LeaseLooks(
            cast("Client", self.client),
            lambda lease: lease not in self.unwanted,
            self.told.put,
            name="looks-test",
        )

    def readings(self, count: int) -> dict[int, Reading]:
        """The next readings, of that many leases."""
        found: dict[int, Reading] = {}
        while len(found) < count:
            found |= self.told.get(timeout=3)
        return found


@pytest.fixture
def make() -> Iterator[Callable[..., Bench]]:
    """Makes benches; afterwards none of their threads is left."""
    made: list[Bench] = []

    def bench(*answer: Any) -> Bench:
        made.append(Bench(*answer))
        return made[-1]

    yield bench
    for one in made:
        one.looks.close()
        one.looks.close()
    assert not [thread for thread in threading.enumerate() if thread.name == "looks-test"]


def test_nothing_runs_before_there_is_a_lease(make: Callable[..., Bench]) -> None:
    """Most registries begin empty."""
    before = threading.active_count()
    make()
    assert threading.active_count() == before


def test_each_lease_is_looked_at_and_told(make: Callable[..., Bench]) -> None:
    """At once when it is added, however many there are."""
    bench = make()
    for lease in range(1, 26):
        bench.looks.add(lease)
    found = bench.readings(25)
    assert sorted(found) == list(range(1, 26))
    assert (found[7].left, found[7].granted) == (9, 10)
    assert abs(found[7].at - time.time()) < 5


def test_a_lease_that_matters_no_more_is_not_looked_at(make: Callable[..., Bench]) -> None:
    """Nobody need take it off: it is asked for before each look."""
    bench = make()
    bench.unwanted.add(1)
    bench.looks.add(1)
    bench.looks.add(2)
    assert list(bench.readings(1)) == [2]
    assert bench.client.asked == [2]


def test_a_lease_that_matters_again_is_looked_at_again(make: Callable[..., Bench]) -> None:
    """Also when it was added between the question and the answer to it."""
    bench = make()
    asked: list[int] = []

    def wanted(lease: int) -> bool:
        asked.append(lease)
        if len(asked) == 1:
            bench.looks.add(lease)  # it is on the agenda still, so this does nothing
            return False
        return True

    bench.looks._wanted = wanted
    bench.looks.add(1)
    assert list(bench.readings(1)) == [1]


def test_a_look_that_fails_is_tried_again(make: Callable[..., Bench]) -> None:
    """While the cluster has no leader, say."""
    failures = iter([True, False])

    def answer(_: int) -> int:
        if next(failures, False):
            raise Unavailable("no leader", method="LeaseTimeToLive")
        return 9

    bench = make(answer)
    bench.looks.add(1)
    assert bench.readings(1)[1].left == 9
    assert bench.client.asked == [1, 1]


def test_it_ends_with_the_client(make: Callable[..., Bench]) -> None:
    """A closed client answers nothing any more."""

    def answer(_: int) -> int:
        raise ClientClosed("The client is closed.")

    bench = make(answer)
    bench.looks.add(1)
    until = time.monotonic() + 3
    while "running" in repr(bench.looks) and time.monotonic() < until:
        time.sleep(0.01)
    assert "stopped" in repr(bench.looks)
    assert bench.told.empty()
