"""One page of a large read, by columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class Page(NamedTuple):
    """A slice of a key range, one sequence per column: what stores and frames are built from.

    The columns have equal length and are ordered by key. All pages of one read show the same revision.

    Attributes:
        revision: the revision that the read is pinned to.
        count: keys in the whole range at that revision, this page and the others together.
        keys, values: bytes; the values are empty when only keys were asked for.
        create_revisions, mod_revisions, versions, leases: whole numbers, in sequences that
            ``numpy.asarray`` takes without making an ``int`` of each where protobuf allows it.
        cluster_id: ID of the cluster that was read.
    """

    revision: int
    count: int  # type: ignore[assignment]  # tuples have a method of that name, which nobody misses here
    keys: list[bytes]
    values: list[bytes]
    create_revisions: Sequence[int]
    mod_revisions: Sequence[int]
    versions: Sequence[int]
    leases: Sequence[int]
    cluster_id: int = 0


class TextPage(NamedTuple):
    """A :class:`Page` whose keys and values are ``str`` where they are UTF-8, and ``bytes`` where they are not.

    For readers who want text anyway: the bytes are never made, which halves the time and the memory.
    """

    revision: int
    count: int  # type: ignore[assignment]  # tuples have a method of that name, which nobody misses here
    keys: list[str | bytes]
    values: list[str | bytes]
    create_revisions: Sequence[int]
    mod_revisions: Sequence[int]
    versions: Sequence[int]
    leases: Sequence[int]
    cluster_id: int = 0
