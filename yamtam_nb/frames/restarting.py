"""A large read that begins anew when the history is compacted under it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from yamtam_nb.errors import Compacted

T = TypeVar("T")

MOST_RESTARTS = 5
"""Times that a read is begun anew."""


def restarting(read: Callable[[], T], *, pinned: bool) -> T:
    """What ``read`` returns.

    Args:
        read: reads the present state in pages.
        pinned: it reads a revision that was asked for, which no other can replace.

    Raises:
        Compacted: the revision that was asked for is gone, or compactions do not let any read come to its end.
    """
    for _ in range(MOST_RESTARTS):
        try:
            return read()
        except Compacted:  # noqa: PERF203 - it begins anew
            if pinned:
                raise
    try:
        return read()
    except Compacted as error:
        raise _overtaken(error) from error


def _overtaken(error: Compacted) -> Compacted:
    return Compacted(
        f"The history was compacted {MOST_RESTARTS + 1} times while the prefix was being read: "
        "read a narrower prefix, or let etcd keep more history (--auto-compaction-retention).",
        method=error.method,
        endpoint=error.endpoint,
        code=error.code,
        detail=error.detail,
    )
