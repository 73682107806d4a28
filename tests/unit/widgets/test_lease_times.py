"""How long leases have left."""

from __future__ import annotations

from yamtam_nb.errors import Unavailable
from yamtam_nb.widgets.lease_times import AFTER_FAILURE, MOST_LEASES, PER_ROUND, ROUND, LeaseTimes


class Bench:
    """Leases with a time to live, and a clock."""

    def __init__(self, leases: dict[int, float]) -> None:
        self.leases = leases
        self.now = 0.0
        self.asked: list[int] = []
        self.told: dict[int, int] = {}
        self.times = LeaseTimes(
            self.ask,
            lambda: set(self.leases),
            self.tell,
            clock=lambda: self.now,
            wall=lambda: 1000 + self.now,
        )

    def ask(self, lease: int) -> float:
        self.asked.append(lease)
        return self.leases[lease]

    def tell(self, expires: dict[int, int]) -> None:
        self.told = expires


def test_a_lease_is_asked_for_again_when_half_of_its_time_has_passed() -> None:
    """An estimate of a short lease goes bad sooner."""
    bench = Bench({1: 4.0, 2: 600.0})
    for _ in range(10):
        assert bench.times.round() == ROUND
        bench.now += 1
    assert bench.asked.count(1) == 5
    assert bench.asked.count(2) == 1
    assert bench.told == {1: (1000 + 8 + 4) * 1000, 2: 1_600_000}


def test_a_lease_that_is_gone_has_no_time() -> None:
    """Neither one that no row has any more."""
    bench = Bench({1: 5.0, 2: 5.0})
    bench.times.round()
    bench.leases = {1: -1.0}
    bench.now += 10
    bench.times.round()
    assert bench.told == {}


def test_many_leases_are_asked_for_in_turns_and_too_many_not_at_all() -> None:
    """The cluster has better things to do, and a wrong time is worse than none."""
    bench = Bench(dict.fromkeys(range(3 * PER_ROUND), 60.0))
    for _ in range(3):
        bench.times.round()
    assert sorted(bench.asked) == list(range(3 * PER_ROUND))
    bench.leases = dict.fromkeys(range(MOST_LEASES + 1), 60.0)
    bench.times.round()
    assert bench.told == {}


def test_a_cluster_that_does_not_answer_is_left_alone_for_a_while() -> None:
    """What was known is still told."""
    bench = Bench({1: 60.0})
    bench.times.round()
    known = bench.told
    bench.now += 20

    def fail(_lease: int) -> float:
        raise Unavailable("no")

    bench.times._ask = fail
    assert bench.times.round() == AFTER_FAILURE
    assert bench.told == known


def test_it_starts_with_the_first_lease_and_ends_when_closed() -> None:
    """No thread before, none after."""
    bench = Bench({1: 60.0})
    assert bench.times._thread is None
    bench.times.start()
    bench.times.start()
    thread = bench.times._thread
    assert thread is not None
    bench.times.close()
    assert not thread.is_alive()
    bench.times.start()
    assert bench.times._thread is thread
