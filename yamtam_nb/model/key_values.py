"""Many keys with their values and revisions, held by columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import repeat
from operator import eq
from typing import Any, SupportsIndex, overload

from yamtam_nb.model.key_value import KeyValue

_new: Any = tuple.__new__  # a NamedTuple's own constructor costs twice as much


class KeyValues(Sequence[KeyValue]):
    """A sequence that makes each :class:`KeyValue` when it is asked for, and keeps none.

    Equal to a list of the same keys. Not to be changed.

    Attributes:
        keys, values: bytes.
        create_revisions, mod_revisions, versions, leases: whole numbers.
    """

    __slots__ = ("create_revisions", "keys", "leases", "mod_revisions", "values", "versions")

    def __init__(
        self,
        keys: Sequence[bytes],
        values: Sequence[bytes],
        create_revisions: Sequence[int],
        mod_revisions: Sequence[int],
        versions: Sequence[int],
        leases: Sequence[int],
    ) -> None:
        self.keys = keys
        self.values = values
        self.create_revisions = create_revisions
        self.mod_revisions = mod_revisions
        self.versions = versions
        self.leases = leases

    @classmethod
    def of(cls, kvs: Sequence[KeyValue]) -> KeyValues:
        """The columns of a sequence; those of ``KeyValues`` are itself."""
        if isinstance(kvs, KeyValues):
            return kvs
        columns = [list(column) for column in zip(*kvs, strict=True)] or [[] for _ in KeyValue._fields]
        return cls(*columns)

    @property
    def columns(self) -> tuple[Sequence[Any], ...]:
        """All six, in the order of the fields of ``KeyValue``."""
        return (
            self.keys,
            self.values,
            self.create_revisions,
            self.mod_revisions,
            self.versions,
            self.leases,
        )

    def __len__(self) -> int:
        return len(self.keys)

    @overload
    def __getitem__(self, index: SupportsIndex) -> KeyValue: ...

    @overload
    def __getitem__(self, index: slice) -> KeyValues: ...

    def __getitem__(self, index: Any) -> KeyValue | KeyValues:
        cells: list[Any] = [column[index] for column in self.columns]
        return KeyValues(*cells) if isinstance(index, slice) else KeyValue(*cells)

    def __iter__(self) -> Iterator[KeyValue]:
        return map(_new, repeat(KeyValue), zip(*self.columns, strict=True))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, (KeyValues, list)):
            return NotImplemented
        return len(self) == len(other) and all(map(eq, self, other))

    __hash__ = None  # type: ignore[assignment]  # as lists have none

    def __repr__(self) -> str:
        return f"<KeyValues {len(self):,}>"
