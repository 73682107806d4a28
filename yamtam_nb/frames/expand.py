"""JSON objects spread over columns of their own."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd

from yamtam_nb.errors import InvalidArgument
from yamtam_nb.frames.columns import texts

MOST_COLUMNS = 2_000
"""A prefix that mixes objects of all kinds would make a frame that is mostly holes, and very large."""

_WHOLE = range(-(2**63), 2**63)


def expand(values: list[str | bytes]) -> tuple[list[str | bytes | None], dict[str, Any]]:
    """Spread the values that are JSON objects.

    ``{"tier": "power", "limits": {"cpu": 2}}`` gives ``value.tier`` and ``value.limits.cpu``; lists and
    empty objects stay as they are in the column of their field. A value that is no object, an empty one,
    and one whose fields would share a column (``{"a.b": 1, "a": {"b": 2}}``) stays whole.

    Args:
        values: the ``value`` column.

    Returns:
        The ``value`` column with None where a value was spread, and the new columns by name, in the order
        in which the fields were first met.

    Raises:
        InvalidArgument: it would make more than 2,000 columns.
    """
    rest: list[str | bytes | None] = list(values)
    cells: dict[str, dict[int, Any]] = {}
    for row, value in enumerate(values):
        fields = _fields(value)
        if not fields:
            continue
        rest[row] = None
        for name, cell in fields.items():
            cells.setdefault(name, {})[row] = cell
        if len(cells) > MOST_COLUMNS:
            raise InvalidArgument(
                f"expand=True would make more than {MOST_COLUMNS:,} columns: narrow the prefix, or leave expand out."
            )
    return rest, {name: _column(column, len(values)) for name, column in cells.items()}


def _fields(value: str | bytes) -> dict[str, Any]:
    """Column name -> cell of one value; empty when it stays whole."""
    if not isinstance(value, str) or not value.lstrip(" \t\r\n").startswith("{"):
        return {}
    fields: dict[str, Any] = {}
    try:
        whole = _flatten("value", json.loads(value), fields)
    except (ValueError, RecursionError):
        return {}
    return fields if whole else {}


def _flatten(name: str, found: Any, fields: dict[str, Any]) -> bool:
    """Add the leaves below ``found``; False when two of them have the same name."""
    if isinstance(found, dict) and (found or name == "value"):
        return all(_flatten(f"{name}.{key}", inner, fields) for key, inner in found.items())
    known = name in fields
    fields[name] = found
    return not known


def _column(cells: dict[int, Any], count: int) -> pd.Series[Any]:
    """The cells as a column of the narrowest dtype that changes none of them."""
    column = [cells.get(row) for row in range(count)]
    full = None not in column
    kinds = {type(cell) for cell in cells.values()} - {type(None)}
    if kinds == {bool}:
        return pd.Series(column, dtype="bool" if full else "boolean")
    if kinds == {int} and all(cell in _WHOLE for cell in column if cell is not None):
        # A hole in an int64 column would turn it into floats and round the large numbers.
        return pd.Series(column, dtype="int64" if full else "Int64")
    if kinds == {float}:
        return pd.Series(column, dtype="float64")
    return texts(column)
