"""One key's change: what it was seen as, and what it shall be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from yamtam_nb.keys import KeyRange
from yamtam_nb.model import Compare, DeleteOp, KeyValue, PutOp
from yamtam_nb.values import show_key

OpName = Literal["create", "update", "delete"]


@dataclass(frozen=True, repr=False)
class Step:
    """The change of one key. It is written only if the key still is as it was seen.

    Attributes:
        key: the key.
        before: the key as the plan saw it; None when it was not there.
        value: the value that it shall have; None to delete it.
        lease: the lease that it shall be bound to, 0 for none.
    """

    key: bytes
    before: KeyValue | None
    value: bytes | None
    lease: int = 0

    @property
    def op(self) -> OpName:
        """``create``, ``update`` or ``delete``."""
        if self.value is None:
            return "delete"
        return "create" if self.before is None else "update"

    @property
    def guard(self) -> int:
        """The ``mod_revision`` that the key must still have; 0 when it must not be there."""
        return self.before.mod_revision if self.before else 0

    @property
    def old_lease(self) -> int:
        """The lease that the key was seen on, 0 for none."""
        return self.before.lease if self.before else 0

    def compare(self) -> Compare:
        """The guard as a condition of a transaction."""
        return Compare.mod_revision(self.key, "==", self.guard)

    def operation(self) -> PutOp | DeleteOp:
        """The write.

        A lease that stays is kept by ``ignore_lease``, not named: a plain put that names one needs the permission to
        write every key that is bound to it, and a transaction may one day need it too. The guard makes sure that it is
        the lease which was seen.
        """
        if self.value is None:
            return DeleteOp(KeyRange(self.key))
        if self.lease and self.lease == self.old_lease:
            return PutOp(self.key, self.value, ignore_lease=True)
        return PutOp(self.key, self.value, lease=self.lease)

    def as_seen(self, now: KeyValue | None) -> bool:
        """Whether the key still is as the plan saw it."""
        return (now.mod_revision if now else 0) == self.guard

    def as_wanted(self, now: KeyValue | None) -> bool:
        """Whether the key is as the plan wants it: value and lease, or not there."""
        if now is None or self.value is None:
            return now is None and self.value is None
        return (now.value, now.lease) == (self.value, self.lease)

    def __repr__(self) -> str:
        return f"<Step {self.op} {show_key(self.key)}>"
