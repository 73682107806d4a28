"""The states that a history passes through, made from its changes without asking anybody."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from yamtam_nb.frames.columns import Columns
from yamtam_nb.frames.history.replay import Replay

Numbers = NDArray[np.int64]
Objects = NDArray[np.object_]


class States:
    """Changes as arrays, and the state at any of their revisions.

    Attributes:
        revision, name, before, version, create_revision, lease, life: arrays of int64, as in :class:`Changes`.
        new, names: the same, as arrays of objects.
    """

    def __init__(self, replay: Replay) -> None:
        changes = replay.changes
        self._replay = replay
        self.revision = _numbers(changes.revision)
        self.name = _numbers(changes.name)
        self.before = _numbers(changes.before)
        self.version = _numbers(changes.version)
        self.create_revision = _numbers(changes.create_revision)
        self.lease = _numbers(changes.lease)
        self.life = _numbers(changes.life)
        self.new = _objects(changes.new)
        self.names = _objects(changes.names)

    def upto(self, revision: int) -> int:
        """Number of changes up to a revision and including it."""
        return int(np.searchsorted(self.revision, revision, side="right"))

    def at(self, revision: int) -> Columns:
        """The state at a revision, which must be within the history."""
        upto = self.upto(revision)
        last = np.full(len(self.names), -1, np.int64)
        last[self.name[:upto]] = np.arange(upto)  # of several rows of a key the last one stays
        rows = last[self._order]
        rows = rows[rows >= 0]
        rows = rows[self.version[rows] > 0]
        return Columns.of(
            revision,
            self._replay.cluster_id,
            self.names[self.name[rows]].tolist(),
            self.new[rows].tolist(),
            create_revision=self.create_revision[rows],
            mod_revision=self.revision[rows],
            version=self.version[rows],
            lease=self.lease[rows],
        )

    def old(self) -> Objects:
        """The values before each change; None where there was none, or it is not known any more."""
        old = self.new[self.before]
        old[self.before < 0] = None
        return old

    def op(self) -> Objects:
        """What each change was."""
        op = np.full(len(self.version), "update", object)
        op[self.version == 1] = "create"
        op[self.version == 0] = "delete"
        return op

    @cached_property
    def _order(self) -> Numbers:
        """The keys in the order of etcd, which is that of their bytes."""
        names = [name if isinstance(name, bytes) else name.encode() for name in self.names]
        return np.array(sorted(range(len(names)), key=names.__getitem__), np.int64)


def _numbers(column: object) -> Numbers:
    return np.array(column, np.int64)


def _objects(cells: list[str | bytes | None] | list[str | bytes]) -> Objects:
    array = np.empty(len(cells), object)
    array[:] = cells
    return array
