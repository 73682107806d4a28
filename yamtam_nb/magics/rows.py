"""A small table as a result: a list of tuples, with a title for each column."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


class Rows(list[tuple[str, ...]]):
    """Rows of text that show themselves as a table; in every other respect a list.

    Attributes:
        headers: a title for each column.
        note: a line below, which also stands alone when there are no rows.
    """

    def __init__(self, headers: Sequence[str], rows: Iterable[tuple[str, ...]], note: str = "") -> None:
        super().__init__(rows)
        self.headers = tuple(headers)
        self.note = note
