"""Members, their status and their alarms."""

from __future__ import annotations

from typing import NamedTuple


class Member(NamedTuple):
    """A member as the cluster lists it. ``name`` is empty until it has started once."""

    id: int
    name: str
    peer_urls: tuple[str, ...]
    client_urls: tuple[str, ...]
    is_learner: bool


class MemberStatus(NamedTuple):
    """What one member says of itself.

    Attributes:
        endpoint: URL that was asked.
        member_id: its ID.
        cluster_id: the cluster it belongs to.
        revision: its store revision; a follower may lag behind.
        version: etcd version, e.g. ``3.5.1``.
        db_size: bytes on disk.
        db_size_in_use: bytes in use; the rest is freed by defragmenting. 0 on servers that do not say.
        leader: ID of the member it takes for the leader, 0 for none.
        raft_index, raft_term, raft_applied_index: raft's position.
        is_learner: whether it does not vote.
        errors: its own complaints, e.g. raised alarms.
        latency: seconds from the call to its answer.
        db_size_quota: bytes that the database may have; 0 on servers before 3.6, which do not say.
    """

    endpoint: str
    member_id: int
    cluster_id: int
    revision: int
    version: str
    db_size: int
    db_size_in_use: int
    leader: int
    raft_index: int
    raft_term: int
    raft_applied_index: int
    is_learner: bool
    errors: tuple[str, ...]
    latency: float
    db_size_quota: int = 0

    @property
    def is_leader(self) -> bool:
        """Whether this member takes itself for the leader."""
        return self.leader == self.member_id != 0


class Alarm(NamedTuple):
    """A raised alarm: the member and its kind, ``NOSPACE`` or ``CORRUPT``."""

    member_id: int
    alarm: str
