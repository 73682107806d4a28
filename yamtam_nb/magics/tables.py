"""The live tables that ``%etcd watch`` opened: shown again by a second run of the cell, closed at unload."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from yamtam_nb.client.client import Client
    from yamtam_nb.widgets.config_table import ConfigTable

_ENDED = ("stopped", "failed")


class WatchTables:
    """Tables by client and prefix."""

    def __init__(self) -> None:
        self._tables: list[tuple[Client, bytes, ConfigTable]] = []

    def add(self, client: Client, prefix: bytes, table: ConfigTable) -> None:
        """Keep a table that was just opened."""
        self._tables.append((client, prefix, table))

    def find(self, client: Client, prefix: bytes) -> ConfigTable | None:
        """The table of that prefix on that client that still follows it."""
        for owner, where, table in self._tables:
            if owner is client and where == prefix and table.state not in _ENDED:
                return table
        return None

    def close(self) -> None:
        """Close them all, the stopped ones too: their last picture still answers its page."""
        for _, _, table in self._tables:
            table.close()
        self._tables.clear()
