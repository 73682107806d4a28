"""Spans and points of time as a static picture writes them; the page's script has the same words. Pure."""

from __future__ import annotations

from datetime import datetime, timezone
from math import ceil

OVERDUE = 2500
"""Milliseconds after which etcd has surely deleted a lease that was not renewed, if it has a leader."""


def span(seconds: float) -> str:
    """A span in one unit: ``8 s``, ``5 min``, ``3 h``.

    >>> span(8.0), span(99), span(300), span(-1)
    ('8 s', '99 s', '5 min', '0 s')
    """
    whole = max(0, int(seconds))
    if whole < 100:
        return f"{whole} s"
    if whole < 6000:
        return f"{whole // 60} min"
    return f"{whole // 3600} h"


def left(milliseconds: float, granted: int) -> str:
    """What is left of a lease, e.g. ``8 s of 10 s``.

    When nothing is left, it is ``due``; and if it is still there some time after that, it has been renewed without
    anybody looking, so that nobody knows.

    >>> left(7200, 10), left(-5, 10), left(-3000, 10)
    ('8 s of 10 s', 'due', '? of 10 s')
    """
    seconds = ceil(milliseconds / 1000)
    if seconds > 0:
        return f"{span(seconds)} of {span(granted)}"
    return "due" if milliseconds > -OVERDUE else f"? of {span(granted)}"


def moment(milliseconds: float) -> str:
    """A point of time, given in milliseconds since 1970, e.g. ``2026-11-23T01:45:14Z``."""
    return datetime.fromtimestamp(milliseconds / 1000, tz=timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
