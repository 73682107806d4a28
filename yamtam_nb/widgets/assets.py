"""The script and the style sheet of the live table, as the page is sent them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_STATIC = Path(__file__).parent / "static"


@cache
def script() -> str:
    """One ES module: the files of ``static/`` joined in the order of their names.

    A widget is loaded as a single module; joining plain files keeps them small without a build step.
    """
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(_STATIC.glob("*.js")))


@cache
def style() -> str:
    """The style sheet."""
    return (_STATIC / "table.css").read_text(encoding="utf-8")
