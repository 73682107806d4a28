"""The keys of a prefix at a revision, moved on by batches or replaced by a snapshot. Pure: no threads, no server."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from yamtam_nb.model import Event, EventType, KeyValue, WatchBatch


class Store:
    """State at a revision.

    What it is given may overlap with what it has: everything is compared by revision, so that applying
    the same thing twice changes nothing.

    Attributes:
        revision: the revision that the state is that of.
    """

    def __init__(self) -> None:
        self.revision = 0
        self._kvs: dict[bytes, KeyValue] = {}

    @property
    def kvs(self) -> Mapping[bytes, KeyValue]:
        """The keys, in no particular order."""
        return self._kvs

    def load(self, revision: int, kvs: Iterable[KeyValue]) -> None:
        """Take over a snapshot, whatever was there before."""
        self._kvs = {kv.key: kv for kv in kvs}
        self.revision = revision

    def apply(self, batch: WatchBatch) -> list[Event]:
        """Move on by a batch.

        Returns:
            The events that changed something, in order, each with ``prev_kv`` as this store had it.
        """
        changes = [change for event in batch.events if (change := self._change(event)) is not None]
        self.revision = max(self.revision, batch.revision)
        return changes

    def confirm(self, revision: int) -> None:
        """It has been found out that nothing changed up to ``revision``."""
        self.revision = max(self.revision, revision)

    def replace(self, revision: int, kvs: Iterable[KeyValue]) -> list[Event]:
        """Take over a snapshot made after a gap.

        Returns:
            Synthetic events that lead from the old state to the new one, ordered by revision: a PUT for a key that
            is new or changed; a DELETE and a PUT for one that was deleted and created anew; and first of all a
            DELETE for each key that is gone, with ``mod_revision`` 0, because nobody knows when. States in between
            are not known.
        """
        before = self._kvs
        self.load(revision, kvs)
        return _difference(before, self._kvs)

    def _change(self, event: Event) -> Event | None:
        kv = event.kv
        before = self._kvs.get(kv.key)
        if kv.mod_revision <= self.revision or (
            before is not None and kv.mod_revision <= before.mod_revision
        ):
            return None
        if event.type is EventType.PUT:
            self._kvs[kv.key] = kv
        elif before is None:
            return None
        else:
            del self._kvs[kv.key]
        return Event(event.type, kv, before)

    def __len__(self) -> int:
        return len(self._kvs)

    def __repr__(self) -> str:
        return f"<Store {len(self)} keys at revision {self.revision}>"


def _difference(before: Mapping[bytes, KeyValue], now: Mapping[bytes, KeyValue]) -> list[Event]:
    gone = [_deleted(kv) for key, kv in sorted(before.items()) if key not in now]
    changed = [
        kv for key, kv in now.items() if key not in before or before[key].mod_revision != kv.mod_revision
    ]
    events = gone
    for kv in sorted(changed, key=lambda kv: (kv.mod_revision, kv.key)):
        old = before.get(kv.key)
        if old is not None and old.create_revision != kv.create_revision:
            events.append(_deleted(old))
            old = None
        events.append(Event(EventType.PUT, kv, old, synthetic=True))
    return events


def _deleted(kv: KeyValue) -> Event:
    return Event(EventType.DELETE, KeyValue(kv.key), kv, synthetic=True)
