"""Answers of the Maintenance service that are more than a status."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple


class Health(NamedTuple):
    """Whether an endpoint serves: a linearizable read through it, and the alarms of its member.

    Attributes:
        endpoint: URL that was asked.
        took: seconds that the read took.
        member_id: the member behind it, 0 when it did not say.
        alarms: raised alarms of that member, e.g. ``("NOSPACE",)``.
        error: why the read failed; "" when it did not. A user who may not read is an answer all the same.
    """

    endpoint: str
    took: float
    member_id: int = 0
    alarms: tuple[str, ...] = ()
    error: str = ""

    @property
    def answers(self) -> bool:
        """Whether a linearizable read went through, whatever alarms are raised."""
        return not self.error

    @property
    def healthy(self) -> bool:
        """Whether it answers and no alarm is raised."""
        return not self.error and not self.alarms

    def __repr__(self) -> str:
        trouble = self.error or (f"alarms {', '.join(self.alarms)}" if self.alarms else "")
        state = f"unhealthy: {trouble}" if trouble else "healthy"
        return f"<Health {self.endpoint} {state}, {self.took * 1000:.0f} ms>"


class MemberHash(NamedTuple):
    """A hash over all that a member keeps, history included.

    Attributes:
        endpoint: URL that was asked.
        member_id: its ID.
        hash: CRC-32 over keys and values of all kept revisions up to the one asked for.
        compact_revision: oldest revision kept, -1 for all of them. Hashes over different ones differ, and that
            means nothing.
        revision: revision asked for, 0 for the member's current one.
    """

    endpoint: str
    member_id: int
    hash: int
    compact_revision: int
    revision: int

    def __repr__(self) -> str:
        kept = f"{max(self.compact_revision, 1)}..{self.revision}"
        return f"<MemberHash {self.hash} of member {self.member_id:x}, revisions {kept}>"


class LeaderMove(NamedTuple):
    """Leadership that was handed over: from whom, to whom, in how many seconds.

    ``before`` and ``after`` are equal when the member led already.
    """

    before: int
    after: int
    took: float

    def __repr__(self) -> str:
        return f"<LeaderMove {self.before:x} -> {self.after:x} in {self.took:.2f} s>"


class DowngradeResult(NamedTuple):
    """A step of a downgrade that was accepted; ``version`` is the cluster's version at present."""

    action: str
    version: str


class SavedSnapshot(NamedTuple):
    """A snapshot file whose digest was verified.

    Attributes:
        path: the file.
        size: its bytes, the digest of 32 bytes at its end included.
        sha256: hexadecimal digest of the database in it.
        endpoint: URL of the member that it was taken from, "" when the file was only verified.
        revision: the database holds everything up to here, and maybe a little more; 0 when nobody said.
    """

    path: Path
    size: int
    sha256: str
    endpoint: str = ""
    revision: int = 0

    def __repr__(self) -> str:
        return f"<SavedSnapshot {self.path} {self.size:,} bytes, verified>"


class DefragmentedMember(NamedTuple):
    """A member that was defragmented, is being, or was left alone.

    Attributes:
        endpoint: its URL.
        member_id: its ID.
        name: its name.
        is_leader: whether it led at the start.
        state: ``waiting``, ``running``, ``done``, ``failed`` or ``skipped``.
        before, after: bytes on disk; 0 when not known (yet).
        took: seconds during which it answered nobody.
        reason: why it failed or was skipped.
    """

    endpoint: str
    member_id: int
    name: str
    is_leader: bool
    state: str = "waiting"
    before: int = 0
    after: int = 0
    took: float = 0.0
    reason: str = ""

    def __repr__(self) -> str:
        sizes = f" {self.before:,} -> {self.after:,} bytes" if self.state == "done" else ""
        reason = f": {self.reason}" if self.reason else ""
        return f"<DefragmentedMember {self.name or f'{self.member_id:x}'} {self.state}{sizes}{reason}>"
