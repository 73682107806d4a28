"""A small table as a result: a list that knows how to show itself in columns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

T = TypeVar("T")


class Rows(list[T]):
    """A list of the library's objects (or of tuples of text) that shows itself as a table.

    Attributes:
        headers: a title for each column.
        note: a line below, which also stands alone when there are no rows.
    """

    def __init__(
        self,
        headers: Sequence[str],
        rows: Iterable[T],
        note: str = "",
        *,
        cells: Callable[[T], Sequence[str]] | None = None,
    ) -> None:
        super().__init__(rows)
        self.headers = tuple(headers)
        self.note = note
        self._cells: Callable[[Any], Sequence[str]] = cells or tuple

    def table(self, limit: int) -> list[list[str]]:
        """The first ``limit`` rows as text."""
        return [[str(cell) for cell in self._cells(row)] for row in self[:limit]]
