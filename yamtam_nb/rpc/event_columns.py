"""A watch response read by columns where that pays: a long replay comes in few, large responses.

The parser merges the events into one list per field, as ``columns.py`` tells. A replay is mostly of one
kind (puts, or the deletes of a prefix), and then every list is either full or empty. Where one is neither,
and in the small responses of everyday, the events are read one by one.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import repeat
from typing import Any

from yamtam_nb.model import Event, EventType, KeyValue
from yamtam_nb.rpc import convert
from yamtam_nb.rpc import etcd_pb as pb
from yamtam_nb.rpc.methods import WATCH, Method

LARGE = 16_384
"""Bytes from which a response is read by columns."""

_new: Any = tuple.__new__  # a NamedTuple's own constructor costs twice as much


class WatchByColumns:
    """A response of the watch stream. All attributes but the events are those of the message."""

    __slots__ = ("_data", "message")

    def __init__(self, message: Any, data: bytes) -> None:
        self.message = message
        self._data = data

    @classmethod
    def FromString(cls, data: bytes) -> WatchByColumns:  # noqa: N802 - the name that message classes have
        """Parse a serialized ``WatchResponse``."""
        kind = pb.WatchResponse if len(data) < LARGE else pb.WatchColumns
        return cls(kind.FromString(data), data)

    def events(self) -> list[Event]:
        """The events, in order."""
        if len(self._data) < LARGE:
            return convert.events(self.message)
        with _collector_paused():
            found = _by_columns(self.message.events)
            return convert.events(pb.WatchResponse.FromString(self._data)) if found is None else found


WATCH_BY_COLUMNS = Method(WATCH.name, WATCH.request, WatchByColumns, WATCH.repeat)
"""``Watch/Watch``, with responses that are read by columns."""


def _by_columns(events: Any) -> list[Event] | None:
    """The events, or None when they are of different kinds."""
    count = len(events.kv.key)
    kvs, previous = _key_values(events.kv, count), _key_values(events.prev_kv, count)
    if len(events.type) not in (0, count) or kvs is None or previous is None:
        return None
    # PUT is 0, and therefore never on the wire.
    kind = EventType.DELETE if events.type else EventType.PUT
    before: Iterable[KeyValue | None] = previous if events.prev_kv.key else repeat(None, count)
    return list(map(_new, repeat(Event), zip(repeat(kind), kvs, before, repeat(False))))


def _key_values(kvs: Any, count: int) -> Iterable[KeyValue] | None:
    """The keys and values of ``count`` events, or None when some events have a field that others lack."""
    columns = (kvs.key, kvs.value, kvs.create_revision, kvs.mod_revision, kvs.version, kvs.lease)
    if any(len(column) not in (0, count) for column in columns):
        return None
    empty = (b"", b"", 0, 0, 0, 0)
    cells = [column or repeat(default) for column, default in zip(columns, empty, strict=True)]
    return map(_new, repeat(KeyValue), zip(*cells))  # noqa: B905 - repeat() has no end


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Keep the cyclic garbage collector from looking at a hundred thousand new tuples again and again.

    They hold no cycles, and looking at them takes longer than making them.
    """
    paused = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if paused:
            gc.enable()
