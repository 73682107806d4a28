"""Aligned text: what a terminal shows, and what tests of notebooks compare."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

GAP = "  "


def table(
    headers: Sequence[str], rows: Sequence[Sequence[str]], width: int, *, clip: int | None = None
) -> str:
    """Columns as wide as their widest cell; column ``clip`` gives way when a line would not fit ``width``."""
    lines = [list(headers), *[[one_line(cell) for cell in row] for row in rows]]
    widths = [max(columns(line[index]) for line in lines) for index in range(len(headers))]
    if clip is not None:
        spare = width - sum(widths) - len(GAP) * (len(widths) - 1)
        widths[clip] = max(min(widths[clip], widths[clip] + spare), min(widths[clip], 12))
    return "\n".join(_line(line, widths) for line in lines)


def one_line(text: str) -> str:
    """Line breaks as the signs that stand for them, so that a row stays a row."""
    return text.replace("\r", "␍").replace("\n", "⏎").replace("\t", "⇥")


def clipped(text: str, width: int) -> str:
    """At most ``width`` columns; ``…`` at the end says that something is missing."""
    if columns(text) <= width:
        return text
    taken = 0
    for index, character in enumerate(text):
        taken += columns(character)
        if taken > width - 1:
            return text[:index] + "…"
    return text


def columns(text: str) -> int:
    """Columns that the text takes in a terminal: wide characters take two, combining ones none."""
    if text.isascii():
        return len(text)
    return sum(_width(character) for character in text)


def size(number: int) -> str:
    """Bytes in the unit that fits: ``640 B``, ``20.5 kB``, ``1.4 GB``.

    >>> size(640), size(20_480), size(999_960)
    ('640 B', '20.5 kB', '1.0 MB')
    """
    amount = float(number)
    for unit in ("B", "kB", "MB", "GB"):
        if amount < 999.95 or unit == "GB":
            break
        amount /= 1000
    return f"{number} B" if unit == "B" else f"{amount:.1f} {unit}"


def bar(share: float, width: int) -> str:
    """A bar of at most ``width`` columns, to an eighth of a column."""
    eighths = round(min(max(share, 0.0), 1.0) * width * 8)
    return "█" * (eighths // 8) + " ▏▎▍▌▋▊▉"[eighths % 8].strip()


def _width(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    fitted = [clipped(cell, width) for cell, width in zip(cells, widths, strict=True)]
    padded = [cell + " " * (width - columns(cell)) for cell, width in zip(fitted, widths, strict=True)]
    return GAP.join(padded).rstrip()
