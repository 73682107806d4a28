"""Software transactional memory: ``yn.transact``."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import TypeVar

from yamtam_nb.client.client import Client
from yamtam_nb.concurrency.transaction import Seen, Transaction
from yamtam_nb.errors import Compacted, InvalidArgument, TransactionConflict

_T = TypeVar("_T")

_AT_ONCE = 2
"""Runs that follow the first without a pause."""

_FIRST_PAUSE = 0.001
_LONGEST_PAUSE = 0.1


def transact(
    client: Client, fn: Callable[[Transaction], _T], *, retries: int = 32, timeout: float | None = None
) -> _T:
    """Run ``fn`` as if nobody else were writing: all that it reads is one revision, and its writes are one revision.

    The isolation is serializable snapshot, as in etcd's Go package: the writes happen only if nothing that was read
    or is to be written has changed since the snapshot. Otherwise ``fn`` is run again on the state as it is by then, at
    once at first, then after growing, jittered pauses. So ``fn`` must do nothing but read and write through its
    argument, or be fit to be repeated.

    Args:
        client: where.
        fn: gets a :class:`Transaction`: ``get(key)``, ``put(key, value)``, ``delete(key)``. Nothing is written if it
            raises, nor if it writes nothing.
        retries: how often it may be run again.
        timeout: seconds for each request, None for the client's.

    Returns:
        What ``fn`` returned in the run that counts.

    Raises:
        TransactionConflict: others wrote first every time; nothing was written.
        OutcomeUnknown: the writes were sent and the answer was lost. It is not run again, because they may have been
            applied.
        InvalidRequest: etcd refuses it, e.g. more than 128 keys.

    Example:
        >>> def transfer(txn):
        ...     balance = int(txn.get("/accounts/a") or 0)
        ...     txn.put("/accounts/a", str(balance - 10))
        ...     txn.put("/accounts/b", str(int(txn.get("/accounts/b") or 0) + 10))
        >>> yn.transact(client, transfer)  # doctest: +SKIP
    """
    if retries < 0:
        raise InvalidArgument(f"retries={retries} is not a number of times: give 0 or more.")
    seen: Seen | None = None
    for attempt in range(retries + 1):
        if attempt > _AT_ONCE:
            time.sleep(_pause(attempt))
            seen = None  # it has become stale meanwhile
        transaction = Transaction(client, seen, timeout=timeout)
        try:
            result = fn(transaction)
        except Compacted:  # the snapshot is older than what etcd still keeps: take a newer one
            seen = None
            continue
        if transaction.commit():
            return result
        seen = transaction.conflict
    raise TransactionConflict(
        f"Others wrote first in each of {retries + 1} runs; nothing was written. Try again, allow more retries, or use "
        "a lock where so many write the same keys."
    )


def _pause(attempt: int) -> float:
    longest: float = min(_FIRST_PAUSE * 2.0 ** min(attempt, 16), _LONGEST_PAUSE)
    return random.uniform(0, longest)  # noqa: S311 - jitter, not a secret
