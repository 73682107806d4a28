"""The plan that an edited frame stands for: ``snapshot.plan(edited)``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from yamtam_nb.errors import InvalidArgument
from yamtam_nb.frames.plan.encoding import encoded, missing
from yamtam_nb.frames.plan.leases import gone
from yamtam_nb.frames.plan.plan import Plan
from yamtam_nb.frames.plan.step import Step
from yamtam_nb.frames.snapshot import Snapshot
from yamtam_nb.keys import to_bytes
from yamtam_nb.values import show_key, text

FIXED = ("create_revision", "mod_revision", "version")
"""Columns that etcd alone writes."""

_EXACT = 1 << 53
"""A float holds every whole number up to here. Lease IDs go beyond."""

Cells = Sequence[Any]


def plan_edited(snapshot: Snapshot, edited: pd.DataFrame, *, delete_missing: bool = False) -> Plan:
    """See :meth:`Snapshot.plan`.

    Raises:
        InvalidArgument: one sentence about the first mistake found. Nothing is written.
        EtcdError: a lease was edited, and the cluster could not be asked whether it exists.
    """
    _check_shape(snapshot, edited)
    keys = _keys(edited["key"].tolist())
    rows = _rows(snapshot, keys)
    _check_fixed(snapshot, edited, keys, rows)
    _check_missing(snapshot, rows, delete_missing=delete_missing)
    values = edited["value"].tolist()
    leases = edited["lease"].tolist() if "lease" in edited.columns else None
    steps = [
        _step(snapshot, keys[at], rows[at], values[at], None if leases is None else leases[at])
        for at in _touched(snapshot, rows, values, leases)
    ]
    steps = [step for step in steps if not step.as_wanted(step.before)]
    _check_leases(snapshot, steps)
    return Plan(
        snapshot.client,
        [*steps, *_deletes(snapshot, rows)],
        revision=snapshot.revision,
        cluster_id=snapshot.cluster_id,
        prefix=snapshot.prefix,
        title=f"{show_key(to_bytes(snapshot.prefix)) or 'all keys'} as edited",
    )


def _check_shape(snapshot: Snapshot, edited: pd.DataFrame) -> None:
    if not isinstance(edited, pd.DataFrame):
        raise InvalidArgument(f"plan takes a data frame, not {type(edited).__name__}: edit a copy of .df.")
    for name in ("key", "value"):
        if list(edited.columns).count(name) != 1:
            raise InvalidArgument(f"The frame needs exactly one column {name!r}: edit a copy of .df.")
    if any(isinstance(name, str) and name.startswith("value.") for name in edited.columns):
        raise InvalidArgument(
            "The frame is expanded (value.* columns), so its value column is not whole: edit .frame() of the snapshot."
        )
    cluster = edited.attrs.get("cluster", f"{snapshot.cluster_id:x}")
    if cluster != f"{snapshot.cluster_id:x}":
        raise InvalidArgument(
            f"The frame is of cluster {cluster}, the snapshot of cluster {snapshot.cluster_id:x}: edit a copy of its "
            "own .df."
        )


def _keys(cells: Cells) -> list[str | bytes]:
    """The keys in the form that the snapshot has them in."""
    keys = [cell if type(cell) is str else _key(cell) for cell in cells]
    if "" in keys:
        raise InvalidArgument(f"Row {keys.index('')} has an empty key: name every key.")
    if len(set(keys)) < len(keys):
        key, times = Counter(keys).most_common(1)[0]
        raise InvalidArgument(f"{show_key(to_bytes(key))} has {times} rows: keep one row for each key.")
    return keys


def _key(cell: Any) -> str | bytes:
    if not isinstance(cell, (str, bytes)):
        raise InvalidArgument(f"{cell!r} in column key is no key: give str or bytes.")
    return text(to_bytes(cell))


def _rows(snapshot: Snapshot, keys: list[str | bytes]) -> list[int]:
    """The snapshot's row of each key, -1 for a new one."""
    if keys == snapshot.columns.key:
        return list(range(len(keys)))
    rows = []
    for key in keys:
        row = snapshot.row(key)
        if row is None and not snapshot.covers(to_bytes(key)):
            raise InvalidArgument(
                f"{show_key(to_bytes(key))} is not under {show_key(to_bytes(snapshot.prefix))}: plan from a snapshot "
                "of a prefix that covers it."
            )
        rows.append(-1 if row is None else row)
    return rows


