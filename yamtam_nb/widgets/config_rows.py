"""Keys of etcd as rows of a live table. Pure."""

from __future__ import annotations

from yamtam_nb.model.key_value import KeyValue
from yamtam_nb.model.watch import Event, EventType
from yamtam_nb.widgets.columns import Column
from yamtam_nb.widgets.rows import Removed, Row, row_id

COLUMNS = (
    Column("key", "Key", "key", 300),
    Column("value", "Value", "value"),
    Column("revision", "Revision", "int", 84),
    Column("version", "Version", "int", 76),
    Column("lease", "Lease", "lease", 196),
    Column("changed", "Changed", "time", 124, pictured=False),
)
"""Columns of a config table, in the order of the cells of :func:`row`."""

_LEASE = 4


def row(kv: KeyValue, *, at: int | None = None, previous: KeyValue | None = None) -> Row:
    """``kv`` as a row.

    Args:
        kv: the key as etcd holds it now.
        at: when the change was seen, milliseconds since 1970; None if it was there before anybody looked.
        previous: the key before, if it was seen.
    """
    cells = (kv.key, kv.value, kv.mod_revision, kv.version, kv.lease or None, at)
    if kv.create_revision == kv.mod_revision:
        return Row(row_id(kv.key), cells, kv.mod_revision, None, 0)
    if previous is None:
        return Row(row_id(kv.key), cells, kv.mod_revision)
    return Row(row_id(kv.key), cells, kv.mod_revision, previous.value, previous.mod_revision)


def lease(shown: Row) -> int | None:
    """The lease of a row made by :func:`row`."""
    return shown.cells[_LEASE]  # type: ignore[no-any-return]


def changed(events: list[Event], at: int) -> tuple[list[Row], list[Removed]]:
    """``events`` as rows that are new and rows that are gone, the last event of a key winning.

    Args:
        events: changes in their order.
        at: when they were seen, milliseconds since 1970.
    """
    rows: dict[bytes, Row] = {}
    removed: dict[bytes, Removed] = {}
    for event in events:
        if event.type is EventType.DELETE:
            rows.pop(event.key, None)
            removed[event.key] = Removed(row_id(event.key), event.kv.mod_revision, at)
        else:
            removed.pop(event.key, None)
            rows[event.key] = row(event.kv, at=at, previous=event.prev_kv)
    return list(rows.values()), list(removed.values())
