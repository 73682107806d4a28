"""Who stands in the queue of which lock, worked out from keys and their changes. Pure: no threads, no server."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from yamtam_nb.client.lease_reading import Reading
from yamtam_nb.concurrency.entries import LockEntry, entries_in
from yamtam_nb.concurrency.layout import name_in
from yamtam_nb.model import Event, EventType, KeyValue


class LockQueue(NamedTuple):
    """A lock or an election, and everybody who contends for it, at one moment.

    Attributes:
        name: its name, as bytes.
        entries: the holder, then those who wait, in the order of their turns. Never empty.
        revision: the revision at which this queue was last seen to change.
        held_since: wall time since when the holder has it: seen here, or else told by the holder on its own clock;
            None where neither is known.
        reading: what was left of the holder's lease when it was last looked at.
    """

    name: bytes
    entries: tuple[LockEntry, ...]
    revision: int
    held_since: float | None = None
    reading: Reading | None = None

    @property
    def holder(self) -> LockEntry:
        """Whoever holds it."""
        return self.entries[0]

    @property
    def waiters(self) -> tuple[LockEntry, ...]:
        """Those who wait, the next one first."""
        return self.entries[1:]

    @property
    def late(self) -> bool:
        """Whether the holder's lease should have been renewed by now, and was not."""
        return self.reading is not None and self.reading.late


class Queues:
    """The queues of all locks and elections among some keys, kept current by the changes of those keys."""

    def __init__(self) -> None:
        self._kvs: dict[bytes, dict[bytes, KeyValue]] = {}
        self._names: dict[bytes, bytes] = {}
        self._queues: dict[bytes, LockQueue] = {}
        self._held: dict[int, set[bytes]] = {}
        self._seen: set[bytes] = set()
        """Locks whose holder was seen to get them."""

    def load(self, kvs: Iterable[KeyValue], revision: int) -> None:
        """Start with the keys as they are at ``revision``. Holders that are there have held for a time of their own."""
        names = {name for kv in kvs if (name := self._join(kv)) is not None}
        for name in names:
            self._settle(name, revision, None)

    def apply(self, events: Iterable[Event], revision: int, at: float | None) -> set[bytes]:
        """Take changes that led to ``revision``, and that happened at wall time ``at`` or at a time that is not known.

        Returns:
            The locks whose queues changed.
        """
        names: set[bytes] = set()
        for event in events:
            left = self._leave(event.key)
            joined = self._join(event.kv) if event.type is EventType.PUT else None
            names |= {name for name in (left, joined) if name is not None}
        for name in names:
            self._settle(name, revision, at)
        return names

    def heard(self, lease_id: int, reading: Reading) -> set[bytes]:
        """What was read of a lease. Returns the locks that it holds."""
        names = set(self._held.get(lease_id, ()))
        for name in names:
            self._queues[name] = self._queues[name]._replace(reading=reading)
        return names

    def holds(self, lease_id: int) -> bool:
        """Whether this lease holds anything."""
        return lease_id in self._held

    def leases(self) -> set[int]:
        """The leases of all holders."""
        return set(self._held)

    def get(self, name: bytes) -> LockQueue | None:
        """The queue of a lock; None when nobody contends for it."""
        return self._queues.get(name)

    def all(self) -> list[LockQueue]:
        """Every queue, by name."""
        return [self._queues[name] for name in sorted(self._queues)]

    def _join(self, kv: KeyValue) -> bytes | None:
        name = name_in(kv)
        if name is not None:
            self._kvs.setdefault(name, {})[kv.key] = kv
            self._names[kv.key] = name
        return name

    def _leave(self, key: bytes) -> bytes | None:
        name = self._names.pop(key, None)
        if name is not None:
            del self._kvs[name][key]
        return name

    def _settle(self, name: bytes, revision: int, at: float | None) -> None:
        """Work the queue of ``name`` out anew."""
        before = self._queues.pop(name, None)
        if before is not None:
            self._unbind(before)
        if not self._kvs[name]:
            del self._kvs[name]
            self._seen.discard(name)
            return
        entries = tuple(entries_in(self._kvs[name].values()))
        holder = entries[0]
        if before is not None and before.holder.key == holder.key:
            queue = before._replace(entries=entries, revision=revision)
        else:
            queue = LockQueue(name, entries, revision, at)
            self._seen.discard(name)
            if at is not None:
                self._seen.add(name)
        if name not in self._seen:
            queue = queue._replace(held_since=_since(holder))
        self._queues[name] = queue
        self._held.setdefault(holder.lease_id, set()).add(name)

    def _unbind(self, queue: LockQueue) -> None:
        lease_id = queue.holder.lease_id
        names = self._held[lease_id]
        names.discard(queue.name)
        if not names:
            del self._held[lease_id]

    def __len__(self) -> int:
        return len(self._queues)

    def __repr__(self) -> str:
        return f"<Queues of {len(self)} locks>"


def _since(holder: LockEntry) -> float | None:
    return None if holder.since is None else holder.since.timestamp()
