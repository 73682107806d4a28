"""A member as somebody sees who has asked it. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal, NamedTuple

from yamtam_nb.client.seats import Seat
from yamtam_nb.client.vitals import Vitals
from yamtam_nb.errors import AuthError, EtcdError
from yamtam_nb.model import MemberStatus

Role = Literal[
    "leader",
    "follower",
    "learner",
    "no leader",
    "not answering",
    "may not look",
    "never started",
    "not asked",
]

_ALARM = re.compile(r"memberID:(\d+) +alarm:(\w+)")


class MemberView(NamedTuple):
    """One member at one moment.

    Attributes:
        seat: who it is, and where it was asked.
        answer: what it said, or why it said nothing; None when it was not asked.
        role: what it is to the cluster, in words.
        lag: raft entries that it has not applied and the member that is ahead of all has; None when it did not say.
        alarms: those that are raised for it, as any member says.
        vitals: figures of its metrics.
        metrics_error: why there are none, or "".
        latencies: seconds of its last answers, the newest last; None for each that did not come.
    """

    seat: Seat
    answer: MemberStatus | EtcdError | None
    role: Role
    lag: int | None = None
    alarms: tuple[str, ...] = ()
    vitals: Vitals = Vitals()
    metrics_error: str = ""
    latencies: tuple[float | None, ...] = ()

    @property
    def status(self) -> MemberStatus | None:
        """What it said, None when it said nothing."""
        return self.answer if isinstance(self.answer, MemberStatus) else None

    @property
    def quota(self) -> float | None:
        """Bytes that its database may have, by its status (etcd 3.6) or its metrics."""
        said = self.status.db_size_quota if self.status else 0
        return said or self.vitals.quota or None


def leader_of(answers: Iterable[MemberStatus]) -> int:
    """ID of the leader by the newest raft term that anybody knows, 0 for none."""
    newest = max(answers, key=lambda answer: (answer.raft_term, answer.leader != 0), default=None)
    return newest.leader if newest else 0


def role_of(seat: Seat, answer: MemberStatus | EtcdError | None, leader: int) -> Role:
    """What a member is to the cluster."""
    if answer is None:
        unstarted = seat.member is not None and not seat.member.client_urls
        return "never started" if unstarted else "not asked"
    if isinstance(answer, EtcdError):
        return "may not look" if isinstance(answer, AuthError) else "not answering"
    if answer.is_learner:
        return "learner"
    if answer.member_id == leader:
        return "leader"
    return "follower" if answer.leader else "no leader"


def raised(answers: Iterable[MemberStatus]) -> dict[int, tuple[str, ...]]:
    """The alarms by member, as every member tells of all: so they are known without a quorum, too."""
    found: dict[int, set[str]] = {}
    for answer in answers:
        for error in answer.errors:
            for member, alarm in _ALARM.findall(error):
                found.setdefault(int(member), set()).add(alarm)
    return {member: tuple(sorted(alarms)) for member, alarms in found.items()}
