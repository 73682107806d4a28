"""Bars for what takes more than a second, in the output of the running cell."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from types import TracebackType

from yamtam_nb.frames.output import Output, in_kernel
from yamtam_nb.render import html as markup

PATIENCE = 1.0
"""Seconds before a bar appears: most reads are over by then, and leave nothing behind."""

PAUSE = 0.2
"""Seconds between two updates."""

TICK = 0.5
"""The same where it is time that passes."""


class ReadProgress:
    """Shows how far a read (or a write) has come.

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
        self._output = Output()

    def __call__(self, read: int, total: int) -> None:
        """Take note of the progress, and show it when it is time."""
        now = time.monotonic()
        if self._output.shown and read >= total:
            self._output.show(f"{read:,} {self._what} {self._done} in {now - self._started:.1f} s")
        elif now >= self._next and read < total and in_kernel():
            self._next = now + PAUSE
            self._output.show(*_bar(f"{read:,} of {total:,} {self._what} {self._done}", read, total))


class TimeProgress:
    """Shows how much of a known time has passed, and is empty again at the end; in a terminal, a line at its start.

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
        self._output = Output()

    def __call__(self, passed: float, note: str) -> None:
        """Take note of the seconds that passed, and show them with a word on what was done so far."""
        now = time.monotonic()
        if now < self._next:
            return
        if not in_kernel():
            self._next = math.inf
            self._say(f"{self._what}: takes {self._seconds:.0f} s")
            return
        self._next = now + TICK
        text = f"{self._what}: {passed:.0f} of {self._seconds:.0f} s, {note}"
        self._output.show(*_bar(text, round(passed, 1), self._seconds))

    def __enter__(self) -> TimeProgress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._output.clear()


def _bar(text: str, done: float, total: float) -> tuple[str, str]:
    """The same as text and as HTML, with the bar in front of it."""
    return text, f'<progress value="{done}" max="{total}"></progress> {markup.markup(text)}'
