"""A bar for what takes a known time, in the output of the running cell; in a terminal a line at its start."""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Callable
from types import TracebackType
from typing import Any

from yamtam_nb.render import html as markup

PAUSE = 0.5
"""Seconds between two updates."""


class Elapsed:
    """Shows how much of a time has passed, and is empty again at the end.

    Args:
        what: what takes the time.
        seconds: how long it takes.
        say: prints a line, where no bar can be shown.
    """

    def __init__(self, what: str, seconds: float, say: Callable[[str], None]) -> None:
        self._what = what
        self._seconds = seconds
        self._say = say
        self._next = 0.0
        self._handle: Any = None

    def __call__(self, passed: float, note: str) -> None:
        """Take note of the seconds that passed, and show them with a word on what was done so far."""
        now = time.monotonic()
        if now < self._next:
            return
        if not _in_kernel():
            self._next = math.inf
            self._say(f"{self._what}: takes {self._seconds:.0f} s")
            return
        self._next = now + PAUSE
        text = f"{self._what}: {passed:.0f} of {self._seconds:.0f} s, {note}"
        bar = f'<progress value="{passed:.1f}" max="{self._seconds:g}"></progress> '
        self._show({"text/plain": text, "text/html": f"{bar}{markup.markup(text)}"})

    def __enter__(self) -> Elapsed:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._handle is not None:
            self._show({"text/plain": "", "text/html": ""})

    def _show(self, bundle: dict[str, str]) -> None:
        from IPython.display import display

        if self._handle is None:
            self._handle = display(bundle, raw=True, display_id=True)  # type: ignore[no-untyped-call]
        else:
            self._handle.update(bundle, raw=True)


def _in_kernel() -> bool:
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    return getattr(shell, "kernel", None) is not None
