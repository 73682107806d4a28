"""What a history shows of itself: what it covers, in words, and the last changes."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import pandas as pd

from yamtam_nb.frames.diff.structure import leaves, written
from yamtam_nb.frames.history.changes import Change, Changes
from yamtam_nb.frames.history.replay import Replay
from yamtam_nb.render import html
from yamtam_nb.render.html import Markup, Tone
from yamtam_nb.render.text import clipped, one_line
from yamtam_nb.render.text import table as plain_table
from yamtam_nb.values import show, show_key

ROWS = 10
"""Changes shown; the title tells how many there are."""

WIDEST = 60
"""Characters of a key or a value that are shown."""

MOST_PARTS = 3
"""Parts of a JSON or YAML value that are shown where others stayed the same."""

LARGEST = 64 << 10
"""Bytes of a value that is looked into for that."""

UNKNOWN = "(compacted away)"
"""Shown for a value that was there and is not known any more."""

SAME = "(the same)"
"""Shown for a value that was put there again."""

_WIDTH = 160
_OP, _OLD, _NEW, _CODE = 1, 3, 4, (2, 3, 4)  # columns
_TONES: dict[str, Tone] = {"create": "good", "update": "warn", "delete": "bad"}


def count(where: str, read: Replay, *, prefix: bool) -> str:
    """How much a history covers."""
    changes, keys = len(read.changes), len(read.changes.names)
    of = f" of {keys:,} key{'s' * (keys != 1)}" if prefix and keys else ""
    return f"{where}: {f'{changes:,}' if changes else 'no'} change{'s' * (changes != 1)}{of}"


def title(where: str, read: Replay, *, prefix: bool) -> str:
    """What a history covers, and where it begins, in one sentence."""
    if read.compact_revision > 1:
        bound = f"what was before revision {read.compact_revision} is compacted away"
    else:
        bound = "nothing is compacted away"
    how_much = count(where, read, prefix=prefix)
    return f"{how_much}, revisions {read.compact_revision} to {read.revision}; {bound}"


class View:
    """The title and the last changes.

    Args:
        heading: the title.
        changes: all of them.
        when: gives the times of rows.
    """

    def __init__(self, heading: str, changes: Changes, when: Callable[[list[int]], pd.DatetimeIndex]) -> None:
        self._heading = heading
        rows = list(range(max(0, len(changes) - ROWS), len(changes)))
        self._earlier = len(changes) - len(rows)
        times = when(rows)
        timed = bool(times.notna().any())
        self._headers = ["revision", "op", "key", "old", "new", *["time (UTC)"] * timed]
        self._rows = [
            _Row(change.op, [*_cells(change), *[_moment(at)] * timed])
            for change, at in zip((changes[row] for row in rows), times, strict=True)
        ]

    def text(self) -> str:
        """Plain text."""
        lines = [self._heading]
        if self._rows:
            rows = [row.cells for row in self._rows]
            lines.append(plain_table(self._headers, rows, _WIDTH))
        return "\n".join([*lines, *self._rest()])

    def html(self) -> str:
        """HTML, with everything escaped that came from etcd."""
        parts = [html.line(self._heading)]
        if self._rows:
            rows = [[_coloured(row, cell, at) for at, cell in enumerate(row.cells)] for row in self._rows]
            parts.append(html.table(self._headers, rows))
        return html.box(*parts, *map(html.footer, self._rest()))

    def _rest(self) -> list[str]:
        return [f"{self._earlier:,} earlier: .df has all"] if self._earlier else []


class _Row(NamedTuple):
    op: str
    cells: list[str]


def _cells(change: Change) -> list[str]:
    old, new = _values(change)
    key = clipped(one_line(show_key(change.key)), WIDEST)
    return [str(change.revision), change.op, key, old, new]


def _values(change: Change) -> tuple[str, str]:
    """The value before and after; where most of it stayed the same, what did not."""
    if change.old is not None and change.old == change.new:
        return _value(change.old), SAME
    if change.old is not None and change.new is not None and len(change.old) + len(change.new) <= LARGEST:
        parts = _parts(change.old, change.new)
        if parts is not None:
            return parts
    # An update of nothing: what it replaced is compacted away.
    return UNKNOWN if change.op == "update" and change.old is None else _value(change.old), _value(change.new)


def _parts(old: bytes, new: bytes) -> tuple[str, str] | None:
    before, after = leaves(old), leaves(new)
    if before is None or after is None:
        return None
    was = {path: written(leaf) for path, leaf in before.items()}
    now = {path: written(leaf) for path, leaf in after.items()}
    changed = [path for path in {**was, **now} if was.get(path) != now.get(path)]
    if not 0 < len(changed) <= MOST_PARTS or len(changed) == len({**was, **now}) or "" in changed:
        return None
    return _told(was, changed), _told(now, changed)


def _told(leaves_of: dict[str, str], paths: list[str]) -> str:
    parts = [f"{path}: {leaves_of[path]}" for path in paths if path in leaves_of]
    return clipped(one_line(", ".join(parts)), WIDEST)


def _value(value: bytes | None) -> str:
    return "" if value is None else clipped(one_line(show(value[: WIDEST * 16])), WIDEST)


def _moment(at: pd.Timestamp) -> str:
    return "" if pd.isna(at) else f"{at:%Y-%m-%d %H:%M:%S}"


def _coloured(row: _Row, cell: str, at: int) -> Markup:
    """The op on its colour, keys and values in the fixed font."""
    if at == _OP:
        return html.toned(cell, _TONES[row.op])
    if (at, cell) in ((_OLD, UNKNOWN), (_NEW, SAME)):
        return html.toned(cell, "quiet")
    return html.code(cell) if at in _CODE and cell else html.markup(cell)
