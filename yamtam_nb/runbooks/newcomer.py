"""A member that was announced as a learner: waiting until it has the data, and giving it its vote."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from yamtam_nb.client.answering import ask_members
from yamtam_nb.errors import FailedPrecondition, WaitTimeout
from yamtam_nb.model import Member, MemberChange

if TYPE_CHECKING:
    from yamtam_nb.client.client import Client

NEAR = 100
"""Entries of raft that a learner may be behind the leader and count as caught up; etcd itself looks at promotion."""

_PAUSE = 0.1
_NOT_YET = "in sync with leader"
"""What etcd says when a learner is not near enough to be promoted (server/etcdserver/errors.go)."""


def wait_caught_up(client: Client, peer_url: str, patience: float) -> str:
    """Wait until the member at an address answers and has nearly all that the leader has.

    Args:
        client: a client of the cluster.
        peer_url: where its peers reach it.
        patience: seconds; a large database takes minutes to arrive.

    Returns:
        How it stands, as a sentence.

    Raises:
        WaitTimeout: it has not, in that time; the message says what is missing.
    """
    until = time.monotonic() + patience
    while True:
        missing, said = _looked(client, peer_url)
        if not missing:
            return said
        if time.monotonic() > until:
            raise WaitTimeout(f"{said} Nothing is lost by that: run this again when it is mended.")
        time.sleep(_PAUSE)


def promote(client: Client, peer_url: str, patience: float) -> MemberChange:
    """Give the learner at an address its vote, as soon as etcd finds that it is near enough to the leader.

    Raises:
        WaitTimeout: it is not, after ``patience`` seconds.
        QuorumAtRisk: it does not answer.
    """
    until = time.monotonic() + patience
    while True:
        member = member_at(client.cluster.member_list(), peer_url)
        if member is None:
            raise WaitTimeout(f"No member is at {peer_url} any more: somebody has removed it.")
        try:
            return client.cluster.member_promote(member.id)
        except FailedPrecondition as error:
            if _NOT_YET not in error.detail:
                raise
            if time.monotonic() > until:
                raise WaitTimeout(f"etcd still finds the learner at {peer_url} too far behind.") from error
            time.sleep(_PAUSE)


def member_at(members: list[Member], peer_url: str) -> Member | None:
    """The member at an address, None when no one is."""
    return next((member for member in members if peer_url in member.peer_urls), None)


def _looked(client: Client, peer_url: str) -> tuple[bool, str]:
    """Whether something is missing, and what."""
    members = client.cluster.member_list()
    member = member_at(members, peer_url)
    if member is None:
        return True, f"No member is at {peer_url}: somebody has removed it."
    if not member.client_urls:
        return (
            True,
            f"The learner at {peer_url} has not been started yet: type the command above on its machine.",
        )
    answers = ask_members(client.maintenance, members)
    own, leader = answers.statuses.get(member.id), answers.leader
    if own is None or leader is None:
        who = "leader" if leader is None else f"learner {member.called}"
        return True, f"The {who} does not answer."
    behind = max(leader.raft_applied_index - own.raft_applied_index, 0)
    return behind > NEAR, f"Learner {member.called} is {behind} entries behind the leader."
