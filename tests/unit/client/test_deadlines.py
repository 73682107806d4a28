"""The thread that notices when the deadline of a lease passes."""

from __future__ import annotations

import threading
import time

import pytest

from yamtam_nb.client.deadlines import OVER, Deadlines


class Member:
    """Something with a deadline: asks for a nap, and notes when it was looked at."""

    def __init__(self, nap: float, *, looks: int = 1, broken: bool = False) -> None:
        self.times: list[float] = []
        self.enough = threading.Event()
        self._nap = nap
        self._looks = looks
        self._broken = broken

    def look(self) -> float:
        """Note the time."""
        self.times.append(time.monotonic())
        if len(self.times) >= self._looks:
            self.enough.set()
        if self._broken:
            raise ValueError("broken")
        return self._nap


def test_it_looks_again_when_the_soonest_deadline_is_due() -> None:
    """Not only at the next regular look."""
    deadlines, member, other = Deadlines(longest_nap=30), Member(0.05, looks=2), Member(20)
    deadlines.add(other)
    deadlines.add(member)
    assert member.enough.wait(5)
    assert 0.04 < member.times[1] - member.times[0] < 1
    deadlines.remove(member)
    deadlines.remove(other)
    deadlines.rest()


def test_it_never_naps_for_long() -> None:
    """A nap does not count the time that the machine sleeps, a deadline does."""
    deadlines, member = Deadlines(longest_nap=0.05), Member(3600, looks=3)
    deadlines.add(member)
    assert member.enough.wait(5)
    deadlines.remove(member)
    deadlines.rest()


def test_the_thread_ends_with_the_last_member_and_starts_anew() -> None:
    """Nothing is left running."""
    before = set(threading.enumerate())
    for nap, at_once in ((0.05, False), (30, True)):
        deadlines = Deadlines(longest_nap=nap)
        for _ in range(2):
            member = Member(10)
            deadlines.add(member)
            assert member.enough.wait(5)
            deadlines.rest()  # not while there is something to look at
            (thread,) = (one for one in threading.enumerate() if one not in before)
            deadlines.remove(member)
            if at_once:
                deadlines.rest()
            thread.join(5)
            assert not thread.is_alive()
        assert len(deadlines) == 0


def test_one_that_comes_during_a_nap_is_looked_at_in_time() -> None:
    """When it says that the next regular look would be too late."""
    deadlines, first, urgent = Deadlines(longest_nap=30), Member(20), Member(20)
    deadlines.add(first)
    assert first.enough.wait(5)
    deadlines.add(urgent, within=0.1)
    assert urgent.enough.wait(5)
    deadlines.remove(first)
    deadlines.remove(urgent)
    deadlines.rest()


def test_what_is_over_is_not_looked_at_again() -> None:
    """It need not be removed."""
    deadlines, member = Deadlines(longest_nap=0.02), Member(OVER)
    deadlines.add(member)
    assert member.enough.wait(5)
    time.sleep(0.1)
    assert len(member.times) == 1
    assert len(deadlines) == 0


def test_a_fault_in_one_does_not_leave_the_others_alone(caplog: pytest.LogCaptureFixture) -> None:
    """It is logged."""
    deadlines, broken, fine = Deadlines(longest_nap=0.02), Member(1, broken=True), Member(0.02, looks=3)
    deadlines.add(broken)
    deadlines.add(fine)
    assert fine.enough.wait(5)
    deadlines.remove(broken)
    deadlines.remove(fine)
    deadlines.rest()
    assert "broken" in caplog.text
