"""Locks and their queues as rows of a live table. Pure but for what it remembers."""

from __future__ import annotations

import json
from datetime import datetime, timezone
from typing import Any

from yamtam_nb import values
from yamtam_nb.concurrency.entries import LockEntry
from yamtam_nb.concurrency.queues import LockQueue
from yamtam_nb.widgets.cells import Earlier, Status, Ttl, clean
from yamtam_nb.widgets.columns import Column
from yamtam_nb.widgets.lineage import Lineage
from yamtam_nb.widgets.rows import Removed, Row, row_id

COLUMNS = (
    Column("lock", "Lock", "key", 220),
    Column("state", "Status", "status", 76),
    Column("holder", "Holder", "text"),
    Column("held", "Held for", "age", 84),
    Column("ttl", "TTL left", "ttl", 152),
    Column("token", "Fencing token", "token", 114),
    Column("waiters", "Waiters", "names", 220),
    Column("queue", "Queue", "value", pictured=False, hidden=True),
)
"""Columns of a lock table, in the order of the cells of :meth:`LockRows.row`."""

HELD = Status("held", "good")
LATE = Status("late", "warn")


class LockRows:
    """Makes rows of queues.

    Args:
        opened: when somebody began to look, milliseconds since 1970.
        revision: and at which revision that was.
    """

    def __init__(self, opened: int, revision: int) -> None:
        self._opened = opened
        self._revision = revision
        self._lineage = Lineage()

    def row(self, queue: LockQueue) -> Row:
        """``queue`` as a row; its version is the revision at which it changed."""
        name, value = row_id(queue.name), told(queue)
        created = queue.revision > self._revision
        before = self._lineage.trace(name, queue.revision, value, created=created)
        held = None if queue.held_since is None else int(queue.held_since * 1000)
        cells = (
            queue.name,
            LATE if queue.late else HELD,
            who(queue.holder),
            Earlier(self._opened) if held is None else held,
            _ttl(queue),
            queue.holder.token,
            [who(entry) for entry in queue.waiters],
            value,
        )
        return Row(name, cells, queue.revision, before.value, before.version)

    def free(self, name: bytes, revision: int, at: int) -> Removed:
        """A lock that nobody contends for any more."""
        self._lineage.forget(row_id(name))
        return Removed(row_id(name), revision, at)


def who(entry: LockEntry) -> str:
    """User, host and process of whoever says so; else what is proclaimed; else the lease, which is always known."""
    if entry.holder is not None:
        return str(entry.holder)
    return clean(values.show(entry.value)) or f"lease {entry.lease_id:x}"


def told(queue: LockQueue) -> bytes:
    """The whole queue as JSON, for the detail panel."""
    whole: dict[str, Any] = {"holds": _told(queue.holder, queue.held_since)}
    whole["waits"] = [_told(entry, None) for entry in queue.waiters]
    text = json.dumps(whole, ensure_ascii=False)
    return (text if text.isprintable() else json.dumps(whole)).encode()


def _told(entry: LockEntry, since: float | None) -> dict[str, Any]:
    moment = entry.since if since is None else datetime.fromtimestamp(since, timezone.utc)
    contender: dict[str, Any] = {"who": who(entry), "lease": f"{entry.lease_id:x}"}
    contender["fencing token" if entry.holds else "create revision"] = entry.token
    if moment is not None:
        contender["since"] = moment.astimezone(timezone.utc).isoformat(timespec="seconds")
    return contender


def _ttl(queue: LockQueue) -> Ttl | None:
    reading = queue.reading
    if reading is None or reading.left < 0:
        return None
    return Ttl(int(reading.expires_at * 1000), reading.granted)
