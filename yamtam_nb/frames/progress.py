"""A progress bar for what takes more than a second, in a Jupyter kernel."""

from __future__ import annotations

import sys
import time
from typing import Any

PATIENCE = 1.0
"""Seconds before a bar appears: most reads are over by then, and leave nothing behind."""

PAUSE = 0.2
"""Seconds between two updates."""


class ReadProgress:
    """Shows how far a read (or a write) has come, in the output of the running cell.

    Outside a Jupyter kernel it shows nothing. Call it with the keys read and the keys in all.

    Args:
        what: what is counted.
        done: what is done to it.
    """

    def __init__(self, what: str = "keys", *, done: str = "read") -> None:
        self._what = what
        self._done = done
        self._started = time.monotonic()
        self._next = self._started + PATIENCE
        self._handle: Any = None

    def __call__(self, read: int, total: int) -> None:
        """Take note of the progress, and show it when it is time."""
        now = time.monotonic()
        if self._handle is not None and read >= total:
            self._show({"text/plain": f"{read:,} {self._what} {self._done} in {now - self._started:.1f} s"})
        elif now >= self._next and read < total and _in_kernel():
            self._next = now + PAUSE
            text = f"{read:,} of {total:,} {self._what} {self._done}"
            bar = f'<progress value="{read}" max="{total}"></progress>'
            self._show({"text/plain": text, "text/html": f"{bar} {text}"})

    def _show(self, bundle: dict[str, str]) -> None:
        from IPython.display import display

        if self._handle is None:
            self._handle = display(bundle, raw=True, display_id=True)  # type: ignore[no-untyped-call]
        else:
            self._handle.update(bundle, raw=True)


def _in_kernel() -> bool:
    # Looked up, not imported: a program without IPython must not load it for a progress bar.
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    return getattr(shell, "kernel", None) is not None
