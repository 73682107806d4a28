"""Where each part of a key's present value comes from."""

from __future__ import annotations

from typing import Any, NamedTuple

import pandas as pd

from yamtam_nb.frames.columns import texts
from yamtam_nb.frames.diff.structure import leaves, written
from yamtam_nb.frames.history.changes import Changes, Op, op_of

Parts = dict[str, Any]


class Origin(NamedTuple):
    """The change that a part of a value stems from.

    Attributes:
        path: where in the value the part is, as ``limits.rps`` or ``servers[2].host``; "" for all of it.
        row: the row of the change.
        op: what the change was to the part: ``create``, ``update`` or ``delete``.
        old: the part before, None for none.
        new: the part since, None for none.
        exact: False when the part is as old as the oldest state that is kept, and so may be older.
    """

    path: str
    row: int
    op: Op
    old: Any
    new: Any
    exact: bool


def origins(changes: Changes, key: bytes) -> list[Origin]:
    """The origin of each part of the present value of a key, in the order of the value.

    A key that is gone has one origin, which is its deletion.
    """
    rows = changes.rows_of(key)
    if not changes.version[rows[0]]:
        return [Origin("", rows[0], "delete", changes.new[rows[1]], None, True)]
    present = _parts(changes.new[rows[0]])
    found: dict[str, Origin] = {}
    since = rows[0]
    for row in [*rows[1:], -1]:
        if row >= 0 and changes.version[row] and changes.new[row] == changes.new[since]:
            since = row
            continue
        before = _before(changes, row)
        for path in [path for path in present if path not in found]:
            if path not in before or written(before[path]) != written(present[path]):
                found[path] = _origin(changes, path, since, present[path], before)
        if row < 0 or not changes.version[row] or len(found) == len(present):
            break
        since = row
    return [found[path] for path in present]


def frame(changes: Changes, found: list[Origin], when: Any) -> pd.DataFrame:
    """Origins as a frame.

    Args:
        changes: what they refer to.
        found: the origins.
        when: gives the times of rows.
    """
    rows = [origin.row for origin in found]
    made: pd.DataFrame = pd.DataFrame(
        {
            "path": texts([origin.path for origin in found]),
            "revision": pd.Series([changes.revision[row] for row in rows], dtype="int64"),
            "op": texts([origin.op for origin in found]),
            "old": texts([origin.old for origin in found]),
            "new": texts([origin.new for origin in found]),
            "exact": pd.Series([origin.exact for origin in found], dtype="bool"),
            "time": when(rows),
        }
    )
    return made


def _before(changes: Changes, row: int) -> Parts:
    """What was there before, nothing if the row is a deletion or none."""
    return _parts(changes.new[row]) if row >= 0 and changes.version[row] else {}


def _origin(changes: Changes, path: str, row: int, new: Any, before: Parts) -> Origin:
    oldest = changes.before[row] < 0 and changes.version[row] > 1
    op: Op = op_of(changes.version[row]) if oldest else "update" if path in before else "create"
    return Origin(path, row, op, before.get(path), new, not oldest)


def _parts(value: str | bytes | None) -> Parts:
    found = leaves(value) if value is not None else {}
    return {"": value} if found is None else found
