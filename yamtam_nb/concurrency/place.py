"""A place in the queue of a lock or an election: one key bound to a lease, and what etcd says about it."""

from __future__ import annotations

from typing import NamedTuple

from yamtam_nb.client.client import Client
from yamtam_nb.concurrency.farewell import Parting
from yamtam_nb.concurrency.layout import contender_key, contends
from yamtam_nb.errors import Unavailable, YamtamError
from yamtam_nb.keys import KeyRange
from yamtam_nb.model import Compare, DeleteOp, GetOp, GetResult, KeyValue, PutOp, TxnResult
from yamtam_nb.model.txn import SortOrder


class Ahead(NamedTuple):
    """Who is next before a place, at one revision.

    Attributes:
        there: whether the place itself still exists.
        before: the contender right before it; None when it is the first.
        revision: the revision that shows that.
    """

    there: bool
    before: KeyValue | None
    revision: int


class Place:
    """The key ``<name>/<lease>``. Every method is one question to etcd (rarely two), and raises what the client raises.

    Attributes:
        key: the key.
        token: its create revision, 0 before ``join``. Whoever has the smallest one is first.
        value: what is written in it.
    """

    def __init__(self, client: Client, prefix: bytes, lease_id: int, value: bytes) -> None:
        self.client = client
        self.prefix = prefix
        self.lease_id = lease_id
        self.key = contender_key(prefix, lease_id)
        self.token = 0
        self.value = value

    def join(self, timeout: float) -> bool:
        """Create the key, or find it there already. Returns whether nobody is before it.

        The transaction is that of etcd's Go package. An answer that was lost does no harm: asked again, etcd finds
        the key and says in which revision it was created.
        """
        oldest = self._contenders("ascend", limit=1)
        result = self.client.txn(
            [Compare.create_revision(self.key, "==", 0)],
            [PutOp(self.key, self.value, lease=self.lease_id), oldest],
            [GetOp(KeyRange(self.key)), oldest],
            timeout=timeout,
        )
        if result.succeeded:
            self.token = result.revision
        else:
            mine = _got(result, 0)[0]
            self.token, self.value = mine.create_revision, mine.value
        return _got(result, 1)[0].key == self.key

    def ahead(self, timeout: float) -> Ahead:
        """Look at the place itself and at the one before it, both at one revision."""
        older = self._contenders("descend", limit=1, max_create_revision=self.token - 1)
        result = self.client.txn(success=[GetOp(KeyRange(self.key), keys_only=True), older], timeout=timeout)
        if result.revision < self.token:
            raise Unavailable(f"A member answered as of revision {result.revision}, before {self.token}.")
        mine, found = _got(result, 0), _got(result, 1)
        there = bool(mine) and mine[0].create_revision == self.token
        if not found or contends(found[0].key, self.prefix):
            return Ahead(there, found[0] if found else None, result.revision)
        # The key of a lock whose name goes on after a slash: look behind it.
        older = self._contenders("descend", max_create_revision=self.token - 1)
        result = self.client.txn(success=[older], timeout=timeout)
        before = next((kv for kv in _got(result, 0) if contends(kv.key, self.prefix)), None)
        return Ahead(there, before, result.revision)

    def is_mine(self) -> Compare:
        """The condition that holds for as long as the place exists."""
        return Compare.create_revision(self.key, "==", self.token)

    def verify(self, timeout: float | None) -> bool:
        """Whether it exists, linearizably."""
        return self.client.txn([self.is_mine()], timeout=timeout).succeeded

    def rewrite(self, value: bytes, timeout: float | None) -> bool:
        """Write another value, if it still exists; the lease and the place in the queue stay."""
        put = PutOp(self.key, value, lease=self.lease_id)
        written = self.client.txn([self.is_mine()], [put], timeout=timeout).succeeded
        if written:
            self.value = value
        return written

    def part(self, timeout: float) -> Parting:
        """Delete the key, if it is still this one. Before ``join`` has answered, the value tells whether it is."""
        mine = self.is_mine() if self.token else Compare.value(self.key, "==", self.value)
        try:
            result = self.client.txn([mine], [DeleteOp(KeyRange(self.key))], timeout=timeout)
        except YamtamError:
            return Parting.UNKNOWN
        return Parting.TAKEN if result.succeeded else Parting.GONE

    def _contenders(self, order: SortOrder, *, limit: int = 0, max_create_revision: int = 0) -> GetOp:
        return GetOp(
            KeyRange.of(self.prefix, prefix=True),
            limit=limit,
            sort_order=order,
            sort_target="create",
            keys_only=True,
            max_create_revision=max_create_revision,
        )

    def __repr__(self) -> str:
        return f"<Place {self.key!r} token {self.token}>"


def _got(result: TxnResult, index: int) -> GetResult:
    response = result.responses[index]
    assert isinstance(response, GetResult)  # noqa: S101 - the operation at that index is a read
    return response
