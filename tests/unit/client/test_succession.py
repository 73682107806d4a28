"""Who should lead instead."""

from __future__ import annotations

import pytest

from yamtam_nb.client.cluster_view import ClusterView
from yamtam_nb.client.member_view import MemberView, Role
from yamtam_nb.client.seats import Seat
from yamtam_nb.client.succession import succession
from yamtam_nb.client.vitals import Vitals
from yamtam_nb.errors import InvalidArgument, NoLeader
from yamtam_nb.model import Member


def member(number: int, role: Role, fsync: float | None, lag: int = 0, *alarms: str) -> MemberView:
    called = Member(number, f"m{number}", (f"http://h{number}:2380",), (f"http://h{number}:2379",), False)
    seat = Seat(called, f"http://h{number}:2379")
    return MemberView(seat, None, role, lag, alarms, Vitals(fsync, fsync))


def view(*members: MemberView) -> ClusterView:
    return ClusterView(members, 7)


SLOW = view(
    member(1, "leader", 0.6),
    member(2, "follower", 0.02),
    member(3, "follower", 0.004),
    member(4, "follower", 0.001, 5000),
    member(5, "follower", 0.001, 0, "NOSPACE"),
    member(6, "learner", 0.001),
    member(7, "not answering", None),
)


def test_a_slow_leader_is_followed_by_the_fastest_that_is_fit() -> None:
    """One that lags, has an alarm, does not vote or does not answer is not; the plan names both, with their IDs."""
    found = succession(SLOW)

    assert found is not None
    assert found.title == "move leadership from m1 (1) to m3 (3)"
    assert found.why == "99 of 100 syncs of the log take up to 600 ms on m1, up to 4.0 ms on m3"


@pytest.mark.parametrize(
    ("members", "options"),
    [
        (view(member(1, "leader", 0.05), member(2, "follower", 0.01)), {}),
        (view(member(1, "leader", None), member(2, "follower", 0.01)), {}),
        (view(member(1, "leader", 0.3), member(2, "follower", 0.4)), {}),
        (SLOW, {"member": "m2"}),
        (SLOW, {"target": "m1"}),
    ],
    ids=["fast enough", "not known", "others are slower", "another is unwanted", "wanted one leads"],
)
def test_nothing_is_moved_without_a_reason(members: ClusterView, options: dict[str, str]) -> None:
    """An election costs something: the leader stays unless it is slow and another is faster, or somebody says so."""
    assert succession(members, **options) is None


def test_names_decide_over_figures() -> None:
    """Who is named goes, or comes, whatever is known of the disks."""
    members = view(member(1, "leader", None), member(2, "follower", None), member(3, "follower", 0.2))

    away, to = succession(members, member="m1"), succession(members, target="m2")

    assert away is not None and away.heir.seat.name == "m3"
    assert to is not None and to.heir.seat.name == "m2"


def test_what_cannot_be_is_said() -> None:
    """No leader, no such member, nobody who could lead."""
    with pytest.raises(NoLeader):
        succession(view(member(1, "no leader", None)))
    with pytest.raises(InvalidArgument, match="No member is called 'm9': there are m1, m2"):
        succession(SLOW, member="m9")
    with pytest.raises(InvalidArgument, match="m5 cannot lead"):
        succession(SLOW, target="m5")
    with pytest.raises(InvalidArgument, match="No other member can lead"):
        succession(view(member(1, "leader", 0.6)), member="m1")
