"""What fits a cluster without a quorum, and whose data is the newest."""

from __future__ import annotations

import pytest

from tests.unit.runbooks.members import member, roll_call_of, says
from yamtam_nb.runbooks.way_back import WAYS, way_of

THREE = [member(1), member(2), member(3)]


@pytest.mark.parametrize(
    ("leaders", "way"),
    [
        ({1: 2, 2: 2, 3: 2}, "nothing"),
        ({1: 2, 2: 2}, "nothing"),
        ({1: 0, 2: 0, 3: 0}, "wait"),
        ({1: 0, 3: 0}, "wait"),
        ({1: 0}, "start"),
        ({1: 3, 2: 3}, "wait"),
        ({1: 2}, "start"),
    ],
    ids=[
        "all",
        "two",
        "election",
        "election of two",
        "one",
        "leader just died",
        "one that believes in a leader",
    ],
)
def test_the_way_follows_from_who_answers(leaders: dict[int, int], way: str) -> None:
    """A leader counts only when it answers itself: the others believe in a dead one for an election's time."""
    answers = [
        says(each, leader=leaders[number]) for number, each in enumerate(THREE, 1) if number in leaders
    ]

    assert way_of(roll_call_of(THREE, *answers)) == way


def test_the_newest_data_is_of_the_latest_term() -> None:
    """A longer log of an older term is the older one; learners do not count."""
    learner = member(4, learner=True)
    found = roll_call_of(
        [*THREE, learner],
        says(THREE[0], leader=0, term=3, index=90),
        says(THREE[1], leader=0, term=4, index=70),
        says(learner, leader=0, term=5, index=99),
    )

    assert found.newest is not None
    assert found.newest.seat.name == "m2"
    assert [each.seat.name for each in found.silent] == ["m3"]


def test_no_way_forces_a_new_cluster() -> None:
    """Two clusters of one are worse than none for an hour."""
    assert not any("force" in what for _, what, _ in WAYS)
