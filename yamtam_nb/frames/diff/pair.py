"""Old and new beside each other, cut so that the difference can be seen."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Sequence
from typing import Any, NamedTuple

from yamtam_nb.frames.diff.compare import ABSENT, PathChange
from yamtam_nb.frames.diff.line_diff import line_diff
from yamtam_nb.frames.diff.structure import written
from yamtam_nb.keys import to_bytes
from yamtam_nb.render.text import one_line
from yamtam_nb.values import kind, pretty, show

WIDEST = 100
"""Characters of a value that are shown on a line."""

LEAD = 20
"""Characters before the first difference that are shown when what comes before is cut."""

WHOLE = 20_000
"""Characters of one value that can be unfolded."""

_BYTES = 24
"""Bytes of a value that is no text."""


class Cell(NamedTuple):
    """A value on one line, and the whole of it where that is more."""

    short: str
    whole: str = ""


class Pair(NamedTuple):
    """What is shown of one path.

    Attributes:
        path: ``""`` for the whole value.
        old, new: None where there is nothing.
        lines: the difference of two texts of several lines, instead of ``old`` and ``new``; see :func:`line_diff`.
    """

    path: str
    old: Cell | None
    new: Cell | None
    lines: tuple[str, ...] = ()


def pair(change: PathChange) -> Pair:
    """How a difference is shown."""
    path, old, new = change
    lines = _lines(old, new)
    if lines:
        return Pair(path, None, None, lines)
    if old is ABSENT or new is ABSENT:
        return Pair(path, _alone(old, path), _alone(new, path))
    one, other = _excerpts(old, new, path)
    return Pair(path, Cell(one, _whole(old, path)), Cell(other, _whole(new, path)))


def _alone(value: Any, path: str) -> Cell | None:
    if value is ABSENT:
        return None
    return Cell(_cut(one_line(_line(value, path)[: WIDEST + 1])), _whole(value, path))


def _line(value: Any, path: str) -> str:
    """A leaf as JSON writes it; a whole value as everywhere else, in quotes where blanks would hide."""
    if _is_leaf(value, path):
        return written(value)
    shown = show(to_bytes(value))
    return shown if shown and shown == shown.strip() else written(shown)


def _whole(value: Any, path: str) -> str:
    """All of it for reading, where a line does not hold it."""
    line = _line(value, path)
    if _is_binary(value) or (len(line) <= WIDEST and "\n" not in line):
        return ""
    if not _is_leaf(value, path) and len(line) <= WHOLE:
        line = pretty(to_bytes(value))
    return line if len(line) <= WHOLE else f"{line[:WHOLE]}… ({len(line):,} characters in all)"


def _is_leaf(value: Any, path: str) -> bool:
    return bool(path) or not isinstance(value, (str, bytes))


def _excerpts(old: Any, new: Any, path: str) -> tuple[str, str]:
    """Both on one line, from where they begin to differ when they are long."""
    if not path and _is_binary(old) and _is_binary(new):
        return _hexed(to_bytes(old), to_bytes(new))
    one, other = _line(old, path), _line(new, path)
    cut = max(0, _common(one, other) - LEAD) if max(len(one), len(other)) > WIDEST else 0
    one, other = one[cut : cut + WIDEST + 1], other[cut : cut + WIDEST + 1]
    shown = one_line(one), one_line(other)
    if unicodedata.normalize("NFC", shown[0]) == unicodedata.normalize("NFC", shown[1]):
        # They look alike and are not: one letter in two forms, a tab and the sign for it.
        shown = json.dumps(one), json.dumps(other)
    dots = "…" if cut else ""
    return _cut(dots + shown[0]), _cut(dots + shown[1])


def _hexed(old: bytes, new: bytes) -> tuple[str, str]:
    """Bytes around the first that differs."""
    start = max(0, _common(old, new) - 8) if max(len(old), len(new)) > _BYTES else 0
    return _hex(old, start), _hex(new, start)


def _hex(value: bytes, start: int) -> str:
    end = start + _BYTES
    shown = f"{'…' if start else '0x'}{value[start:end].hex()}{'…' if len(value) > end else ''}"
    size = f"{len(value):,} byte{'' if len(value) == 1 else 's'}"
    return f"{shown} ({size}{f', from byte {start:,}' if start else ''})"


def _lines(old: Any, new: Any) -> tuple[str, ...]:
    if not isinstance(old, str) or not isinstance(new, str) or not _several_lines(old, new):
        return ()
    if not old or not new or _is_binary(old) or _is_binary(new):
        return ()
    return tuple(_cut(line) for line in line_diff(old, new))


def _several_lines(*texts: str) -> bool:
    return any("\n" in text.strip("\n") for text in texts)


def _is_binary(value: Any) -> bool:
    if isinstance(value, str):
        return kind(value.encode(errors="surrogatepass")) == "bytes"
    return isinstance(value, bytes)


def _common(one: Sequence[object], other: Sequence[object]) -> int:
    """Length of what both begin with."""
    for index, (a, b) in enumerate(zip(one, other, strict=False)):
        if a != b:
            return index
    return min(len(one), len(other))


def _cut(line: str) -> str:
    return line if len(line) <= WIDEST else f"{line[:WIDEST]}…"
