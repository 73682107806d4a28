"""The root of the tree."""

from __future__ import annotations


class YamtamError(Exception):
    """Root of every error raised on purpose by this package.

    IPython shows it as one short message instead of a traceback; the exception itself stays a
    normal one: it can be caught, and a notebook run fails on it.
    """

    def _render_traceback_(self) -> list[str]:
        """Lines that IPython shows in place of a traceback."""
        lines = [f"{type(self).__name__}: {self}"]
        lines.extend(getattr(self, "__notes__", ()))
        return lines
