"""A plain JSON or YAML document as what it would store: nobody wrote it for us, so it says less."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from yamtam_nb.frames.columns import Columns
from yamtam_nb.frames.diff.document import Document, read_document
from yamtam_nb.frames.diff.side import Parsed, Value
from yamtam_nb.frames.files.content import in_order, row
from yamtam_nb.keys import to_bytes

SUFFIXES = (".json", ".yaml", ".yml")


def read_plain(path: Path) -> tuple[Document, Columns]:
    """The document, and its keys and values with nothing known about them.

    Raises:
        InvalidFile: it is no mapping of keys to values.
        Fault: a key is empty.
    """
    document = read_document(path)
    rows = [row({"key": key, "value": stored(value)}) for key, value in zip(*document.columns, strict=True)]
    return document, in_order(rows, 0, 0)


def stored(value: Value, current: str | bytes | None = None) -> str | bytes:
    """What etcd is given: text as it stands, anything else as compact JSON.

    Args:
        value: as the document states it.
        current: what etcd holds; it stays when it is the same data, however it is written.

    >>> stored(Parsed({"rps": 50})), stored(Parsed({"rps": 50}), '{"rps":  50}'), stored("power")
    ('{"rps":50}', '{"rps":  50}', 'power')
    """
    if not isinstance(value, Parsed):
        return value
    return current if current is not None and value == current else compact(value.data)


def compact(data: Any) -> str:
    """Data as JSON without blanks; numbers keep every digit that they were written with."""
    if isinstance(data, dict):
        return "{" + ",".join(f"{_word(name)}:{compact(below)}" for name, below in data.items()) + "}"
    if isinstance(data, list):
        return "[" + ",".join(map(compact, data)) + "]"
    return str(data) if isinstance(data, Decimal) else _word(data)


def _word(data: Any) -> str:
    return json.dumps(data, ensure_ascii=isinstance(data, str) and not data.isprintable())


def wanted_under(document: Document, prefix: bytes) -> dict[bytes, Value]:
    """The document's values by the keys that they belong to under a prefix."""
    return {to_bytes(key): value for key, value in zip(*document.under(prefix).columns, strict=True)}
