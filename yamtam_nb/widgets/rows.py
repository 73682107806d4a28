"""One row of a live table. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from yamtam_nb import values
from yamtam_nb.widgets import cells
from yamtam_nb.widgets.columns import Column


class Row(NamedTuple):
    """One row in one version.

    Attributes:
        id: names the row on the page; see :func:`row_id`.
        cells: one for each column, of the type that the column's kind asks for.
        version: number that grows with every change of the row (a revision).
        previous: the value that this version replaced, if it was seen.
        previous_version: the version that held it; 0 when the row was created by this version.
            None when it is not known what was there before.
    """

    id: str
    cells: tuple[Any, ...]
    version: int = 0
    previous: bytes | None = None
    previous_version: int | None = None


class Removed(NamedTuple):
    """A row that went away.

    Attributes:
        id: names the row.
        version: revision of the deletion; 0 when it is not known.
        at: when it was seen, milliseconds since 1970.
        lingers: whether the page goes on showing it for a while, struck through.
    """

    id: str
    version: int
    at: int
    lingers: bool = True

    def wire(self) -> list[Any]:
        """The removal as the page is sent it."""
        return list(self[:3]) if self.lingers else list(self)


def row_id(key: bytes) -> str:
    """A name for ``key`` that no other key has: the key itself where it can be read, else its bytes.

    A readable key holds no control character, so the NUL in front keeps both kinds apart.
    """
    text = values.show_key(key)
    return text if text.encode() == key else f"\0{key.hex()}"


def value_index(columns: Sequence[Column]) -> int:
    """Position of the column whose value the detail panel shows, -1 for none."""
    return next((index for index, column in enumerate(columns) if column.kind == "value"), -1)


def wire(row: Row, columns: Sequence[Column], *, whole: bool, previous: bool) -> list[Any]:
    """``row`` as the page is sent it: ``[id, cells, version, previous version, whole, previous]``.

    Args:
        row: the row.
        columns: the table's columns.
        whole: send the whole value along when it is longer than its preview and at most
            :data:`~yamtam_nb.widgets.cells.WHOLE_AT_ONCE`.
        previous: send the previous value along, because the page never saw it (at most the same size).
    """
    shown = [_cell(column, cell, row.id) for column, cell in zip(columns, row.cells, strict=True)]
    out = [row.id, shown, row.version, row.previous_version, None, None]
    index = value_index(columns)
    if whole and index >= 0 and isinstance(shown[index], list) and not shown[index][3]:
        out[4] = _at_once(row.cells[index])
    if previous and row.previous is not None:
        out[5] = _at_once(row.previous)
    while len(out) > 3 and out[-1] is None:
        out.pop()
    return out


def size(wired: list[Any]) -> int:
    """About how many bytes ``wired`` takes on the way."""
    total = 30 + len(wired[0]) + sum(map(_weight, wired[1]))
    return total + sum(len(text) for text in wired[4:] if text)


def _weight(cell: Any) -> int:
    if isinstance(cell, str):
        return len(cell) + 3
    return 2 + sum(map(_weight, cell)) if isinstance(cell, list) else 6


def _cell(column: Column, cell: Any, name: str) -> Any:
    text = cells.wire(column.kind, cell)
    return None if column.kind == "key" and text == name else text


def _at_once(value: bytes) -> str | None:
    if len(value) > cells.WHOLE_AT_ONCE:
        return None
    text, complete = cells.whole_text(value)
    return text if complete else None
