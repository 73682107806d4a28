"""One output of the running cell that is replaced while something goes on."""

from __future__ import annotations

import sys
from typing import Any


class Output:
    """Appears with the first ``show`` and is replaced by the next ones."""

    def __init__(self) -> None:
        self._handle: Any = None

    @property
    def shown(self) -> bool:
        """Whether it has appeared."""
        return self._handle is not None

    def show(self, text: str, html: str | None = None) -> None:
        """Show this instead of what was there.

        Args:
            text: plain text.
            html: the same as HTML, already escaped; a front end shows the text where there is none.
        """
        from IPython.display import display

        bundle = {"text/plain": text} if html is None else {"text/plain": text, "text/html": html}
        if self._handle is None:
            self._handle = display(bundle, raw=True, display_id=True)  # type: ignore[no-untyped-call]
        else:
            self._handle.update(bundle, raw=True)

    def clear(self) -> None:
        """Leave it empty, if it has appeared."""
        if self.shown:
            self.show("", "")


def in_kernel() -> bool:
    """Whether this process is a Jupyter kernel, whose outputs can be replaced."""
    # Looked up, not imported: a program without IPython must not load it for a progress bar.
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    return getattr(shell, "kernel", None) is not None
