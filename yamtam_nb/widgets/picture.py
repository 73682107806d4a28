"""The static picture of a live table: what a saved notebook, a mail or a terminal shows. Pure.

Deterministic for the same rows and the same stamp. No styles of its own beyond alignment, so that it
takes the look of the page it lands on; every key and value is escaped.
"""

from __future__ import annotations

import html
from collections.abc import Sequence
from typing import NamedTuple

from yamtam_nb.widgets import cells
from yamtam_nb.widgets.columns import Column
from yamtam_nb.widgets.moments import moment
from yamtam_nb.widgets.rows import Row

ROWS = 100
"""Rows that a picture shows at most; it tells when there are more."""

CELL_WIDTH = 80
LINE_WIDTH = 100


class Picture(NamedTuple):
    """What there is to draw.

    Attributes:
        title: what the table is of.
        columns: only those marked ``pictured`` are drawn.
        rows: all rows; the first :data:`ROWS` by id are drawn.
        total: rows that the source has.
        stamp: one phrase that says of when the picture is; see :func:`stamp`.
        noun: what a row is, in the plural.
        at: when the picture is taken, seconds since 1970: what is left of leases is counted to it.
    """

    title: str
    columns: Sequence[Column]
    rows: Sequence[Row]
    total: int
    stamp: str
    noun: str = "keys"
    at: float = 0.0

    def html(self) -> str:
        """The picture as an HTML table."""
        head = "".join(f"<th{_align(column)}>{html.escape(column.title)}</th>" for _, column in self._drawn())
        body = "\n".join(self._html_row(row) for row in self._shown())
        caption = html.escape(self.caption())
        return (
            f'<table class="yamtam-still">\n<caption style="text-align:left">{caption}</caption>\n'
            f"<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>"
        )

    def text(self) -> str:
        """The picture as aligned columns."""
        drawn = self._drawn()
        grid = [[column.title for _, column in drawn], *(self._text_row(row, drawn) for row in self._shown())]
        widths = _fit([max(len(line[at]) for line in grid) for at in range(len(drawn))])
        return "\n".join([self.caption(), *(_line(line, widths, drawn) for line in grid)])

    def caption(self) -> str:
        """Title, size and stamp on one line."""
        shown, total = len(self._shown()), max(self.total, len(self.rows))
        size = counted(total, self.noun)
        if shown != total:
            size = f"showing {shown} of {size}"
        return f"{self.title} · {size} · {self.stamp}"

    def _shown(self) -> list[Row]:
        return sorted(self.rows, key=lambda row: row.id)[:ROWS]

    def _drawn(self) -> list[tuple[int, Column]]:
        return [(at, column) for at, column in enumerate(self.columns) if column.pictured]

    def _text_row(self, row: Row, drawn: list[tuple[int, Column]]) -> list[str]:
        return [self._plain(column, row, at) for at, column in drawn]

    def _html_row(self, row: Row) -> str:
        drawn = (f"<td{_align(column)}>{self._cell(column, row, at)}</td>" for at, column in self._drawn())
        return f"<tr>{''.join(drawn)}</tr>"

    def _cell(self, column: Column, row: Row, at: int) -> str:
        text = html.escape(self._plain(column, row, at))
        return f"<code>{text}</code>" if text and column.kind in ("key", "value") else text

    def _plain(self, column: Column, row: Row, at: int) -> str:
        return cells.plain(column.kind, row.cells[at], CELL_WIDTH, 1000 * self.at)


def counted(number: int, noun: str) -> str:
    """``number`` with its noun, which is given in the plural: ``1 key``, ``2 keys``."""
    return f"{number} {noun.removesuffix('s') if number == 1 else noun}"


def stamp(revision: int, at: float, state: str) -> str:
    """Of when a picture is, e.g. ``revision 123 at 2026-11-23T01:45:14Z``; ``at`` in seconds since 1970."""
    trouble = "" if state in ("live", "connecting") else f", {state}"
    return f"revision {revision} at {moment(1000 * at)}{trouble}"


def _align(column: Column) -> str:
    return f' style="text-align:{"right" if column.kind == "int" else "left"}"'


def _fit(widths: list[int]) -> list[int]:
    """The widest columns are narrowed until a line fits."""
    while sum(widths) + 2 * len(widths) > LINE_WIDTH and max(widths) > 8:
        widest = widths.index(max(widths))
        widths[widest] -= 1
    return widths


def _line(line: list[str], widths: list[int], drawn: list[tuple[int, Column]]) -> str:
    parts = []
    for text, width, (_, column) in zip(line, widths, drawn, strict=True):
        cut = text if len(text) <= width else text[: width - 1] + "…"
        parts.append(cut.rjust(width) if column.kind == "int" else cut.ljust(width))
    return "  ".join(parts).rstrip()
