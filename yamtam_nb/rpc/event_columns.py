"""A watch response read by columns where that pays: a long replay comes in few, large responses.

The parser merges the events into one list per field, as ``columns.py`` tells. Where the events are of one kind
(the puts of a prefix, or its deletes), every list is either full or empty, and they are the columns. A history
is mixed: a list that is neither full nor empty does not tell which events have the field. Then the bytes are
parsed once more, with a mark before each event: an event that has those fields at their defaults. So a value
that follows a default is that of a known event. The small responses of everyday are read event by event.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from yamtam_nb.model import Event, Events, EventType, KeyValue, KeyValues
from yamtam_nb.rpc import convert
from yamtam_nb.rpc import etcd_pb as pb
from yamtam_nb.rpc.methods import WATCH, Method

LARGE = 16_384
"""Bytes from which a response is read by columns."""

_EMPTY = (b"", b"", 0, 0, 0, 0)
_CHUNK = 200  # events that are parsed once more at a time, so that their bytes stay in the processor's cache
_DEFAULTS = (0, *_EMPTY, *_EMPTY)


class WatchByColumns:
    """A response of the watch stream. All attributes but the events are those of the message."""

    __slots__ = ("_data", "message")

    def __init__(self, message: Any, data: bytes) -> None:
        self.message = message
        self._data = data

    @classmethod
    def FromString(cls, data: bytes) -> WatchByColumns:  # noqa: N802 - the name that message classes have
        """Parse a serialized ``WatchResponse``."""
        if len(data) < LARGE:
            return cls(pb.WatchResponse.FromString(data), b"")
        return cls(pb.WatchColumns.FromString(data), data)

    def take_events(self) -> Sequence[Event]:
        """The events, in order. To be called once: it lets go of the bytes."""
        if isinstance(self.message, pb.WatchResponse):
            return convert.events(self.message)
        data, self._data = self._data, b""
        columns = _columns(self.message.events, data)
        return convert.events(pb.WatchResponse.FromString(data)) if columns is None else _events(columns)


WATCH_BY_COLUMNS = Method(WATCH.name, WATCH.request, WatchByColumns, WATCH.repeat)
"""``Watch/Watch``, with responses that are read by columns."""


def _columns(events: Any, data: bytes) -> list[Any] | None:
    """Every field of every event, in the order of ``_fields``, empty where no event has it; None if untellable."""
    fields = _fields(events)
    count = len(events.kv.key)  # no key is empty
    if any(len(column) not in (0, count) for column in fields):
        return _aligned(fields, pb.WatchSlices.FromString(data).events)
    return fields


def _aligned(fields: list[Any], rows: Sequence[bytes]) -> list[Any] | None:
    """The columns of events of different kinds, from those that the parser made and the bytes of each event."""
    count = len(rows)
    columns: list[list[Any]] = []
    marks = pb.EventColumns()
    for column, marked, default in zip(fields, _fields(marks), _DEFAULTS, strict=True):
        if len(column) in (0, count):
            columns.append(column)
        else:
            columns.append([])
            marked.append(default)
    ragged = [number for number, marked in enumerate(_fields(marks)) if marked]
    mark = marks.SerializeToString()
    for first in range(0, count, _CHUNK):
        marked = _fields(pb.EventColumns.FromString(mark.join([b"", *rows[first : first + _CHUNK]])))
        for number in ragged:
            _spread(marked[number], columns[number])
    # Defaults are not on the wire; if one is after all, it was taken for a mark.
    return columns if all(len(column) in (0, count) for column in columns) else None


def _spread(marked: Iterable[Any], cells: list[Any]) -> None:
    """Add one cell per event: the value that follows its mark, or else the mark, which is the default."""
    add = cells.append
    for cell in marked:
        if cell:
            cells[-1] = cell
        else:
            add(cell)


def _events(columns: list[Any]) -> Events:
    kinds, count = columns[0], len(columns[1])
    put, delete = EventType.PUT, EventType.DELETE
    types = [delete if kind else put for kind in kinds] if kinds else [put] * count
    return Events(types, _kvs(columns[1:7], count), _previous(columns[7:], count))


def _previous(columns: list[Any], count: int) -> Sequence[KeyValue | None]:
    if not columns[0]:
        return [None] * count
    before = _kvs(columns, count)
    # No key is empty, so there is none before where it is.
    return before if all(before.keys) else [kv if kv.key else None for kv in before]


def _kvs(columns: list[Any], count: int) -> KeyValues:
    kvs = KeyValues(*(column or [default] * count for column, default in zip(columns, _EMPTY, strict=True)))
    # A list: the watch, too, looks at these, and the parser's containers make a cell anew at each look.
    kvs.mod_revisions = kvs.mod_revisions[:]
    return kvs


def _fields(events: Any) -> list[Any]:
    """The columns of a message: the type, then key and key before with their fields in the order of ``KeyValue``."""
    fields = [events.type]
    for kvs in (events.kv, events.prev_kv):
        fields += [kvs.key, kvs.value, kvs.create_revision, kvs.mod_revision, kvs.version, kvs.lease]
    return fields
