"""What a function run by ``transact`` reads and writes through."""

from __future__ import annotations

from typing import NamedTuple

from yamtam_nb.client.client import Client
from yamtam_nb.errors import InvalidArgument
from yamtam_nb.keys import KeyRange, to_bytes
from yamtam_nb.model import Compare, DeleteOp, GetOp, GetResult, KeyValue, PutOp, TxnResult


class Seen(NamedTuple):
    """Keys as they were at one revision; None for those that were not there."""

    revision: int
    kvs: dict[bytes, KeyValue | None]


class Transaction:
    """One run: reads at one revision, writes that are kept back until ``commit``.

    Attributes:
        revision: the revision that is read, 0 before the first read.
        conflict: after a ``commit`` that failed, the keys that were read as they were at that moment.
    """

    def __init__(self, client: Client, seen: Seen | None = None, *, timeout: float | None = None) -> None:
        self._client = client
        self._timeout = timeout
        self._read: dict[bytes, KeyValue | None] = {}
        self._writes: dict[bytes, PutOp | DeleteOp] = {}
        # A run that failed has read, in the same request, what the next one will want.
        self._at_hand = seen.kvs if seen else {}
        self.revision = seen.revision if seen else 0
        self.conflict: Seen | None = None

    def get(self, key: str | bytes, default: bytes | None = None) -> bytes | None:
        """The value of a key, as this transaction sees it, with its own writes; ``default`` if it is not there."""
        name = to_bytes(key)
        write = self._writes.get(name)
        if write is not None:
            return write.value if isinstance(write, PutOp) else default
        kv = self.kv(name)
        return default if kv is None else kv.value

    def kv(self, key: str | bytes) -> KeyValue | None:
        """The key as it was before this transaction, with its revisions, or None."""
        name = to_bytes(key)
        if name not in self._read:
            self.fetch(name)
        return self._read[name]

    def fetch(self, *keys: str | bytes) -> None:
        """Read several keys in one request, for ``get`` to find them."""
        wanted = [name for name in dict.fromkeys(to_bytes(key) for key in keys) if name not in self._read]
        for name in wanted:
            if name in self._at_hand:
                self._read[name] = self._at_hand[name]
        missing = [name for name in wanted if name not in self._read]
        if not missing:
            return
        reads = [GetOp(KeyRange.of(name), revision=self.revision) for name in missing]
        result = self._client.txn(success=reads, timeout=self._timeout)
        self.revision = self.revision or result.revision
        self._read.update(_by_key(missing, result))

    def put(self, key: str | bytes, value: str | bytes, *, lease: int = 0) -> None:
        """Write a key, if the transaction succeeds."""
        name = self._writable(key)
        self._writes[name] = PutOp(name, to_bytes(value), lease=lease)

    def delete(self, key: str | bytes) -> None:
        """Delete a key, if the transaction succeeds."""
        name = self._writable(key)
        self._writes[name] = DeleteOp(KeyRange(name))

    def commit(self) -> bool:
        """Do the writes if nothing that they rest on has changed. Called by ``transact``."""
        if not self._writes:
            return True
        read = list(self._read)
        result = self._client.txn(
            self._conditions(),
            list(self._writes.values()),
            [GetOp(KeyRange.of(name)) for name in read],
            timeout=self._timeout,
        )
        if not result.succeeded:
            self.conflict = Seen(result.revision, _by_key(read, result))
        return result.succeeded

    def _conditions(self) -> list[Compare]:
        unchanged = [
            Compare.mod_revision(name, "==", kv.mod_revision if kv else 0) for name, kv in self._read.items()
        ]
        if self.revision:
            blind = self._writes.keys() - self._read.keys()
            unchanged += [Compare.mod_revision(name, "<", self.revision + 1) for name in sorted(blind)]
        return unchanged

    @staticmethod
    def _writable(key: str | bytes) -> bytes:
        name = to_bytes(key)
        if not name:
            raise InvalidArgument("The key is empty: name a key.")
        return name

    def __repr__(self) -> str:
        return (
            f"<Transaction at revision {self.revision}, {len(self._read)} read, {len(self._writes)} to write>"
        )


def _by_key(keys: list[bytes], result: TxnResult) -> dict[bytes, KeyValue | None]:
    found: dict[bytes, KeyValue | None] = {}
    for name, answer in zip(keys, result.responses, strict=True):
        found[name] = answer[0] if isinstance(answer, GetResult) and answer else None
    return found
