"""One page of a large read, by columns."""

from __future__ import annotations

from typing import NamedTuple


class Page(NamedTuple):
    """A slice of a key range, one list per column: what frames are built from.

    The lists have equal length and are ordered by key. All pages of one read show the same revision.

    Attributes:
        revision: the revision that the read is pinned to.
        count: keys in the whole range at that revision, this page and the others together.
    """

    revision: int
    count: int
    keys: list[bytes]
    values: list[bytes]
    create_revisions: list[int]
    mod_revisions: list[int]
    versions: list[int]
    leases: list[int]
