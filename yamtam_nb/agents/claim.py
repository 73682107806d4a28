"""A name in the registry, taken and given up by guarded transactions only: nobody else's key is ever touched."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from yamtam_nb.client.client import Client
from yamtam_nb.errors import OutcomeUnknown
from yamtam_nb.keys import KeyRange
from yamtam_nb.model import Compare, DeleteOp, GetOp, GetResult, KeyValue, PutOp, TxnOp, TxnResult

MOST_TRIES = 8
MOST_UNKNOWN = 3
"""Lost answers after which taking a name is given up. Each costs a timeout of the client."""

BATCH = 64
"""Names in one transaction. etcd takes 128 operations by default, and counts those of nested transactions in."""


class Standing(NamedTuple):
    """How a name stands after an attempt to take it.

    Attributes:
        mine: whether it is bound to the lease that was given.
        mod_revision: of the key, for the guard of the next write.
        holder: the key, where it is somebody else's.
    """

    mine: bool
    mod_revision: int = 0
    holder: KeyValue | None = None


def take(
    client: Client,
    key: bytes,
    value: bytes,
    lease_id: int,
    *,
    guard: int = 0,
    mine: Collection[int] = (),
    replace: bool = False,
    timeout: float | None = None,
) -> Standing:
    """Write a key that is bound to a lease, unless it is somebody else's.

    Every write is guarded by the key's revision. That is also why one whose answer was lost can be sent again:
    whichever of the two arrives first, the other one's guard fails.

    Args:
        client: whom to ask.
        key: the key.
        value: the value.
        lease_id: what to bind it to.
        guard: the ``mod_revision`` that it is expected to have, 0 for a name that is free.
        mine: further leases that are one's own: a key that is bound to one of them is taken over.
        replace: take it over whoever has it.
        timeout: seconds for each transaction, None for the client's.

    Raises:
        OutcomeUnknown: answers were lost again and again.
        LeaseNotFound: the lease is gone.
        EtcdError: as for ``client.txn``.
    """
    unknown = 0
    for _ in range(MOST_TRIES):
        try:
            answer = client.txn(
                [Compare.mod_revision(key, "==", guard)],
                [PutOp(key, value, lease_id)],
                [GetOp(KeyRange(key))],
                timeout=timeout,
            )
        except OutcomeUnknown:
            unknown += 1
            if unknown == MOST_UNKNOWN:
                raise
            continue
        if answer.succeeded:
            return Standing(True, answer.revision)
        kv = _found(answer)
        if kv is None:
            guard = 0
        elif kv.lease == lease_id and kv.value == value:
            return Standing(True, kv.mod_revision)
        elif replace or kv.lease in (lease_id, *mine):
            guard = kv.mod_revision
        else:
            return Standing(False, kv.mod_revision, kv)
    raise OutcomeUnknown(
        f"{key!r} was changed by others between {MOST_TRIES} tries to write it. Find out who fights over the name.",
        method="KV/Txn",
        keys=(key,),
    )


def _found(answer: TxnResult, index: int = 0) -> KeyValue | None:
    result = answer.responses[index]
    return result[0] if isinstance(result, GetResult) and result else None


def holders(
    client: Client, keys: Sequence[bytes], *, timeout: float | None = None
) -> dict[bytes, KeyValue | None]:
    """Who has these names, without the values; a few names a request, however many there are.

    Raises:
        EtcdError: as for ``client.txn``.
    """
    found: dict[bytes, KeyValue | None] = {}
    for start in range(0, len(keys), BATCH):
        batch = keys[start : start + BATCH]
        answer = client.txn(success=[GetOp(KeyRange(key), keys_only=True) for key in batch], timeout=timeout)
        found.update((key, _found(answer, index)) for index, key in enumerate(batch))
    return found


def give_up(client: Client, names: Sequence[tuple[bytes, int]], *, timeout: float) -> None:
    """Delete the keys, each only if it is bound to its lease; many at a time.

    Args:
        client: whom to ask.
        names: keys and leases.
        timeout: seconds for each transaction.

    Raises:
        EtcdError: as for ``client.txn``; then some may be gone already.
    """
    for start in range(0, len(names), BATCH):
        client.txn(
            success=[
                TxnOp((Compare.lease(key, "==", lease_id),), (DeleteOp(KeyRange(key)),))
                for key, lease_id in names[start : start + BATCH]
            ],
            timeout=timeout,
        )
