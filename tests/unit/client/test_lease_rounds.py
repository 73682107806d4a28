"""How often leases are looked at: on clocks made of numbers."""

from __future__ import annotations

import pytest

from yamtam_nb.client.lease_reading import Reading
from yamtam_nb.client.lease_rounds import SHORTEST, Rounds


def test_a_new_lease_is_looked_at_at_once() -> None:
    """And once, even when it is named twice."""
    rounds = Rounds()
    rounds.add(7, 0.0)
    rounds.add(7, 0.0)
    assert rounds.wait(0.0) == 0.0
    assert rounds.due(0.0, 10) == [7]
    assert rounds.due(0.0, 10) == []


@pytest.mark.parametrize(
    ("left", "granted", "pause"),
    [(9, 10, 4.0), (6, 10, 10 / 6), (2, 10, 10 / 6), (59, 60, 29.0), (1, 2, SHORTEST)],
)
def test_a_lease_is_looked_at_when_its_renewal_must_have_come(left: int, granted: int, pause: float) -> None:
    """When it would be half over; a late one sooner, but not all the time."""
    rounds = Rounds()
    rounds.add(7, 0.0)
    rounds.due(0.0, 10)
    rounds.looked(7, Reading(left, granted, 0.0), 0.0)
    assert rounds.wait(0.0) == pytest.approx(pause)


def test_a_look_that_failed_is_repeated_in_a_while() -> None:
    """Nobody need plan that."""
    rounds = Rounds()
    rounds.add(7, 0.0)
    rounds.due(0.0, 10)
    assert rounds.wait(0.0) == 2 * SHORTEST


def test_what_nobody_wants_is_not_looked_at() -> None:
    """Also not when a reading of it is still on its way."""
    rounds = Rounds()
    rounds.add(7, 0.0)
    rounds.drop(7)
    rounds.looked(7, Reading(9, 10, 0.0), 0.0)
    assert rounds.wait(0.0) is None
    assert len(rounds) == 0
