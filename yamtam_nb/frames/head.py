"""The first rows of a snapshot, for reading."""

from __future__ import annotations

from html import escape

import pandas as pd

from yamtam_nb.frames.columns import Columns
from yamtam_nb.values import show, show_key

ROWS = 10
"""Rows shown; the title tells how many there are."""

WIDEST = 100
"""Characters of a key or a value that are shown."""


class Head:
    """A title and the first rows. Keys and values are shown as everywhere else: nothing in them is interpreted."""

    def __init__(self, title: str, columns: Columns) -> None:
        self._title = title
        self._more = max(0, len(columns) - ROWS)
        first = [columns[row] for row in range(min(ROWS, len(columns)))]
        self._frame = pd.DataFrame(
            {
                "key": [_cut(show_key(kv.key)) for kv in first],
                "value": [_cut(show(kv.value)) for kv in first],
                **columns.numbers(slice(ROWS)),
            }
        )

    def text(self) -> str:
        """Plain text."""
        table = [self._frame.to_string(index=False)] if len(self._frame) else []
        return "\n".join([self._title, *table, *self._rest()])

    def html(self) -> str:
        """HTML, with everything escaped that came from etcd."""
        # A key such as $a$ is no formula.
        with pd.option_context("display.max_colwidth", None, "display.html.use_mathjax", False):
            table = self._frame.to_html(index=False, escape=True, border=0) if len(self._frame) else ""
        rest = "".join(f"<p>{line}</p>" for line in self._rest())
        return f"<p>{escape(self._title)}</p>{table}{rest}"

    def _rest(self) -> list[str]:
        return [f"... {self._more:,} more: .df has all"] if self._more else []


def _cut(shown: str) -> str:
    return shown if len(shown) <= WIDEST else f"{shown[:WIDEST]}…"
