"""Members, their status and their alarms."""

from __future__ import annotations

from typing import Literal, NamedTuple

from yamtam_nb.model.forecast import Forecast


class Member(NamedTuple):
    """A member as the cluster lists it. ``name`` is empty until it has started once."""

    id: int
    name: str
    peer_urls: tuple[str, ...]
    client_urls: tuple[str, ...]
    is_learner: bool

    @property
    def called(self) -> str:
        """Its name, or its ID where it has none yet."""
        return self.name or f"{self.id:x}"

    def __repr__(self) -> str:
        kind = " learner" if self.is_learner else ""
        state = "" if self.name else " (never started)"
        return f"<Member {self.id:x} {self.name or 'without a name'}{state}{kind} {','.join(self.peer_urls)}>"


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
        storage_version: version of the database's format; "" on servers before 3.6, which do not say.
        db_size_quota: bytes that the database may have; 0 on servers before 3.6, which do not say.
        downgrade_enabled: whether a downgrade is under way (3.6).
        downgrade_target: the version that it goes to, "" for none (3.6).
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
    storage_version: str = ""
    db_size_quota: int = 0
    downgrade_enabled: bool = False
    downgrade_target: str = ""

    @property
    def is_leader(self) -> bool:
        """Whether this member takes itself for the leader."""
        return self.leader == self.member_id != 0


class Alarm(NamedTuple):
    """A raised alarm: the member and its kind, ``NOSPACE`` or ``CORRUPT``."""

    member_id: int
    alarm: str

    def __repr__(self) -> str:
        return f"<Alarm {self.alarm} of member {self.member_id:x}>"


class MemberChange(NamedTuple):
    """A change of the membership that was made.

    Attributes:
        action: what was done.
        member: whom it was done to; a removed one as it was before.
        members: all members afterwards.
        forecast: what it was expected to do to the quorum; None for a change of addresses.
    """

    action: Literal["added", "removed", "updated", "promoted"]
    member: Member
    members: tuple[Member, ...]
    forecast: Forecast | None = None

    def __repr__(self) -> str:
        learner = " as a learner" if self.action == "added" and self.member.is_learner else ""
        return f"<MemberChange {self.member.called} {self.action}{learner}, {len(self.members)} members>"
