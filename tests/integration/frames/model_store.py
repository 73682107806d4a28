"""A store kept in memory beside a real one: what etcd should say of each revision, worked out independently."""

from __future__ import annotations

import random
from collections.abc import Iterable

from yamtam_nb.client.client import Client
from yamtam_nb.keys import KeyRange
from yamtam_nb.model import DeleteOp, KeyValue, Op, PutOp

State = dict[bytes, KeyValue]


class ModelStore:
    """Sends each write to etcd and does it here, too.

    Attributes:
        states: revision -> every key at it.
        oldest: the last revision compacted at.
    """

    def __init__(self, client: Client) -> None:
        self._client = client
        self.revision = client.get(b"\0", from_key=True, count_only=True).revision
        self.oldest = 1
        self.states: dict[int, State] = {revision: {} for revision in range(1, self.revision + 1)}

    @property
    def now(self) -> State:
        """The present state."""
        return self.states[self.revision]

    def put(self, key: bytes, value: bytes, lease: int = 0) -> None:
        self._apply(self._client.put(key, value, lease=lease).revision, {key: (value, lease)}, ())

    def delete(self, key: bytes) -> None:
        self._apply(self._client.delete(key).revision, {}, [key])

    def delete_prefix(self, prefix: bytes) -> None:
        self._apply(self._client.delete(prefix, prefix=True).revision, {}, self._under(prefix))

    def txn(self, puts: dict[bytes, bytes], deletes: Iterable[bytes]) -> None:
        gone = [key for key in deletes if key not in puts]
        ops: list[Op] = [
            *(PutOp(key, value) for key, value in puts.items()),
            *(DeleteOp(KeyRange.of(key)) for key in gone),
        ]
        revision = self._client.txn(success=ops).revision
        self._apply(revision, {key: (value, 0) for key, value in puts.items()}, gone)

    def revoke(self, lease: int) -> None:
        self._client.lease.revoke(lease)
        self.lease_ended(lease)

    def lease_ended(self, lease: int) -> None:
        """All its keys go in one revision."""
        gone = [key for key, kv in self.now.items() if kv.lease == lease]
        self._apply(self.revision + bool(gone), {}, gone)

    def compact(self, revision: int) -> None:
        self._client.compact(revision)
        self.oldest = revision

    def at(self, revision: int, prefix: bytes) -> list[KeyValue]:
        """What a read of a prefix gives at a revision."""
        return [kv for key, kv in sorted(self.states[revision].items()) if key.startswith(prefix)]

    def _under(self, prefix: bytes) -> list[bytes]:
        return [key for key in self.now if key.startswith(prefix)]

    def _apply(self, revision: int, puts: dict[bytes, tuple[bytes, int]], gone: Iterable[bytes]) -> None:
        state = dict(self.now)
        changed = bool(puts)
        for key in gone:
            changed = state.pop(key, None) is not None or changed
        assert revision == self.revision + changed
        for key, (value, lease) in puts.items():
            before = state.get(key)
            created, version = (before.create_revision, before.version) if before else (revision, 0)
            state[key] = KeyValue(key, value, created, revision, version + 1, lease)
        self.revision = revision
        self.states[revision] = state


def values(chance: random.Random) -> bytes:
    """A value: text, JSON, bytes that are no UTF-8, or nothing."""
    number = chance.randrange(1_000)
    return chance.choice(
        [b"%d" % number, b'{"n": %d}' % number, b"\xff\x00%d" % number, "grün".encode(), b""]
    )
