"""The queue of a lock or an election as a table: the line form of the magics, and ``%etcd locks``."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timezone

from yamtam_nb.concurrency.entries import LockEntry
from yamtam_nb.magics.locking.queue_note import age
from yamtam_nb.magics.rows import Rows

HEADERS = ("lock", "turn", "who", "since", "TTL left", "fencing token", "lease")


class Contenders(Rows[tuple[str, ...]]):
    """Holders and waiters as a table; ``.entries`` has them as :class:`LockEntry`."""

    def __init__(
        self, entries: Iterable[LockEntry], note: str = "", headers: tuple[str, ...] = HEADERS
    ) -> None:
        self.entries = list(entries)
        now = datetime.now(timezone.utc)
        super().__init__(headers, [_row(entry, now) for entry in self.entries], note)


def _row(entry: LockEntry, now: datetime) -> tuple[str, ...]:
    return (
        entry.name,
        "holds" if entry.holds else f"waits, {entry.position}",
        str(entry.holder) if entry.holder else "(does not say)",
        age(entry.since, now) if entry.since else "",
        _left(entry),
        str(entry.token),
        f"{entry.lease_id:x}",
    )


def _left(entry: LockEntry) -> str:
    if entry.ttl is None:
        return ""
    return f"{entry.ttl} s of {entry.granted_ttl} s" if entry.ttl >= 0 else "gone"
