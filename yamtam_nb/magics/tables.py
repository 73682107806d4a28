"""The live tables that magics opened: shown again by a second run of the cell, closed at unload."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING, TypeVar, cast

if TYPE_CHECKING:
    from yamtam_nb.client.client import Client
    from yamtam_nb.widgets.live_table import LiveTable

_ENDED = ("stopped", "failed", "closed")

NO_NOTEBOOK = "A live table needs a notebook. This is how it is now; run the line again to see it anew."
"""Said in a terminal."""

_Table = TypeVar("_Table", bound="LiveTable")


class LiveTables:
    """Tables by client and by what they are of."""

    def __init__(self) -> None:
        self._tables: list[tuple[Client, Hashable, LiveTable]] = []

    def shown(self, client: Client, what: Hashable, open_table: Callable[[], _Table]) -> _Table:
        """The table of ``what`` on that client that still follows it, or else a new one.

        Args:
            client: where the rows come from.
            what: the sub-command and its arguments; the same for the same kind of table only.
            open_table: makes a new one.
        """
        for owner, which, table in self._tables:
            if owner is client and which == what and table.state not in _ENDED:
                return cast("_Table", table)
        made = open_table()
        self._tables.append((client, what, made))
        return made

    def close(self) -> None:
        """Close them all, the stopped ones too: their last picture still answers its page."""
        for _, _, table in self._tables:
            table.close()
        self._tables.clear()
