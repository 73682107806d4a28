"""Put-to-screen latency of a live table, measured by the program of that name in a browser."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from benchmarks.figures import Comparison
from benchmarks.report import progress

_PROGRAM = Path(__file__).with_name("table_latency.py")
_LONGEST = 600


def time_table() -> list[Comparison]:
    """Its figures as they are, for two ways of writing; needs JupyterLab, Playwright and a Chromium."""
    return [_time(10, "10 to a transaction"), _time(1, "each a put of its own")]


def _time(per_txn: int, how: str) -> Comparison:
    progress(f"table: a browser looks at a live table for about a minute (changes: {how})")
    done = subprocess.run(
        [sys.executable, str(_PROGRAM), f"--per-txn={per_txn}"],
        capture_output=True,
        text=True,
        timeout=_LONGEST,
        check=False,
    )
    return Comparison(
        f"Live table of 10,000 keys at 1,000 changes a second, {how}, as a browser shows it",
        [],
        target="put_to_screen_p95_ms <= 200",
        notes=_figures(done.stdout) or [f"failed: {_last_words(done.stderr)}"],
    )


def _figures(said: str) -> list[str]:
    try:
        found = json.loads(said)
    except ValueError:
        return []
    return [f"{name}: {value}" for name, value in found.items()]


def _last_words(said: str) -> str:
    lines = said.strip().splitlines()
    return lines[-1] if lines else "it ended without a word"
