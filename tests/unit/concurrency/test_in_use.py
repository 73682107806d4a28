"""What this process itself holds: etcd cannot tell two holders with one lease apart."""

from __future__ import annotations

import threading

import pytest

from yamtam_nb.concurrency.in_use import InUse
from yamtam_nb.errors import InvalidArgument


def test_a_thread_that_has_a_lock_may_not_wait_for_it() -> None:
    """It would wait for itself for ever; the message says which lock."""
    in_use = InUse()
    in_use.claim(1, b"migration/", 0)
    with pytest.raises(InvalidArgument, match=r"'migration' is already held.* by this thread"):
        in_use.claim(1, b"migration/", 0)


def test_a_lock_given_back_can_be_had_again() -> None:
    """And giving back twice does no harm."""
    in_use = InUse()
    claim = in_use.claim(1, b"a/", 0)
    in_use.free(claim)
    in_use.free(claim)
    in_use.claim(1, b"a/", 0)
    assert len(in_use) == 1


def test_another_name_or_another_cluster_is_another_lock() -> None:
    """Only the same lock is refused."""
    in_use = InUse()
    for cluster_id, prefix in ((1, b"a/"), (1, b"b/"), (2, b"a/")):
        in_use.claim(cluster_id, prefix, 9)
    assert len(in_use) == 3


def test_another_thread_may_wait_unless_it_shares_the_session() -> None:
    """With a lease of its own it queues in etcd like any other process; with the same lease etcd would say yes."""
    in_use = InUse()
    in_use.claim(1, b"a/", 9)
    refused: list[str] = []

    def claim(lease_id: int) -> None:
        try:
            in_use.claim(1, b"a/", lease_id)
        except InvalidArgument as error:
            refused.append(str(error))

    for lease_id in (9, 0, 10):
        thread = threading.Thread(target=claim, args=(lease_id,))
        thread.start()
        thread.join()
    assert len(refused) == 1
    assert "this session" in refused[0]
