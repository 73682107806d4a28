"""The parts of a transaction: comparisons, operations and the answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from yamtam_nb.keys import KeyRange, to_bytes
from yamtam_nb.model.header import Header
from yamtam_nb.model.results import DeleteResult, GetResult, PutResult

Target = Literal["version", "create_revision", "mod_revision", "value", "lease"]
Relation = Literal["==", "!=", ">", "<"]


@dataclass(frozen=True)
class Compare:
    """A condition on a key, or on every key of a range.

    Build it with the class methods; the relation is one of ``==  !=  >  <``.

    Example:
        >>> Compare.mod_revision("/a", "==", 42)
        Compare(range=KeyRange(key=b'/a', range_end=b''), target='mod_revision', relation='==', operand=42)
    """

    range: KeyRange
    target: Target
    relation: Relation
    operand: int | bytes

    @classmethod
    def version(cls, key: str | bytes, relation: Relation, version: int, *, prefix: bool = False) -> Compare:
        """Puts since creation; 0 for a key that is not there."""
        return cls(KeyRange.of(key, prefix=prefix), "version", relation, version)

    @classmethod
    def create_revision(
        cls, key: str | bytes, relation: Relation, revision: int, *, prefix: bool = False
    ) -> Compare:
        """Revision of the creation; 0 for a key that is not there."""
        return cls(KeyRange.of(key, prefix=prefix), "create_revision", relation, revision)

    @classmethod
    def mod_revision(
        cls, key: str | bytes, relation: Relation, revision: int, *, prefix: bool = False
    ) -> Compare:
        """Revision of the last put; 0 for a key that is not there."""
        return cls(KeyRange.of(key, prefix=prefix), "mod_revision", relation, revision)

    @classmethod
    def value(
        cls, key: str | bytes, relation: Relation, value: str | bytes, *, prefix: bool = False
    ) -> Compare:
        """The value, as bytes. False for a key that is not there."""
        return cls(KeyRange.of(key, prefix=prefix), "value", relation, to_bytes(value))

    @classmethod
    def lease(cls, key: str | bytes, relation: Relation, lease: int, *, prefix: bool = False) -> Compare:
        """The lease that the key is bound to, 0 for none."""
        return cls(KeyRange.of(key, prefix=prefix), "lease", relation, lease)


SortTarget = Literal["key", "version", "create", "mod", "value"]
SortOrder = Literal["none", "ascend", "descend"]


@dataclass(frozen=True)
class GetOp:
    """A range read inside a transaction; the fields are those of ``client.get``."""

    range: KeyRange
    limit: int = 0
    revision: int = 0
    sort_order: SortOrder = "none"
    sort_target: SortTarget = "key"
    serializable: bool = False
    keys_only: bool = False
    count_only: bool = False
    min_mod_revision: int = 0
    max_mod_revision: int = 0
    min_create_revision: int = 0
    max_create_revision: int = 0


@dataclass(frozen=True)
class PutOp:
    """A put inside a transaction; the fields are those of ``client.put``."""

    key: bytes
    value: bytes = b""
    lease: int = 0
    prev_kv: bool = False
    ignore_value: bool = False
    ignore_lease: bool = False


@dataclass(frozen=True)
class DeleteOp:
    """A range delete inside a transaction."""

    range: KeyRange
    prev_kv: bool = False


@dataclass(frozen=True)
class TxnOp:
    """A transaction nested inside another."""

    compare: tuple[Compare, ...] = ()
    success: tuple[Op, ...] = ()
    failure: tuple[Op, ...] = ()


Op: TypeAlias = GetOp | PutOp | DeleteOp | TxnOp


@dataclass(frozen=True, repr=False)
class TxnResult:
    """Answer of a transaction.

    Attributes:
        succeeded: True when the comparisons held and ``success`` ran, False when ``failure`` did.
        responses: one result per operation, in order: GetResult, PutResult, DeleteResult or (nested) TxnResult.
        header: who answered; ``revision`` is the revision after the transaction.
    """

    succeeded: bool
    responses: list[GetResult | PutResult | DeleteResult | TxnResult] = field(default_factory=list)
    header: Header = field(default_factory=Header)

    @property
    def revision(self) -> int:
        """Store revision after the transaction."""
        return self.header.revision

    def __bool__(self) -> bool:
        return self.succeeded

    def __repr__(self) -> str:
        which, count = "success" if self.succeeded else "failure", len(self.responses)
        return f"<TxnResult {which}, {count} operation{'' if count == 1 else 's'}, revision {self.revision}>"
