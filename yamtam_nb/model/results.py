"""Answers of the KV service."""

from __future__ import annotations

from collections.abc import Iterator
from typing import overload

from yamtam_nb.model.header import Header
from yamtam_nb.model.key_value import KeyValue


class GetResult:
    """Keys found by a range read: a sequence of :class:`KeyValue`, in the order asked for.

    Attributes:
        kvs: the keys, a list.
        header: who answered; ``revision`` is the short way to its revision.
        count: keys in the whole range, whatever ``limit`` cut off.
        more: whether ``limit`` cut some off.
    """

    __slots__ = ("count", "header", "kvs", "more")

    def __init__(self, kvs: list[KeyValue], header: Header, count: int, more: bool) -> None:
        self.kvs = kvs
        self.header = header
        self.count = count
        self.more = more

    @property
    def revision(self) -> int:
        """Store revision that the answer shows."""
        return self.header.revision

    def __len__(self) -> int:
        return len(self.kvs)

    def __iter__(self) -> Iterator[KeyValue]:
        return iter(self.kvs)

    def __bool__(self) -> bool:
        return bool(self.kvs)

    @overload
    def __getitem__(self, index: int) -> KeyValue: ...
    @overload
    def __getitem__(self, index: slice) -> list[KeyValue]: ...
    def __getitem__(self, index: int | slice) -> KeyValue | list[KeyValue]:
        return self.kvs[index]

    def __repr__(self) -> str:
        more = f" of {self.count}" if self.count != len(self.kvs) else ""
        return f"<GetResult {len(self.kvs)}{more} keys at revision {self.revision}>"


class PutResult:
    """A put that was applied: ``revision`` is the revision it made; ``prev_kv`` the key before, when asked for."""

    __slots__ = ("header", "prev_kv")

    def __init__(self, header: Header, prev_kv: KeyValue | None = None) -> None:
        self.header = header
        self.prev_kv = prev_kv

    @property
    def revision(self) -> int:
        """Revision made by this put."""
        return self.header.revision

    def __repr__(self) -> str:
        return f"<PutResult revision {self.revision}>"


class DeleteResult:
    """A delete that was applied: how many keys went, and which (``prev_kvs``) when asked for."""

    __slots__ = ("deleted", "header", "prev_kvs")

    def __init__(self, header: Header, deleted: int, prev_kvs: list[KeyValue] | None = None) -> None:
        self.header = header
        self.deleted = deleted
        self.prev_kvs = prev_kvs or []

    @property
    def revision(self) -> int:
        """Store revision after the delete; unchanged when nothing matched."""
        return self.header.revision

    def __repr__(self) -> str:
        return f"<DeleteResult {self.deleted} deleted, revision {self.revision}>"


class CompactResult:
    """A compaction that was accepted; revisions below the one asked for are gone."""

    __slots__ = ("header",)

    def __init__(self, header: Header) -> None:
        self.header = header

    @property
    def revision(self) -> int:
        """Store revision of the answer (not the one compacted to)."""
        return self.header.revision

    def __repr__(self) -> str:
        return f"<CompactResult at revision {self.revision}>"
