"""Figures as a table, and as a file."""

from __future__ import annotations

import json
import os
import platform
import sys
import time
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from benchmarks.figures import Comparison, Series

_SHOWN = ("yamtam-nb", "grpcio", "protobuf", "pandas", "numpy", "ipython")
_WIDEST_ERROR = 90
_LOG_PAUSE = 5.0
_log = {"next": 0.0}


def progress(text: str) -> None:
    """Replace the progress line; with empty text, take it away. In a log, a line every few seconds."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\x1b[K{text}")
        sys.stderr.flush()
    elif text and time.monotonic() >= _log["next"]:
        _log["next"] = time.monotonic() + _LOG_PAUSE
        sys.stderr.write(f"{text}\n")


def surroundings(etcd: str) -> dict[str, Any]:
    """The machine and the versions that the figures belong to."""
    packages = {name: _version(name) for name in _SHOWN}
    return {
        "cpu": _cpu(),
        "cores": os.cpu_count(),
        "load": os.getloadavg()[0],
        "system": platform.platform(),
        "python": platform.python_version(),
        "etcd": etcd,
        "packages": packages,
    }


def table(comparison: Comparison) -> str:
    """One comparison for reading."""
    rows = [_row(series, comparison.base) for series in comparison.series]
    if rows:
        rows.insert(0, ("", "median", "min .. max", "ratio"))
    widths = [max((len(row[column]) for row in rows if len(row) > 2), default=0) for column in range(4)]
    widths[0] = max((len(row[0]) for row in rows), default=0)
    lines = [comparison.title, "-" * len(comparison.title)]
    for head, *cells in rows:
        # The words of an error take the place of all the numbers.
        shown = cells if len(cells) == 1 else [c.rjust(w) for c, w in zip(cells, widths[1:], strict=True)]
        lines.append("  ".join([head.ljust(widths[0]), *shown]))
    lines.extend([f"target: {comparison.target}"] if comparison.target else [])
    lines.extend(comparison.notes)
    lines.extend(f"{series.name}: {series.note}" for series in comparison.series if series.note)
    return "\n".join(lines)


def write(path: Path, about: dict[str, Any], comparisons: list[Comparison]) -> None:
    """All figures as JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        json.dumps({**about, "comparisons": [each.as_json() for each in comparisons]}, indent=2) + "\n"
    )


def _row(series: Series, base: Series | None) -> tuple[str, ...]:
    if not series.runs:
        error = series.error if len(series.error) <= _WIDEST_ERROR else f"{series.error[:_WIDEST_ERROR]}..."
        return (series.name, f"failed: {error}")
    span = f"{_quantity(min(series.runs), series.unit)} .. {_quantity(max(series.runs), series.unit)}"
    ratio = f"{series.over(base):.2f}" if base is not None and base.runs else ""
    return (series.name, _quantity(series.median, series.unit), span, ratio)


def _quantity(value: float, unit: str) -> str:
    if unit != "s":
        return f"{value:,.0f} {unit}"
    if value < 0.01:
        return f"{value * 1e6:,.0f} us"
    return f"{value * 1e3:,.0f} ms"


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"


def _cpu() -> str:
    info = Path("/proc/cpuinfo")
    if info.exists():
        for line in info.read_text().splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()
