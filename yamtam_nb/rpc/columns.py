"""A Range answer read by columns: three times as fast as message by message, and what frames want.

``etcd.proto`` declares ``RangeColumns`` for the bytes of ``RangeResponse``: the parser itself merges the
rows into one list per field. protobuf leaves fields at their default off the wire (a key without a
lease, an empty value), so a column can be shorter than the others. An empty one is all defaults; one
that is neither empty nor full is read row by row.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from yamtam_nb.model import Page
from yamtam_nb.rpc import etcd_pb as pb
from yamtam_nb.rpc.methods import RANGE, Method


class RangeByColumns:
    """Answer to ``KV/Range``; ``header``, ``more`` and ``count`` are those of the message.

    Attributes:
        size: bytes that came over the wire.
    """

    __slots__ = ("_data", "_message", "_rows", "size")

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._message = pb.RangeColumns.FromString(data)
        self._rows: Any = None
        self.size = len(data)

    @classmethod
    def FromString(cls, data: bytes) -> RangeByColumns:  # noqa: N802 - the name that message classes have
        """Parse a serialized ``RangeResponse``."""
        return cls(data)

    @property
    def header(self) -> pb.ResponseHeader:
        """The answer's header."""
        return self._message.header

    @property
    def more(self) -> bool:
        """Whether ``limit`` cut keys off."""
        return self._message.more

    @property
    def count(self) -> int:
        """Keys in the range asked for, whatever ``limit`` cut off."""
        return self._message.count

    def __len__(self) -> int:
        return len(self._message.kvs.key)

    @property
    def last_key(self) -> bytes:
        """The last key of the answer, which must not be empty."""
        return self._message.kvs.key[-1]

    def page(self, revision: int, count: int) -> Page:
        """The keys as a page of a read of ``count`` keys that is pinned to ``revision``."""
        return Page(
            revision,
            count,
            list(self._message.kvs.key),
            list(self._column("value", b"")),
            self._column("create_revision", 0),
            self._column("mod_revision", 0),
            self._column("version", 0),
            self._column("lease", 0),
            self.header.cluster_id,
        )

    def _column(self, name: str, default: Any) -> Sequence[Any]:
        column: Sequence[Any] = getattr(self._message.kvs, name)
        if len(column) == len(self):
            return column
        if not column:
            return [default] * len(self)
        if self._rows is None:
            self._rows = pb.RangeResponse.FromString(self._data).kvs
        return [getattr(row, name) for row in self._rows]


RANGE_BY_COLUMNS = Method(RANGE.name, RANGE.request, RangeByColumns, RANGE.repeat)
"""``KV/Range`` again, with an answer that is read by columns."""
