"""Which server versions have a bug that a careful client must know of."""

from __future__ import annotations

import re

Release = tuple[int, int, int]


def release(version: str) -> Release:
    """``3.5.1`` as numbers; what cannot be read counts as the newest of all.

    >>> release("3.6.0-rc.1")
    (3, 6, 0)
    """
    found = re.match(r"(\d+)\.(\d+)\.(\d+)", version)
    return (int(found[1]), int(found[2]), int(found[3])) if found else (99, 0, 0)


def defragmentation_can_lose_data(version: str) -> bool:
    """3.5.0 to 3.5.5: a crash while defragmenting leaves the member at another revision (etcd #14685)."""
    return (3, 5, 0) <= release(version) < (3, 5, 6)


def update_promotes_learners(version: str) -> bool:
    """Before 3.5.31, and in 3.6 before 3.6.12: updating a learner's addresses gives it a vote."""
    return release(version) < (3, 5, 31) or (3, 6, 0) <= release(version) < (3, 6, 12)
