"""``python -m benchmarks [NAME ...]``: measure, print tables, write build/bench.json.

Figures, not verdicts: it exits 0.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from benchmarks.data import filled_server
from benchmarks.figures import Comparison
from benchmarks.report import progress, surroundings, table, write

RESULTS = Path("build/bench.json")


def _snapshot(endpoint: str) -> Comparison:
    from benchmarks.snapshot import time_snapshots

    return time_snapshots(endpoint)


def _get(endpoint: str) -> Comparison:
    from benchmarks.get import time_gets

    return time_gets(endpoint)


def _watch(endpoint: str) -> Comparison:
    from benchmarks.watch import time_replays

    return time_replays(endpoint)


def _watch_large(endpoint: str) -> Comparison:
    from benchmarks.watch import time_large_replays

    return time_large_replays(endpoint)


def _memory(endpoint: str) -> Comparison:
    from benchmarks.snapshot import weigh_snapshots

    return weigh_snapshots(endpoint)


def _history() -> Comparison:
    from benchmarks.history import time_histories

    return time_histories()


def _history_memory() -> Comparison:
    from benchmarks.history import weigh_histories

    return weigh_histories()


def _load() -> Comparison:
    from benchmarks.load import time_load

    return time_load()


def _table() -> list[Comparison]:
    from benchmarks.table import time_table

    return time_table()


def _registry() -> Comparison:
    from benchmarks.registry import time_registry

    return time_registry()


def _lock() -> Comparison:
    from benchmarks.locks import time_pairs

    return time_pairs()


def _handover() -> Comparison:
    from benchmarks.locks import time_handovers

    return time_handovers()


def _race() -> Comparison:
    from benchmarks.lock_race import time_race

    return time_race()


def _diff() -> Comparison:
    from benchmarks.diff import time_diffs

    return time_diffs()


def _status() -> list[Comparison]:
    from benchmarks.status import time_status

    return time_status()


ON_A_SERVER: dict[str, Callable[[str], Comparison]] = {
    "snapshot": _snapshot,
    "memory": _memory,
    "get": _get,
    "watch-large": _watch_large,
    "watch": _watch,
}
"""Measurements that read the 100,000 keys."""

ALONE: dict[str, Callable[[], Comparison | list[Comparison]]] = {
    "load": _load,
    "table": _table,
    "registry": _registry,
    "lock": _lock,
    "handover": _handover,
    "race": _race,
    "history": _history,
    "history-memory": _history_memory,
    "diff": _diff,
    "status": _status,
}


def main(arguments: list[str]) -> int:
    """Run the measurements named, or all."""
    names = [*ON_A_SERVER, *ALONE]
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description="Measurements side by side, in one run."
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one of {', '.join(names)}; none for all")
    chosen = parser.parse_args(arguments).names or names
    if unknown := [name for name in chosen if name not in names]:
        parser.error(f"no measurement is called {', '.join(unknown)}; there are {', '.join(names)}")
    about = surroundings(_etcd_version())
    _say(f"{about['cpu']}, {about['cores']} cores, load {about['load']:.1f}")
    _say(f"Python {about['python']}, etcd {about['etcd']}")
    _say(", ".join(f"{package} {version}" for package, version in about["packages"].items()))
    comparisons: list[Comparison] = []
    with ExitStack() as stack:
        endpoint = stack.enter_context(filled_server()) if set(chosen) & set(ON_A_SERVER) else ""
        for name in chosen:
            made = ON_A_SERVER[name](endpoint) if name in ON_A_SERVER else ALONE[name]()
            progress("")
            for comparison in made if isinstance(made, list) else [made]:
                _say(f"\n{table(comparison)}")
                comparisons.append(comparison)
            write(RESULTS, about, comparisons)
    _say(f"\nwritten to {RESULTS}")
    return 0


def _etcd_version() -> str:
    import subprocess

    from yamtam_nb.sandbox.binary import find_etcd

    said = subprocess.run([str(find_etcd()), "--version"], capture_output=True, text=True, check=True).stdout
    return said.splitlines()[0].removeprefix("etcd Version: ")


def _say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
