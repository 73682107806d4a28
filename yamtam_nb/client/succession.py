"""Which member should lead instead of the one that does. Pure."""

from __future__ import annotations

from typing import NamedTuple

from yamtam_nb.client.cluster_view import ClusterView
from yamtam_nb.client.member_view import MemberView
from yamtam_nb.errors import InvalidArgument, NoLeader
from yamtam_nb.render.figures import brief

BEHIND = 1000
"""Raft entries that a member may lag behind and still be asked to lead."""


class Succession(NamedTuple):
    """A change of leader that is advised.

    Attributes:
        leader: who leads now.
        heir: who should.
        why: the reason, with figures.
    """

    leader: MemberView
    heir: MemberView
    why: str

    @property
    def heir_id(self) -> int:
        """The ID to give to ``client.maintenance.move_leader``."""
        return _id(self.heir)

    @property
    def title(self) -> str:
        """What would be done, in one line, with the IDs of both."""
        return (
            f"move leadership from {self.leader.seat.name} ({_id(self.leader):x}) "
            f"to {self.heir.seat.name} ({self.heir_id:x})"
        )

    def __repr__(self) -> str:
        return f"<Succession: {self.title}, because {self.why}>"


def succession(
    view: ClusterView, *, member: str = "", target: str = "", slow: float = 0.1
) -> Succession | None:
    """Who should lead instead; None where nothing speaks for a change.

    Args:
        view: the members with the figures of their disks.
        member: name of the one that must not lead; "" for the leader if its disk is slow, and another's is faster.
        target: name of the one that should; "" for the follower whose disk is the fastest.
        slow: seconds that 99 of 100 syncs of the write-ahead log take at most on a disk that is not slow.

    Raises:
        NoLeader: nobody leads.
        InvalidArgument: no member has such a name, or nobody else can lead.
    """
    leader = view.leader
    if leader is None:
        raise NoLeader("No member leads: wait for the election, or bring members back.")
    unwanted, chosen = _named(view, member), _named(view, target)
    if chosen is leader or (unwanted is not None and unwanted is not leader):
        return None
    seconds = leader.vitals.fsync_p99
    if unwanted is None and chosen is None and (seconds is None or seconds < slow):
        return None
    fit = sorted((each for each in view if _fit(each)), key=_by_disk)
    heirs = [each for each in fit if chosen is None or each is chosen]
    if not heirs:
        who = f"{target} cannot lead" if target else "No other member can lead"
        raise InvalidArgument(f"{who}: it must vote, answer, be close behind and have no alarm.")
    if unwanted is None and chosen is None and _by_disk(heirs[0])[0] >= (seconds or 0.0):
        return None
    return Succession(leader, heirs[0], _why(leader, heirs[0]))


def _named(view: ClusterView, name: str) -> MemberView | None:
    if not name:
        return None
    found = next((each for each in view if name in (each.seat.name, each.seat.id)), None)
    if found is None:
        names = ", ".join(each.seat.name for each in view)
        raise InvalidArgument(f"No member is called {name!r}: there are {names}.")
    return found


def _fit(member: MemberView) -> bool:
    return member.role == "follower" and not member.alarms and (member.lag or 0) < BEHIND and _id(member) != 0


def _by_disk(member: MemberView) -> tuple[float, float, int, str]:
    fsync, commit, _ = member.vitals
    worst = float("inf")
    return (
        worst if fsync is None else fsync,
        worst if commit is None else commit,
        member.lag or 0,
        member.seat.name,
    )


def _why(leader: MemberView, heir: MemberView) -> str:
    mine, other = leader.vitals.fsync_p99, heir.vitals.fsync_p99
    if mine is None or other is None:
        return f"{leader.seat.name} is not to lead; nothing is known of the disks"
    return (
        f"99 of 100 syncs of the log take up to {brief(mine)} on {leader.seat.name}, "
        f"up to {brief(other)} on {heir.seat.name}"
    )


def _id(member: MemberView) -> int:
    return member.seat.member.id if member.seat.member else 0
