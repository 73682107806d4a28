"""One cell: what the page is sent for it, and what a static picture writes. Pure.

A long value travels as a preview, because most rows are never looked at closely; :func:`whole_text`
is what the detail panel asks for.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from yamtam_nb import values
from yamtam_nb.widgets.columns import Kind

PREVIEW = 200
"""Characters of a value that the table itself holds."""

WHOLE_AT_ONCE = 4 * 1024
"""Bytes up to which a whole value travels with its row, so that it can be read while the kernel is busy."""

WHOLE_LIMIT = 512 * 1024
"""Characters of a value that the detail panel is sent at most."""


class Preview(NamedTuple):
    """The head of a value.

    Attributes:
        text: at most :data:`PREVIEW` characters.
        complete: whether that is all that can be shown of it (binary values are shown by their first bytes).
        kind: what the value is; of a long one only its head is looked at.
    """

    text: str
    complete: bool
    kind: values.Kind


def preview(value: bytes) -> Preview:
    """The head of ``value``, without reading all of a long one."""
    head = _head(value)
    kind = values.kind(head)
    text = values.show(value if kind == "bytes" else head)
    complete = kind == "bytes" or (len(head) == len(value) and len(text) <= PREVIEW)
    return Preview(text[:PREVIEW], complete, kind)


def whole_text(value: bytes) -> tuple[str, bool]:
    """The value as the detail panel shows it, and whether that is all there is to show."""
    text = values.show(value)
    return text[:WHOLE_LIMIT], len(text) <= WHOLE_LIMIT


def wire(kind: Kind, cell: Any) -> Any:
    """``cell`` as the page is sent it: JSON types only, and no number that JavaScript would round."""
    if cell is None:
        return None
    if kind == "key":
        return values.show_key(cell)
    if kind == "value":
        seen = preview(cell)
        if seen.complete and seen.kind != "bytes":
            return seen.text
        return [seen.text, len(cell), seen.kind, seen.complete]
    if kind == "lease":
        return f"{cell:x}"
    return cell


def plain(kind: Kind, cell: Any, width: int) -> str:
    """``cell`` on one line of at most ``width`` characters, for a static picture."""
    text = " ".join(_plain(kind, cell).split())
    return text if len(text) <= width else text[: width - 1] + "…"


def _plain(kind: Kind, cell: Any) -> str:
    if cell is None:
        return ""
    if kind == "key":
        return values.show_key(cell)
    if kind == "value":
        seen = preview(cell)
        return seen.text if seen.complete else f"{seen.text}…"
    if kind == "lease":
        return f"{cell:x}"
    return str(cell)


def _head(value: bytes) -> bytes:
    """Enough of ``value`` for a preview, cut between characters."""
    limit = 4 * PREVIEW
    if len(value) <= max(limit, WHOLE_AT_ONCE):
        return value
    end = limit
    while end > limit - 4 and value[end] & 0xC0 == 0x80:
        end -= 1
    return value[:end]
