"""Every live table of this process, so that they can be listed and stopped. Imports no widget library."""

from __future__ import annotations

import itertools
import threading
from typing import Protocol


class Live(Protocol):
    """What can be said of, and done to, a live table."""

    @property
    def number(self) -> int:
        """Number of the table in this process, from 1; names it in lists."""
        ...

    @property
    def title(self) -> str:
        """What the table is of, e.g. a key prefix."""
        ...

    @property
    def noun(self) -> str:
        """What a row is, in the plural."""
        ...

    @property
    def state(self) -> str:
        """``live``, or why not; see :class:`~yamtam_nb.widgets.status.TableStatus`."""
        ...

    @property
    def rate(self) -> float:
        """Changes per second over the last few seconds."""
        ...

    @property
    def shown(self) -> int:
        """Rows in the table."""
        ...

    def stop(self) -> None:
        """Stop following the source; the last picture stays on the page."""
        ...

    def close(self) -> None:
        """Stop, and take the table off the page."""
        ...


_lock = threading.Lock()
_tables: dict[int, Live] = {}
_numbers = itertools.count(1)


def number() -> int:
    """A number for a new table."""
    return next(_numbers)


def register(table: Live) -> None:
    """``table`` is live from now on, until :func:`forget`."""
    with _lock:
        _tables[table.number] = table


def forget(table: Live) -> None:
    """``table`` has been stopped; a second call does nothing."""
    with _lock:
        _tables.pop(table.number, None)


def live_tables() -> list[Live]:
    """Every table that is live, oldest first."""
    with _lock:
        return [_tables[key] for key in sorted(_tables)]


def close_all() -> None:
    """Close every live table."""
    for table in live_tables():
        table.close()
