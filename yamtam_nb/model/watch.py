"""What a watch delivers."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import NamedTuple

from yamtam_nb.model.key_value import KeyValue


class EventType(str, Enum):
    """Kind of a change."""

    PUT = "PUT"
    DELETE = "DELETE"

    def __str__(self) -> str:
        return self.value


class WatchFilter(str, Enum):
    """Events that a watch leaves out, by etcd's own names."""

    NOPUT = "NOPUT"
    NODELETE = "NODELETE"


class Event(NamedTuple):
    """One change of one key.

    Attributes:
        type: PUT or DELETE.
        kv: the key after the change. A DELETE sets only ``key`` and ``mod_revision`` (of the deletion).
        prev_kv: the key before, when asked for and not compacted away.
        synthetic: True when the change was not seen but found by comparing two snapshots (see :class:`Gap`);
            a synthetic DELETE has ``mod_revision`` 0, because the revision is unknown.
    """

    type: EventType
    kv: KeyValue
    prev_kv: KeyValue | None = None
    synthetic: bool = False

    @property
    def is_create(self) -> bool:
        """Whether the put made a key that was not there before."""
        return self.type is EventType.PUT and self.kv.create_revision == self.kv.mod_revision

    @property
    def key(self) -> bytes:
        """The key that changed."""
        return self.kv.key


class Gap(NamedTuple):
    """Revisions ``(after, upto]`` that no watch could deliver any more, and why."""

    after: int
    upto: int
    reason: str


class WatchBatch(NamedTuple):
    """Changes that belong together: whole revisions, never a part of one.

    Attributes:
        events: the changes in order; empty for a progress notification. A list, or in a large batch
            :class:`Events`, which makes them one by one as they are looked at.
        revision: everything up to this revision has been delivered (for the watched range).
        gap: set on the batch that carries a watch over a compaction; its events are synthetic.
        head: the store's revision when the member sent the batch; while a watch catches up it is ahead of ``revision``.
        late: some of it was there already when the watch was made, or made anew after a loss: when it arrives says
            nothing of when it happened.
    """

    events: Sequence[Event]
    revision: int
    gap: Gap | None = None
    head: int = 0
    late: bool = False
