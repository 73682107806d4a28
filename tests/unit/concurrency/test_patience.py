"""How long somebody is willing to wait."""

from __future__ import annotations

import math

from yamtam_nb.concurrency.patience import Patience


class HandClock:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.reading = 100.0

    def now(self) -> float:
        """The reading."""
        return self.reading


def test_it_runs_out_and_stays_out() -> None:
    """It never goes below zero."""
    clock = HandClock()
    patience = Patience(clock, 3.0)
    assert patience.left == 3.0
    assert not patience.over
    clock.reading += 10
    assert patience.left == 0.0
    assert patience.over


def test_without_an_end_it_is_never_over() -> None:
    """None is as long as it takes."""
    clock = HandClock()
    patience = Patience(clock, None)
    clock.reading += 1e9
    assert patience.left is None
    assert not patience.over
    assert patience.at_most(2.0) == 2.0


def test_a_single_call_gets_a_second_even_when_less_is_left() -> None:
    """A wait of 0 s still has to ask; a call is not given more than its usual allowance."""
    patience = Patience(HandClock(), 0.0)
    assert patience.over
    assert patience.call(5.0) == 1.0
    assert math.isclose(patience.call(0.3), 0.3)
    assert Patience(HandClock(), 2.0).call(5.0) == 2.0
