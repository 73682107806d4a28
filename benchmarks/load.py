"""What ``%load_ext yamtam_nb`` adds to the start of IPython."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable

from benchmarks.figures import Comparison, interleave
from benchmarks.report import progress

ROUNDS = 21


def time_load() -> Comparison:
    """Whole processes in turns: IPython that does nothing, and IPython that loads the extension."""
    with tempfile.TemporaryDirectory() as folder:
        series = interleave(
            {
                "ipython": _start("pass", folder),
                "ipython, %load_ext yamtam_nb": _start("%load_ext yamtam_nb", folder),
            },
            ROUNDS,
            on_round=lambda number: progress(f"load: round {number} of {ROUNDS}"),
        )
    comparison = Comparison("Start of IPython", series, target="%load_ext adds <= 60 ms")
    if all(each.runs for each in series):
        added = series[1].median - series[0].median
        comparison.notes.append(f"%load_ext adds {added * 1e3:.0f} ms (difference of the medians)")
    return comparison


def _start(code: str, folder: str) -> Callable[[], float]:
    command = [sys.executable, "-m", "IPython", "--no-banner", "--colors=NoColor", "-c", code]
    environment = {**os.environ, "IPYTHONDIR": folder}

    def run() -> float:
        started = time.perf_counter()
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)
        took = time.perf_counter() - started
        # IPython -c exits 0 even when the code fails.
        if done.returncode or done.stdout or done.stderr:
            raise RuntimeError((done.stderr or done.stdout).strip().splitlines()[-1])
        return took

    return run
