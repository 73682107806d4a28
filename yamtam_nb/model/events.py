"""Many events, held by columns: what a large response of a watch becomes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import repeat
from operator import eq
from typing import Any, SupportsIndex, overload

from yamtam_nb.model.key_value import KeyValue
from yamtam_nb.model.key_values import KeyValues
from yamtam_nb.model.watch import Event, EventType

_new: Any = tuple.__new__  # a NamedTuple's own constructor costs twice as much


class Events(Sequence[Event]):
    """A sequence that makes each :class:`Event` when it is asked for, and keeps none.

    A hundred thousand events at once are a hundred thousand objects of each kind, for a consumer who may look at
    one after the other, or only at their columns. Equal to a list of the same events. Not to be changed; none
    of its events is synthetic.

    Attributes:
        types: PUT or DELETE.
        kvs: the keys after the changes. Its columns (``kvs.keys``, ``kvs.mod_revisions``, ...) make no objects.
        previous: the keys before, None where there is none or none was asked for.

    Example:
        >>> columns = Events.of([Event(EventType.PUT, KeyValue(b"k", b"v", 5, 5, 1))])
        >>> columns.kvs.mod_revisions, columns
        ([5], <Events 1, revisions 5 to 5>)
    """

    __slots__ = ("kvs", "previous", "types")

    def __init__(
        self, types: Sequence[EventType], kvs: KeyValues, previous: Sequence[KeyValue | None]
    ) -> None:
        self.types = types
        self.kvs = kvs
        self.previous = previous

    @classmethod
    def of(cls, events: Sequence[Event]) -> Events:
        """The columns of the events of any batch, large or small; they lose whether they are synthetic."""
        if isinstance(events, Events):
            return events
        return cls(
            [event.type for event in events],
            KeyValues.of([event.kv for event in events]),
            [event.prev_kv for event in events],
        )

    def __len__(self) -> int:
        return len(self.kvs)

    @overload
    def __getitem__(self, index: SupportsIndex) -> Event: ...

    @overload
    def __getitem__(self, index: slice) -> Events: ...

    def __getitem__(self, index: Any) -> Event | Events:
        cells: list[Any] = [column[index] for column in (self.types, self.kvs, self.previous)]
        return Events(*cells) if isinstance(index, slice) else Event(*cells)

    def __iter__(self) -> Iterator[Event]:
        rows = zip(self.types, self.kvs, self.previous, repeat(False))
        return map(_new, repeat(Event), rows)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, (Events, list)):
            return NotImplemented
        return len(self) == len(other) and all(map(eq, self, other))

    __hash__ = None  # type: ignore[assignment]  # as lists have none

    def __repr__(self) -> str:
        if not len(self):
            return "<Events 0>"
        first, last = self.kvs.mod_revisions[0], self.kvs.mod_revisions[-1]
        return f"<Events {len(self):,}, revisions {first} to {last}>"


def mod_revisions(events: Sequence[Event]) -> Sequence[int]:
    """The revision of each event."""
    if isinstance(events, Events):
        return events.kvs.mod_revisions
    return [event.kv.mod_revision for event in events]
