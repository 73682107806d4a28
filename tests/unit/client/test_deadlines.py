"""The thread that notices when the deadline of a lease passes."""

from __future__ import annotations

import threading
import time

import pytest

from yamtam_nb.client.deadlines import Deadlines


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


def test_it_never_naps_for_long() -> None:
    """A nap does not count the time that the machine sleeps, a deadline does."""
    deadlines, member = Deadlines(longest_nap=0.05), Member(3600, looks=3)
    deadlines.add(member)
    assert member.enough.wait(5)
    deadlines.remove(member)


def test_the_thread_ends_with_the_last_member_and_starts_anew() -> None:
    """Nothing is left running."""
    deadlines = Deadlines(longest_nap=30)
    for _ in range(2):
        member = Member(10)
        deadlines.add(member)
        assert member.enough.wait(5)
        (thread,) = (one for one in threading.enumerate() if one.name == "yamtam-deadlines")
        deadlines.remove(member)
        thread.join(5)
        assert not thread.is_alive()
    assert len(deadlines) == 0


def test_a_fault_in_one_does_not_leave_the_others_alone(caplog: pytest.LogCaptureFixture) -> None:
    """It is logged."""
    deadlines, broken, fine = Deadlines(longest_nap=0.02), Member(1, broken=True), Member(0.02, looks=3)
    deadlines.add(broken)
    deadlines.add(fine)
    assert fine.enough.wait(5)
    deadlines.remove(broken)
    deadlines.remove(fine)
    assert "broken" in caplog.text
