"""What a change of the membership will do to the quorum."""

from __future__ import annotations

import pytest

from yamtam_nb.client.quorum import forecast
from yamtam_nb.errors import InvalidArgument, MemberNotFound
from yamtam_nb.model import Member, MembershipStep

LEARNER = 99


def cluster(voters: int, *, learner: bool = False) -> list[Member]:
    """Voters 1, 2, ... and perhaps a learner."""
    members = [Member(number, f"m{number}", (), (), False) for number in range(1, voters + 1)]
    return [*members, Member(LEARNER, "new", (), (), True)] if learner else members


@pytest.mark.parametrize(
    ("voters", "answering", "verdict", "spare"),
    [
        (1, 1, "loses quorum", -1),
        (2, 2, "no spare", 0),
        (2, 1, "no quorum", -1),
        (3, 3, "no spare", 0),
        (3, 2, "loses quorum", -1),
        (3, 1, "no quorum", -2),
        (4, 4, "ok", 1),
        (4, 3, "no spare", 0),
        (4, 2, "no quorum", -1),
        (5, 5, "ok", 1),
        (5, 4, "no spare", 0),
        (5, 3, "loses quorum", -1),
        (5, 2, "no quorum", -2),
    ],
)
def test_a_voter_is_added_before_it_answers(voters: int, answering: int, verdict: str, spare: int) -> None:
    """Its place counts at once, and it is not there yet."""
    foretold = forecast("add", cluster(voters), range(1, answering + 1))

    assert (foretold.verdict, foretold.spare_after) == (verdict, spare)
    assert (foretold.voters_before, foretold.voters_after) == (voters, voters + 1)
    assert foretold.safe == (verdict in ("ok", "no spare"))


@pytest.mark.parametrize(
    ("voters", "answering", "removed", "verdict"),
    [
        (1, {1}, 1, "loses quorum"),
        (2, {1, 2}, 2, "no spare"),
        (2, {1}, 2, "no quorum"),
        (3, {1, 2, 3}, 3, "no spare"),
        (3, {1, 2}, 3, "no spare"),
        (3, {1, 2}, 1, "loses quorum"),
        (3, {1}, 3, "no quorum"),
        (4, {1, 2, 3}, 4, "ok"),
        (4, {1, 2, 3}, 1, "no spare"),
        (5, {1, 2, 3, 4, 5}, 5, "ok"),
        (5, {1, 2, 3}, 5, "no spare"),
        (5, {1, 2, 3}, 1, "loses quorum"),
    ],
)
def test_removing_a_dead_member_costs_nothing_and_a_living_one_does(
    voters: int, answering: set[int], removed: int, verdict: str
) -> None:
    """A member that does not answer is no loss; one that does may be the last one needed."""
    assert forecast("remove", cluster(voters), answering, removed).verdict == verdict


@pytest.mark.parametrize(
    ("voters", "answering", "verdict"),
    [
        (1, {1, LEARNER}, "no spare"),
        (1, {1}, "loses quorum"),
        (2, {1, 2, LEARNER}, "ok"),
        (2, {1, 2}, "no spare"),
        (3, {1, 2, LEARNER}, "no spare"),
        (3, {1, 2}, "loses quorum"),
        (4, {1, 2, 3, 4, LEARNER}, "ok"),
        (5, {1, 2, 3, LEARNER}, "no spare"),
    ],
)
def test_a_learner_that_answers_is_an_asset_when_it_votes(
    voters: int, answering: set[int], verdict: str
) -> None:
    """And one that does not is a burden from the moment of its promotion."""
    assert forecast("promote", cluster(voters, learner=True), answering, LEARNER).verdict == verdict


@pytest.mark.parametrize("voters", [1, 2, 3, 4, 5])
def test_a_learner_changes_no_quorum(voters: int) -> None:
    """That is what it is for."""
    foretold = forecast("add learner", cluster(voters), range(1, voters + 1))

    assert foretold.spare_before == foretold.spare_after
    assert foretold.safe


def test_the_sentence_counts() -> None:
    """Who would answer and who is needed; and that it is for a while only, where it is."""
    adding = forecast("add", cluster(3), {1, 2})
    removing = forecast("remove", cluster(5), {1, 2, 3, 4, 5}, 5)

    assert adding.sentence == (
        "would lose quorum until the new member has started: 2 of 4 voters would answer, 3 are needed"
    )
    assert removing.sentence == "one more failure is survived"
    assert forecast("promote", cluster(4, learner=True), {1, 2, 3, 4, LEARNER}, LEARNER).sentence == (
        "2 more failures are survived"
    )
    assert repr(removing).startswith("<Forecast remove: voters 5 -> 4, quorum 3 -> 3, answering 5 -> 4: one")


@pytest.mark.parametrize("step", ["remove", "promote"])
def test_a_member_that_is_not_there_is_refused(step: MembershipStep) -> None:
    """Before anything is asked of etcd, with its ID as etcdctl writes it."""
    with pytest.raises(MemberNotFound, match="ID abc:"):
        forecast(step, cluster(3), {1, 2, 3}, 0xABC)


def test_who_votes_is_not_promoted() -> None:
    """It says who that is."""
    with pytest.raises(InvalidArgument, match="m2 votes already"):
        forecast("promote", cluster(3), {1, 2, 3}, 2)
