"""The queue of a lock or an election as a table: the line form of the magics, and ``%etcd locks``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timezone

from yamtam_nb.concurrency.entries import LockEntry
from yamtam_nb.magics.locking.queue_note import age
from yamtam_nb.magics.rows import Rows
from yamtam_nb.render.text import clipped, one_line
from yamtam_nb.values import show

HEADERS = ("lock", "turn", "who", "since", "TTL left", "fencing token", "lease")

_LONGEST_WHO = 60


def contenders(entries: Iterable[LockEntry], note: str = "") -> Rows[LockEntry]:
    """Holders and waiters, a list of LockEntry that shows itself as a table."""
    now = datetime.now(timezone.utc)
    return Rows(HEADERS, entries, note, cells=lambda entry: _cells(entry, now))


def _cells(entry: LockEntry, now: datetime) -> Sequence[str]:
    return (
        entry.name,
        "holds" if entry.holds else f"waits, {entry.position}",
        _who(entry),
        age(entry.since, now) if entry.since else "",
        _left(entry),
        str(entry.token),
        f"{entry.lease_id:x}",
    )


def _who(entry: LockEntry) -> str:
    """User, host and process of whoever says so; else what is proclaimed, which is how candidates name themselves."""
    if entry.holder is not None:
        return str(entry.holder)
    return clipped(one_line(show(entry.value)), _LONGEST_WHO) or "(does not say)"


def _left(entry: LockEntry) -> str:
    if entry.ttl is None:
        return ""
    return f"{entry.ttl} s of {entry.granted_ttl} s" if entry.ttl >= 0 else "gone"
