"""Two snapshots of 100,000 keys compared: this package, and a merge of the same frames."""

from __future__ import annotations

import gc
import time
import tracemalloc
from collections.abc import Callable
from typing import cast

import numpy as np
import pandas as pd

from benchmarks.data import KEYS, key, value
from benchmarks.figures import Comparison, Series, interleave
from benchmarks.report import progress
from yamtam_nb.client.client import Client
from yamtam_nb.frames.columns import Columns
from yamtam_nb.frames.snapshot import Snapshot

ROUNDS = 11
CHANGED_OF = 100
"""One key in so many has another number in its JSON."""

GONE_OF = 400
"""One key in so many is not there after, and one is that was not there before: half a percent together."""

_MERGE, _OURS = "pandas.merge of the two frames", "yamtam-nb: before.diff(after).df"


def time_diffs() -> Comparison:
    """New snapshots for each run: nothing that a run leaves behind, such as hashes of keys, helps another."""
    contestants = {_MERGE: lambda: _timed(_merged), _OURS: lambda: _timed(_compared)}
    series = interleave(contestants, ROUNDS, on_round=lambda n: progress(f"diff: round {n} of {ROUNDS}"))
    alone = Series("yamtam-nb: the frames that a merge needs", [_timed(_frames) for _ in range(3)])
    differing = len(_compared(*_snapshots()))
    return Comparison(
        f"What differs between two snapshots of {KEYS:,} keys, {differing:,} of which differ",
        [*series, alone],
        notes=[
            "Both snapshots are in memory, and so are the frames for the merge; making those is the third line.",
            "The merge finds whole values that differ; the Diff finds the paths in them.",
            *_weights(),
        ],
    )


def _weights() -> list[str]:
    return [f"{name}: {_weighed(run):,.0f} MiB at most beside the two" for name, run in _RUNS.items()]


def _compared(before: Snapshot, after: Snapshot) -> pd.DataFrame:
    return before.diff(after).df


def _merged(before: Snapshot, after: Snapshot) -> pd.DataFrame:
    columns = ["key", "value"]
    both = before.df[columns].merge(
        after.df[columns], on="key", how="outer", indicator=True, suffixes=("_before", "_after")
    )
    return both[(both["_merge"] != "both") | (both["value_before"] != both["value_after"])]


def _frames(before: Snapshot, after: Snapshot) -> pd.DataFrame:
    before.frame()
    return after.frame()


_RUNS: dict[str, Callable[[Snapshot, Snapshot], pd.DataFrame]] = {_MERGE: _merged, _OURS: _compared}


def _timed(run: Callable[[Snapshot, Snapshot], pd.DataFrame]) -> float:
    pair = _snapshots()
    if run is _merged:
        _made(*pair)
    gc.collect()
    started = time.perf_counter()
    run(*pair)
    return time.perf_counter() - started


def _weighed(run: Callable[[Snapshot, Snapshot], pd.DataFrame]) -> float:
    pair = _snapshots()
    _made(*pair)
    gc.collect()
    tracemalloc.start()
    run(*pair)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 2**20


def _made(*snapshots: Snapshot) -> None:
    for each in snapshots:
        _ = each.df


def _snapshots() -> tuple[Snapshot, Snapshot]:
    kept = [number for number in range(KEYS) if number % GONE_OF != 1]
    after = [*kept, *range(KEYS, KEYS + KEYS // GONE_OF)]
    changes = {number: number + 1 for number in range(0, KEYS, CHANGED_OF)}
    return _snapshot(list(range(KEYS)), 1, {}), _snapshot(after, 2, changes)


def _snapshot(numbers: list[int], revision: int, changes: dict[int, int]) -> Snapshot:
    ones = np.ones(len(numbers), np.int64)
    columns = Columns.of(
        revision,
        1,
        [key(number).decode() for number in numbers],
        [value(changes.get(number, number)).decode() for number in numbers],
        create_revision=ones,
        mod_revision=ones,
        version=ones,
        lease=ones - 1,
    )
    return Snapshot(cast("Client", None), b"/yamtam/config/", columns)
