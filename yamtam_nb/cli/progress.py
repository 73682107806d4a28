"""Progress on the terminal: one line that is drawn over where there is a terminal, one line a step where not."""

from __future__ import annotations

import shutil
import sys
from types import TracebackType
from typing import TextIO

_BAR = 24


class Progress:
    """A bar with a caption. Leaves the terminal clean behind it.

    Example:
        >>> with Progress() as progress:
        ...     progress.show(0.5, "cell 3/6  Read it back")
    """

    def __init__(self, stream: TextIO | None = None) -> None:
        self._stream = stream or sys.stdout
        self._drawn_over = self._stream.isatty()
        self._last = ""

    def show(self, done: float, caption: str) -> None:
        """Show the part that is done (0 to 1) and what is being done."""
        if caption == self._last and not self._drawn_over:
            return
        self._last = caption
        if self._drawn_over:
            self._stream.write("\r\x1b[K" + self._line(done, caption))
        else:
            self._stream.write(f"  {caption}\n")
        self._stream.flush()

    def close(self) -> None:
        """Wipe the line."""
        if self._drawn_over and self._last:
            self._stream.write("\r\x1b[K")
            self._stream.flush()
        self._last = ""

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<Progress {self._last!r}>"

    def _line(self, done: float, caption: str) -> str:
        full = round(_BAR * min(max(done, 0.0), 1.0))
        width = shutil.get_terminal_size().columns
        return f"  [{'#' * full}{'.' * (_BAR - full)}] {caption}"[: width - 1]