def _check_fixed(snapshot: Snapshot, edited: pd.DataFrame, keys: list[str | bytes], rows: list[int]) -> None:
    known = np.asarray(rows, dtype=np.int64)
    there = known >= 0
    numbers = snapshot.columns.numbers()
    for name in FIXED:
        if name not in edited.columns:
            continue
        before = numbers[name][known[there]]
        after = edited[name].to_numpy()[there]
        same = np.asarray(after == before, dtype=bool)
        if not same.all():
            key = keys[int(np.flatnonzero(there)[int(np.argmin(same))])]
            raise InvalidArgument(
                f"{name} of {show_key(to_bytes(key))} is not as in the snapshot: only key, value and lease can be "
                "edited, in a copy of this snapshot's own .df."
            )


def _check_missing(snapshot: Snapshot, rows: list[int], *, delete_missing: bool) -> None:
    lacking = len(snapshot) - sum(row >= 0 for row in rows)
    if lacking and not delete_missing:
        first = next(iter(_deletes(snapshot, rows))).key
        raise InvalidArgument(
            f"{lacking:,} of the snapshot's {len(snapshot):,} keys {'has' if lacking == 1 else 'have'} no row, the "
            f"first is {show_key(first)}. Was the frame filtered? Edit the whole one, or pass delete_missing=True to "
            "delete what has no row."
        )


def _deletes(snapshot: Snapshot, rows: list[int]) -> list[Step]:
    gone_rows = sorted(set(range(len(snapshot))).difference(rows))
    return [Step(kv.key, kv, None) for kv in map(snapshot.columns.__getitem__, gone_rows)]


def _touched(snapshot: Snapshot, rows: list[int], values: Cells, leases: Cells | None) -> list[int]:
    """Positions of the rows that may hold a change. Most hold the very object that the snapshot gave them."""
    olds, old_leases = snapshot.columns.value, snapshot.columns.lease.tolist()
    if leases is None:
        leases = [None] * len(rows)
    return [
        at
        for at, (row, value, lease) in enumerate(zip(rows, values, leases, strict=True))
        if row < 0
        or (value is not olds[row] and (type(value) is not type(olds[row]) or value != olds[row]))
        or (lease is not None and lease != old_leases[row])
    ]


def _step(snapshot: Snapshot, key: str | bytes, row: int, value: Any, lease: Any) -> Step:
    name = to_bytes(key)
    before = snapshot.columns[row] if row >= 0 else None
    old = before.lease if before else 0
    return Step(name, before, encoded(value, name), _lease(lease, old, name))


def _lease(cell: Any, old: int, key: bytes) -> int:
    """The lease that a cell means: a missing one, or one that a float cannot tell from the old one, is the old one."""
    if missing(cell):
        return old
    number = cell.item() if isinstance(cell, np.generic) else cell
    if isinstance(number, float) and (number == float(old) or (number.is_integer() and abs(number) < _EXACT)):
        return old if number == float(old) else int(number)
    if isinstance(number, int) and not isinstance(number, bool) and 0 <= number < 1 << 63:
        return number
    raise InvalidArgument(
        f"The lease of {show_key(key)} is {cell!r}: give a lease ID as a whole number, 0 for none."
    )


def _check_leases(snapshot: Snapshot, steps: list[Step]) -> None:
    edited = [step for step in steps if step.lease != step.old_lease]
    dead = gone(snapshot.client, {step.lease for step in edited})
    for step in edited:
        if step.lease in dead:
            raise InvalidArgument(
                f"Lease {step.lease:x} of {show_key(step.key)} does not exist: grant one, or give 0 for none."
            )
