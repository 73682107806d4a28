"""Where the replacement of a member stands, by who is listed and who answers."""

from __future__ import annotations

import pytest

from tests.unit.runbooks.members import member, roll_call_of, says
from yamtam_nb.client.member_view import MemberView
from yamtam_nb.model import Member, MemberStatus
from yamtam_nb.runbooks.replacement import obstacle_of, stage_of
from yamtam_nb.runbooks.roll_call import RollCall

ONE, TWO, THREE = member(1), member(2), member(3)
NEW, ANNOUNCED = member(4, learner=True), member(4, learner=True, started=False)
VOTES = member(4)


def seen(members: list[Member], *silent: Member) -> RollCall:
    """These members, of whom some do not answer; m2 leads."""
    return roll_call_of(members, *(says(each, leader=2) for each in members if each not in silent))


def view(of: RollCall, who: Member) -> MemberView:
    return next(each for each in of.view if each.seat.member == who)


@pytest.mark.parametrize(
    ("members", "silent", "named", "newcomer", "stage"),
    [
        ([ONE, TWO, THREE], [ONE], ONE, None, "replace"),
        ([TWO, THREE], [], None, None, "replace"),
        ([ONE, TWO, THREE, ANNOUNCED], [ONE, ANNOUNCED], ONE, ANNOUNCED, "replace"),
        ([TWO, THREE, ANNOUNCED], [ANNOUNCED], None, ANNOUNCED, "join"),
        ([TWO, THREE, NEW], [], None, NEW, "join"),
        ([TWO, THREE, NEW], [], NEW, NEW, "join"),
        ([TWO, THREE, VOTES], [], None, VOTES, "done"),
        ([ONE, TWO, THREE], [], ONE, None, "done"),
    ],
    ids=["dead", "removed", "added first", "announced", "started", "of the same name", "votes", "answers"],
)
def test_the_stage_follows_from_who_is_listed(
    members: list[Member], silent: list[Member], named: Member | None, newcomer: Member | None, stage: str
) -> None:
    """Whatever was done before, by whom: a run goes on where the last one ended."""
    found = seen(members, *silent)

    assert stage == stage_of(
        view(found, named) if named else None, view(found, newcomer) if newcomer else None, asked=True
    )


def test_nobody_is_replaced_unless_somebody_was_named() -> None:
    """The defaults do nothing."""
    assert stage_of(None, None, asked=False) == "nobody"


@pytest.mark.parametrize(
    ("silent", "member_name", "url", "newcomer", "words"),
    [
        ([ONE, THREE], "m1", "", None, "NO QUORUM"),
        ([], "m1", "http://10.0.0.9:2380", None, "m1 answers: it is not dead"),
        ([ONE], "m1", THREE.peer_urls[0], THREE, "is the address of member m3, which votes already"),
        ([ONE], "m1", "http://10.0.0.9:2380", None, ""),
    ],
    ids=["no quorum", "alive", "taken address", "none"],
)
def test_what_speaks_against_it_is_said(
    silent: list[Member], member_name: str, url: str, newcomer: Member | None, words: str
) -> None:
    """A quorum, a member that is dead, and an address that is free."""
    found = seen([ONE, TWO, THREE], *silent)
    named, new = view(found, ONE), view(found, newcomer) if newcomer else None

    said = obstacle_of(found, named, new, member_name, url, stage_of(named, new, asked=True))

    assert words in said
    assert bool(said) == bool(words)


def test_one_member_is_replaced_at_a_time() -> None:
    """Of five, two are dead: there is a quorum, and still the other one comes first."""
    five = [ONE, TWO, THREE, member(5), member(6)]
    found = seen(five, ONE, member(6))

    said = obstacle_of(found, view(found, ONE), None, "m1", "", "replace")

    assert "m6 does not answer either" in said


def test_a_name_that_nobody_has_is_no_reason_to_add_a_member() -> None:
    """It may be misspelt."""
    found = seen([ONE, TWO, THREE])

    assert "'m7'" in obstacle_of(found, None, None, "m7", "", "replace")
    assert obstacle_of(found, None, None, "", "http://10.0.0.7:2380", "replace") == ""


def test_a_status_is_of_its_member() -> None:
    """What the tests above stand on: m1 does not answer, m2 leads."""
    found = seen([ONE, TWO, THREE], ONE)

    assert [each.role for each in found.view] == ["not answering", "leader", "follower"]
    assert isinstance(view(found, TWO).answer, MemberStatus)
