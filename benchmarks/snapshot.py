"""100,000 keys to a DataFrame: this package, the bare wire, and other clients; and the memory it takes."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack

from benchmarks.contestant import LINE_UP, Contestant, line_up
from benchmarks.data import KEYS, PREFIX
from benchmarks.figures import Comparison, Series, interleave
from benchmarks.report import progress

ROUNDS = 11
_COLUMNS = ["key", "value", "create_revision", "mod_revision", "version", "lease"]


def time_snapshots(endpoint: str) -> Comparison:
    """Each contestant in a process of its own, all of them alive, one at a time reading."""
    with ExitStack() as stack:
        started = line_up(stack, endpoint, PREFIX)
        runs = {name: _timed(contestant) for name, contestant in started.items()}
        series = interleave(
            runs, ROUNDS, on_round=lambda number: progress(f"snapshot: round {number} of {ROUNDS}")
        )
        for each in series:
            each.note = _note(started[each.name])
    return Comparison(
        f"{KEYS:,} keys of about 170 bytes to a DataFrame",
        series,
        target="yamtam-nb <= 1.40 (aim 1.25), and ahead of every other client",
    )


def weigh_snapshots(endpoint: str) -> Comparison:
    """The most memory that a fresh process had after one read, less what it had when connected."""
    series = []
    for name in LINE_UP:
        progress(f"memory: {name}")
        series.append(_weighed(name, endpoint))
    return Comparison(
        f"Peak memory of one read of {KEYS:,} keys, over the connected process",
        series,
        notes=["etcdctl's own process is not counted; nor is the server."],
    )


def _timed(contestant: Contestant | str) -> Callable[[], float]:
    def run() -> float:
        if isinstance(contestant, str):
            raise RuntimeError(contestant)  # noqa: TRY004 - a failing contestant is a result
        answer = contestant.run()
        if answer["rows"] not in (None, KEYS):
            raise RuntimeError(f"{answer['rows']} rows instead of {KEYS}")
        return float(answer["seconds"])

    return run


def _note(contestant: Contestant | str) -> str:
    if isinstance(contestant, str):
        return ""
    columns = contestant.last.get("columns")
    missing = (
        ""
        if columns in (None, _COLUMNS)
        else f"gives no {', '.join(c for c in _COLUMNS if c not in columns)}"
    )
    return "; ".join(
        part for part in (contestant.version and f"version {contestant.version}", missing) if part
    )


def _weighed(name: str, endpoint: str) -> Series:
    try:
        with Contestant(name, endpoint, PREFIX) as contestant:
            peak = contestant.run()["peak"]
            idle = contestant.idle["idle"]
    except Exception as error:  # noqa: BLE001 - a failing contestant is a result
        return Series(name, error=str(error), unit="MiB")
    return Series(name, [(peak - idle) / 2**20], unit="MiB", note=f"{peak / 2**20:,.0f} MiB in all")
