"""One cell: what the page is sent for it, and what a static picture writes. Pure.

A long value travels as a preview, because most rows are never looked at closely; :func:`whole_text`
is what the detail panel asks for.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

from yamtam_nb import values
from yamtam_nb.widgets import moments
from yamtam_nb.widgets.columns import Kind

PREVIEW = 200
"""Characters of a value that the table itself holds."""

WHOLE_AT_ONCE = 4 * 1024
"""Bytes up to which a whole value travels with its row, so that it can be read while the kernel is busy."""

WHOLE_LIMIT = 512 * 1024
"""Characters of a value that the detail panel is sent at most."""


NAMES_SHOWN = 8
"""Names of a longer list that the page is sent; it is told how many there are."""

Mood = Literal["good", "warn", "bad", "calm"]
"""What a status means for whoever looks: its colour and its shape."""


class Status(NamedTuple):
    """A word on how something stands, and what that means. A row whose word changes flashes."""

    word: str
    mood: Mood


class Ttl(NamedTuple):
    """What is left of a lease.

    Attributes:
        expires: when it runs out unless it is renewed, milliseconds since 1970.
        granted: seconds that a renewal gives.
    """

    expires: int
    granted: int


class Fill(NamedTuple):
    """How full something is.

    Attributes:
        value: what it is sorted by.
        text: what is written.
        share: 0 to 1; None when it is not known how much there could be, and no bar is drawn.
        mood: what that means.
    """

    value: float
    text: str
    share: float | None = None
    mood: Mood = "good"


class Trend(NamedTuple):
    """A figure and those before it.

    Attributes:
        value: what it is sorted by.
        text: what is written.
        points: the figures, the newest last; None where there was none.
    """

    value: float
    text: str
    points: tuple[float | None, ...] = ()


class Earlier(NamedTuple):
    """At some time before this one, milliseconds since 1970: it was so when somebody first looked."""

    at: int


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
    if kind == "text":
        return clean(cell)
    if kind == "lease":
        return f"{cell:x}"
    if kind == "names":
        return [len(cell), *(clean(name) for name in cell[:NAMES_SHOWN])]
    if kind == "fill":
        return [cell.value, clean(cell.text), None if cell.share is None else round(cell.share, 3), cell.mood]
    if kind == "trend":
        return [cell.value, clean(cell.text), heights(cell.points)]
    return list(cell) if isinstance(cell, tuple) else cell


def heights(points: Sequence[float | None]) -> list[int | None]:
    """The points of a line, as percentages of the highest: few characters on the way to the page."""
    top = max((point for point in points if point is not None), default=0.0) or 1.0
    return [None if point is None else round(100 * point / top) for point in points]


def plain(kind: Kind, cell: Any, width: int, now: float = 0.0) -> str:
    """``cell`` on one line of at most ``width`` characters, for a static picture.

    Args:
        kind: what the cell holds.
        cell: the cell.
        width: characters.
        now: when the picture is taken, milliseconds since 1970: spans of time are counted to it.
    """
    text = " ".join(_plain(kind, cell, now).split())
    return text if len(text) <= width else text[: width - 1] + "…"


def clean(text: str) -> str:
    """A text from anywhere, cut to :data:`PREVIEW` characters; those that are not printable are written as escapes.

    Else a direction override could make it read as something else, and half a surrogate pair could not be sent.
    """
    cut = text if len(text) <= PREVIEW else f"{text[: PREVIEW - 1]}…"
    if cut.isprintable():
        return cut
    return "".join(char if char.isprintable() else ascii(char)[1:-1] for char in cut)


def _plain(kind: Kind, cell: Any, now: float) -> str:
    if cell is None:
        return ""
    if kind in ("time", "age", "ttl"):
        return _timed(kind, cell, now)
    if kind == "key":
        return values.show_key(cell)
    if kind == "value":
        seen = preview(cell)
        return seen.text if seen.complete else f"{seen.text}…"
    if kind == "lease":
        return f"{cell:x}"
    if kind == "names":
        return ", ".join([f"{len(cell)}: {clean(cell[0])}", *map(clean, cell[1:])]) if cell else ""
    if kind in ("fill", "trend"):
        return clean(cell.text)
    return clean(str(cell.word if kind == "status" else cell))


def _timed(kind: Kind, cell: Any, now: float) -> str:
    if kind == "ttl":
        return moments.left(cell.expires - now, cell.granted)
    at, before = (cell.at, True) if isinstance(cell, Earlier) else (cell, False)
    if kind == "time":
        return f"{'before ' * before}{moments.moment(at)}"
    return f"{'over ' * before}{moments.span((now - at) / 1000)}"


def _head(value: bytes) -> bytes:
    """Enough of ``value`` for a preview, cut between characters."""
    limit = 4 * PREVIEW
    if len(value) <= max(limit, WHOLE_AT_ONCE):
        return value
    end = limit
    while end > limit - 4 and value[end] & 0xC0 == 0x80:
        end -= 1
    return value[:end]
