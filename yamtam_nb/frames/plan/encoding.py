"""What stands in a cell of a frame, as the bytes that etcd stores."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pandas as pd

from yamtam_nb.errors import InvalidArgument
from yamtam_nb.values import show_key

_PLAIN = (bool, int, float, dict, list, tuple)


def encoded(cell: Any, key: bytes) -> bytes:
    """``str`` and bytes as they are, dicts and lists as compact JSON, numbers and booleans as JSON.

    Args:
        cell: the value.
        key: its key, for the error.

    Raises:
        InvalidArgument: it is missing, or there is no one way to store it.
    """
    if isinstance(cell, (bytes, bytearray, memoryview)):
        return bytes(cell)
    if isinstance(cell, np.generic):
        cell = cell.item()
    try:
        if isinstance(cell, str):
            return cell.encode()
        if cell is not None and isinstance(cell, _PLAIN) and cell == cell:
            return json.dumps(cell, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
    except (TypeError, ValueError, RecursionError) as error:
        raise InvalidArgument(
            f"The value of {show_key(key)} ({type(cell).__name__}) cannot be stored: {error}. Make it str or bytes."
        ) from None
    if missing(cell):
        raise InvalidArgument(
            f"The value of {show_key(key)} is missing ({cell}): give it one, or drop the row and pass "
            "delete_missing=True to delete the key."
        )
    raise InvalidArgument(
        f"The value of {show_key(key)} is of type {type(cell).__name__}, which has no one way to be stored: "
        "make it str, bytes, or what JSON knows."
    )


def missing(cell: Any) -> bool:
    """Whether the cell is what pandas calls missing: None, NaN, NaT, NA."""
    return cell is None or (pd.api.types.is_scalar(cell) and bool(pd.isna(cell)))
