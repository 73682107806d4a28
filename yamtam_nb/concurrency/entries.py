"""Who holds and who waits, as etcd shows it."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from itertools import groupby
from typing import NamedTuple

from yamtam_nb.client.client import Client
from yamtam_nb.concurrency.holder import Holder
from yamtam_nb.concurrency.layout import contends, name_in, prefix_of
from yamtam_nb.errors import EtcdError
from yamtam_nb.keys import to_bytes
from yamtam_nb.model import KeyValue
from yamtam_nb.values import show_key

_AT_ONCE = 8
"""Leases that are asked about at the same time."""


class LockEntry(NamedTuple):
    """One contender of a lock or an election.

    Attributes:
        name: the lock's name, for reading.
        position: 0 for the holder, 1 for the first that waits, and so on.
        key: its key.
        lease_id: its lease.
        token: create revision of its key: for the holder, the fencing token.
        ttl: whole seconds left of the lease, -1 when it is gone, None when it was not asked for or not told.
        granted_ttl: seconds that the lease was granted for, None likewise.
        value: what the key holds, bytes.
        holder: who it says it is; None for contenders that say nothing, such as ``etcdctl lock``.
    """

    name: str
    position: int
    key: bytes
    lease_id: int
    token: int
    ttl: int | None
    granted_ttl: int | None
    value: bytes
    holder: Holder | None

    @property
    def holds(self) -> bool:
        """Whether it is the holder."""
        return self.position == 0

    @property
    def since(self) -> datetime | None:
        """Since when it holds, or waits, by its own clock; None where it does not say.

        A holder that had to wait tells this a moment after it got the lock; until then it is when it joined.
        """
        if self.holder is None:
            return None
        return (self.holder.held_since if self.holds else None) or self.holder.since

    def __str__(self) -> str:
        who = str(self.holder) if self.holder else f"lease {self.lease_id:x}"
        return f"{'held by' if self.holds else f'waiting {self.position}:'} {who}"


def waiters(
    client: Client, name: str | bytes, *, ttl: bool = True, timeout: float | None = None
) -> list[LockEntry]:
    """The queue of a lock or an election: its holder first, then those who wait, in the order of their turns.

    Linearizable, at one revision; the TTLs are asked for right after that.

    Args:
        client: where.
        name: the lock's name.
        ttl: ask for the TTLs of the leases, too: one more request for each.
        timeout: seconds for each request, None for the client's.

    Raises:
        EtcdError: it could not be read.
    """
    prefix = prefix_of(name)
    found = client.get(prefix, prefix=True, timeout=timeout)
    entries = _queue([kv for kv in found if contends(kv.key, prefix)])
    return _with_ttl(client, entries, timeout) if ttl else entries


def locks(
    client: Client, prefix: str | bytes = b"", *, ttl: bool = True, timeout: float | None = None
) -> list[LockEntry]:
    """The queues of all locks and elections whose names begin with ``prefix``, by name and then by turn.

    A key counts if its last part is the lease that it is bound to, which is how locks and elections write theirs.
    All keys under the prefix are read, so give one where there is a lot else.

    Args, consistency and errors are those of :func:`waiters`.
    """
    found = client.get(to_bytes(prefix), prefix=True, timeout=timeout)
    entries = entries_in(found)
    return _with_ttl(client, entries, timeout) if ttl else entries


def entries_in(kvs: Iterable[KeyValue]) -> list[LockEntry]:
    """The entries among keys that were read or mirrored, without TTLs; by name and then by turn. Asks nothing."""
    named = [(name, kv) for kv in kvs if (name := name_in(kv)) is not None]
    named.sort(key=lambda pair: pair[0])
    return [
        entry
        for _, group in groupby(named, key=lambda pair: pair[0])
        for entry in _queue([kv for _, kv in group])
    ]


def _queue(kvs: list[KeyValue]) -> list[LockEntry]:
    return [
        LockEntry(
            name=show_key(kv.key.rpartition(b"/")[0]),
            position=position,
            key=kv.key,
            lease_id=kv.lease,
            token=kv.create_revision,
            ttl=None,
            granted_ttl=None,
            value=kv.value,
            holder=Holder.read(kv.value),
        )
        for position, kv in enumerate(sorted(kvs, key=lambda kv: kv.create_revision))
    ]


def _with_ttl(client: Client, entries: list[LockEntry], timeout: float | None) -> list[LockEntry]:
    leases = sorted({entry.lease_id for entry in entries if entry.lease_id})

    def left(lease_id: int) -> tuple[int | None, int | None]:
        try:
            answer = client.lease.time_to_live(lease_id, timeout=timeout)
        except EtcdError:
            return None, None
        return answer.ttl, answer.granted_ttl

    if len(leases) > 1:
        with ThreadPoolExecutor(min(len(leases), _AT_ONCE)) as pool:
            told = dict(zip(leases, pool.map(left, leases), strict=True))
    else:
        told = {lease_id: left(lease_id) for lease_id in leases}
    return [
        entry._replace(ttl=ttl, granted_ttl=granted)
        for entry in entries
        for ttl, granted in [told.get(entry.lease_id, (None, None))]
    ]
