"""Which members answer, as seen from here."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from yamtam_nb.client.at_once import at_once
from yamtam_nb.client.maintenance import Maintenance
from yamtam_nb.errors import EtcdError, InvalidArgument
from yamtam_nb.model import Member, MemberStatus

PATIENCE = 2.0
"""Seconds that a member may take to say its status."""

MOST = 16
"""Members asked at the same time."""


class Answers(NamedTuple):
    """Members with the address at which they answered, and what they said there."""

    statuses: dict[int, MemberStatus]

    @property
    def with_leader(self) -> set[int]:
        """IDs of those that know a leader: the others are cut off, and no part of a quorum."""
        return {member_id for member_id, status in self.statuses.items() if status.leader}

    @property
    def leader(self) -> MemberStatus | None:
        """The status of the leader; of two that take themselves for it, the one of the later term."""
        leading = [status for status in self.statuses.values() if status.is_leader]
        return max(leading, key=lambda status: status.raft_term, default=None)


def ask_members(maintenance: Maintenance, members: Iterable[Member], *, timeout: float = PATIENCE) -> Answers:
    """Ask each member for its status, all at the same time.

    The client's own endpoints are asked as well: what members advertise cannot be reached from everywhere.
    """
    advertised = [url for member in members for url in member.client_urls]
    asked = list(dict.fromkeys([*maintenance.endpoints, *advertised]))

    def one(endpoint: str) -> MemberStatus | None:
        try:
            return maintenance.status(endpoint, timeout=timeout)
        except (
            EtcdError,
            InvalidArgument,
        ):  # the latter: an address that cannot be used, or not with a password
            return None

    statuses: dict[int, MemberStatus] = {}
    for answer in at_once(one, asked, most=MOST, name="yamtam-status"):
        if answer is not None:
            statuses.setdefault(answer.member_id, answer)
    return Answers(statuses)
