"""The answer to "show me all of this row". Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from yamtam_nb.widgets import cells
from yamtam_nb.widgets.columns import Column
from yamtam_nb.widgets.rows import Row, value_index


def answer(name: str, row: Row | None, columns: Sequence[Column]) -> dict[str, Any]:
    """The whole value of the row called ``name``, and the one before it if it was seen.

    A row that is gone by now is answered without a value, so that the page need not wait.
    """
    index = value_index(columns)
    if row is None or index < 0:
        return {"t": "detail", "id": name, "gone": True}
    whole, complete = cells.whole_text(row.cells[index])
    out = {
        "t": "detail",
        "id": name,
        "version": row.version,
        "whole": whole,
        "complete": complete,
        "previous_version": row.previous_version,
    }
    if row.previous is not None:
        out["previous"], out["previous_complete"] = cells.whole_text(row.previous)
    return out
