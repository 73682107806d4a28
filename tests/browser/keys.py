"""Keys that are put and deleted as etcd would, straight into a table."""

from __future__ import annotations

import time

from yamtam_nb.model import KeyValue
from yamtam_nb.widgets import config_rows
from yamtam_nb.widgets.live_table import LiveTable
from yamtam_nb.widgets.rows import Removed, row_id
from yamtam_nb.widgets.status import TableStatus

PREFIX = "/yamtam/config/"


class Keys:
    """A store with revisions and versions, whose changes go to a table at once."""

    def __init__(self, table: LiveTable) -> None:
        self.revision = 0
        self._table = table
        self._kvs: dict[bytes, KeyValue] = {}
        self._tell()

    def put(self, name: str, value: bytes, *, lease: int = 0, ttl: int | None = None) -> None:
        """Put a key below the prefix."""
        self.revision += 1
        key, now = (PREFIX + name).encode(), int(time.time() * 1000)
        old = self._kvs.get(key)
        created, version = (old.create_revision, old.version + 1) if old else (self.revision, 1)
        self._kvs[key] = KeyValue(key, value, created, self.revision, version, lease)
        self._table.apply([config_rows.row(self._kvs[key], at=now, previous=old)])
        if ttl is not None:
            self._table.set_expires({lease: now + 1000 * ttl})
        self._tell()

    def delete(self, name: str) -> None:
        """Delete a key below the prefix."""
        self.revision += 1
        key = (PREFIX + name).encode()
        del self._kvs[key]
        self._table.apply((), [Removed(row_id(key), self.revision, int(time.time() * 1000))])
        self._tell()

    def fill(self, count: int) -> None:
        """Keys ``k00000``, ``k00001``, ... that were there before anybody looked."""
        for number in range(count):
            self.revision += 1
            key = f"{PREFIX}k{number:05d}".encode()
            self._kvs[key] = KeyValue(key, b"value %d" % number, self.revision, self.revision, 1)
        self._table.apply([config_rows.row(kv) for kv in self._kvs.values()])
        self._tell()

    def status(self, **changes: object) -> None:
        """Say something of the source."""
        self._table.set_status(self._table.status._replace(**changes))  # type: ignore[arg-type]

    def _tell(self) -> None:
        before = self._table.status if self.revision else TableStatus("live")
        self._table.set_status(before._replace(revision=self.revision, total=len(self._kvs)))
