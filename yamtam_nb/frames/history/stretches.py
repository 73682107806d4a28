"""Into which stretches a long replay is cut, so that several watches bring it together. Pure.

etcd feeds a watch that lags a thousand revisions at a time, ten times a second, and each time looks through all that
is left. Watches that lag together are fed in the same round and share that look: eight of them bring a history eight
times as fast, and cost etcd less in all.
"""

from __future__ import annotations

from typing import NamedTuple

MOST_WATCHES = 8
"""Watches that are open at the same time."""

ROUNDS = 8
"""Full responses that a stretch takes about. The last one reaches beyond its end, so fewer would be a waste."""

LARGEST = 64 << 20
"""Bytes that may wait here in the watches that are not yet read."""


class Cut(NamedTuple):
    """Stretches of revisions.

    Attributes:
        ends: the last revision of each.
        watches: how many of them are under way at the same time.
    """

    ends: list[int]
    watches: int


def cut(at: int, end: int, span: int, size: int) -> Cut:
    """Cut the revisions in ``(at, end]``, knowing the first full response of a watch.

    Args:
        at: how far that response went.
        end: the last revision wanted.
        span: revisions of the store that it covered.
        size: its bytes.
    """
    stretch = span * ROUNDS
    watches = min(MOST_WATCHES, LARGEST // max(size * ROUNDS, 1))
    if watches < 2 or end - at <= stretch:
        return Cut([end], 1)
    return Cut([*range(at + stretch, end, stretch), end], watches)
