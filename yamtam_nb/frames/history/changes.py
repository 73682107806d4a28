"""What happened to a range of keys, change by change, in columns."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from yamtam_nb.model import Event, EventType, KeyValue, TextPage
from yamtam_nb.model.events import Events
from yamtam_nb.values import text

Op = Literal["create", "update", "delete"]


class Inconsistent(Exception):
    """Something was left out of what was delivered; the history must be read anew."""


class Change(NamedTuple):
    """One change of one key.

    Attributes:
        revision: when it happened.
        key: the key.
        op: ``create``, ``update`` or ``delete``.
        old: the value before; None for a key that was not there, and where it is not known any more.
        new: the value after; None for a deletion.
        version: puts since creation, this one included; 0 for a deletion.
        lease: ID of the lease that the key is bound to from then on, 0 for none.
        life: the how-manieth life of the key it is, of those that are known.
    """

    revision: int
    key: bytes
    op: Op
    old: bytes | None
    new: bytes | None
    version: int
    lease: int
    life: int


class Changes:
    """All changes in the order in which they happened, one entry per change in each column.

    The first rows are the puts that made the state at the oldest revision that is kept (:meth:`begin`), ordered by
    revision; then follow the events. Keys and values are ``str`` where they are UTF-8, as in a snapshot.

    Attributes:
        names: the keys, in the order in which they first appeared.
        revision, version, create_revision, lease, life: whole numbers.
        name: the key, as its place in ``names``.
        before: the row of the change of the same key before this one, -1 for none.
        new: the value after; None for a deletion.
        base: rows that :meth:`begin` made.
        alive: keys that are there at the end.
    """

    def __init__(self) -> None:
        self.names: list[str | bytes] = []
        self.revision = array("q")
        self.name = array("q")
        self.before = array("q")
        self.new: list[str | bytes | None] = []
        self.version = array("q")
        self.create_revision = array("q")
        self.lease = array("q")
        self.life = array("q")
        self.base = 0
        self.alive = 0
        self._last: dict[bytes, int] = {}  # key -> the row of its last change

    def begin(self, pages: Iterable[TextPage]) -> None:
        """Take the state that the events build on."""
        rows = [row for page in pages for row in zip(*page[2:8], strict=True)]
        rows.sort(key=lambda row: int(row[3]))  # stable: by revision, then by key
        for key, value, created, revision, version, lease in rows:
            self._add(_bytes(key), -1, (int(revision), value, int(version), int(created), int(lease)))
        self.base = self.alive = len(rows)

    def extend(self, events: Sequence[Event], after: int, until: int) -> None:
        """Take those of the events whose revision is in ``(after, until]``.

        Raises:
            Inconsistent: they do not follow from what was there before.
        """
        last, versions = self._last, self.version
        columns = Events.of(events)
        kvs = columns.kvs
        rows = zip(
            columns.types,
            kvs.keys,
            kvs.values,
            kvs.create_revisions,
            kvs.mod_revisions,
            kvs.versions,
            kvs.leases,
            strict=True,
        )
        for kind, key, value, created, revision, version, lease in rows:
            if revision > until:
                return
            if revision <= after:
                continue
            before = last.get(key, -1)
            known = versions[before] if before >= 0 else 0
            if kind is EventType.PUT:
                # A put counts on from the version before it, and from nothing after a deletion.
                if version != known + 1:
                    raise Inconsistent(f"{text(key)!r} goes from version {known} to {version} at {revision}")
                self.alive += not known
                self._add(key, before, (revision, text(value), version, created, lease))
            elif known:
                self.alive -= 1
                self._add(key, before, (revision, None, 0, 0, 0))
            else:
                raise Inconsistent(f"{text(key)!r} is deleted at {revision} and was not there")

    def _add(self, key: bytes, before: int, change: tuple[int, str | bytes | None, int, int, int]) -> None:
        revision, value, version, created, lease = change
        if before < 0:
            self.name.append(len(self.names))
            self.life.append(1)
            self.names.append(text(key))
        else:
            self.name.append(self.name[before])
            self.life.append(self.life[before] + (self.version[before] == 0))
        self._last[key] = len(self.new)
        self.before.append(before)
        self.revision.append(revision)
        self.new.append(value)
        self.version.append(version)
        self.create_revision.append(created)
        self.lease.append(lease)

    def __len__(self) -> int:
        return len(self.new)

    def __getitem__(self, row: int) -> Change:
        """One row, with the bytes that etcd holds."""
        before, version = self.before[row], self.version[row]
        old = self.new[before] if before >= 0 else None
        new = self.new[row]
        return Change(
            self.revision[row],
            _bytes(self.names[self.name[row]]),
            op_of(version),
            None if old is None else _bytes(old),
            None if new is None else _bytes(new),
            version,
            self.lease[row],
            self.life[row],
        )

    def key_value(self, row: int) -> KeyValue:
        """The key as a put left it. For a row that is no deletion."""
        return KeyValue(
            _bytes(self.names[self.name[row]]),
            _bytes(self.new[row] or b""),
            self.create_revision[row],
            self.revision[row],
            self.version[row],
            self.lease[row],
        )

    def last(self, key: bytes) -> int:
        """The row of the last change of a key, -1 if there is none."""
        return self._last.get(key, -1)

    def rows_of(self, key: bytes) -> list[int]:
        """The rows of a key, the last one first."""
        rows, row = [], self.last(key)
        while row >= 0:
            rows.append(row)
            row = self.before[row]
        return rows


def op_of(version: int) -> Op:
    """What a change was, by the version that it left."""
    return "update" if version > 1 else "create" if version else "delete"


def _bytes(value: str | bytes) -> bytes:
    return value if isinstance(value, bytes) else value.encode()
