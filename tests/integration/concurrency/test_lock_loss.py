"""A lock that is lost while it is held, on a real cluster."""

from __future__ import annotations

import queue
import threading
import time

import pytest

import yamtam_nb as yn
from tests.integration.concurrency.conftest import contenders
from yamtam_nb.client.client import Client
from yamtam_nb.concurrency.farewell import Parting
from yamtam_nb.concurrency.held import Held
from yamtam_nb.concurrency.loss import Loss
from yamtam_nb.errors import LockLost


def losses(held: Held) -> queue.Queue[tuple[float, Loss]]:
    """Where each loss that is told arrives, with the time."""
    told: queue.Queue[tuple[float, Loss]] = queue.Queue()
    held.on_lost(lambda loss: told.put((time.monotonic(), loss)))
    return told


@pytest.mark.parametrize("held_for", [0.0, 0.3])
def test_a_lease_revoked_under_the_holder_is_told_within_a_second(
    client: Client, another: Client, name: str, held_for: float
) -> None:
    """However long it has been held; and nothing that asks says yes any more."""
    held = yn.Lock(client, name).acquire()
    told = losses(held)
    time.sleep(held_for)
    begun = time.monotonic()
    another.lease.revoke(held.lease_id)
    at, loss = told.get(timeout=5)
    assert at - begun < 1.0
    assert loss.proven
    assert not held.still_held()
    assert held.remaining() == 0
    assert not held.verify()
    with pytest.raises(LockLost, match="is no longer held: its key was deleted in revision"):
        held.check()
    assert held.release() is Parting.GONE
    assert told.empty()


def test_a_key_deleted_by_hand_is_told_although_the_lease_lives(
    client: Client, another: Client, name: str
) -> None:
    """With the revision of the deletion; the release takes the lease back."""
    held = yn.Lock(client, name).acquire()
    told = losses(held)
    revision = another.delete(held.lock_key).revision
    _, loss = told.get(timeout=5)
    assert (loss.proven, loss.revision) == (True, revision)
    assert client.lease.time_to_live(held.lease_id).ttl > 0
    held.release()
    assert client.lease.time_to_live(held.lease_id).ttl == -1


def test_who_asks_after_the_loss_is_told_at_once(client: Client, another: Client, name: str) -> None:
    """And a callback that has taken its wish back is not told."""
    held = yn.Lock(client, name).acquire()
    never: list[Loss] = []
    held.on_lost(never.append)()
    told = losses(held)
    another.lease.revoke(held.lease_id)
    told.get(timeout=5)
    late: list[Loss] = []
    held.on_lost(late.append)
    assert [loss.proven for loss in late] == [True]
    assert never == []
    held.release()


def test_a_body_that_ends_well_without_the_lock_raises(client: Client, another: Client, name: str) -> None:
    """Otherwise nobody would learn that another may have been in there, too."""
    with pytest.raises(LockLost, match="Another may hold it by now"), yn.Lock(client, name) as held:
        another.lease.revoke(held.lease_id)
    assert not held.still_held()


def test_the_error_of_the_body_is_the_one_that_is_seen(client: Client, another: Client, name: str) -> None:
    """Once, and unchanged; the lock is released, or was lost, all the same."""
    with pytest.raises(ZeroDivisionError) as caught, yn.Lock(client, name) as held:
        another.lease.revoke(held.lease_id)
        1 / 0  # noqa: B018
    assert caught.value.__context__ is None
    with pytest.raises(KeyboardInterrupt), yn.Lock(client, name):
        raise KeyboardInterrupt
    assert contenders(client, name) == 0


def test_a_loss_is_seen_over_a_compaction(client: Client, another: Client, name: str) -> None:
    """The watch begins a moment after the lock was got; by then its first revision may be compacted away."""
    held = yn.Lock(client, name).acquire()
    told = losses(held)
    another.compact(another.put(f"{name}-other", "1").revision)
    time.sleep(0.3)
    assert held.still_held()
    another.delete(held.lock_key)
    assert told.get(timeout=5)[1].proven
    held.release()

    gone = yn.Lock(client, name).acquire()
    told = losses(gone)
    another.delete(gone.lock_key)
    another.compact(another.put(f"{name}-other", "2").revision)
    assert told.get(timeout=5)[1].proven
    gone.release()


def test_a_callback_that_fails_does_not_keep_others_from_being_told(
    client: Client, another: Client, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    """It is logged."""
    held = yn.Lock(client, name).acquire()
    held.on_lost(lambda _: 1 / 0)
    told = losses(held)
    another.lease.revoke(held.lease_id)
    assert told.get(timeout=5)
    assert "ZeroDivisionError" in caplog.text
    held.release()


def test_a_release_is_no_loss(client: Client, name: str) -> None:
    """What goes on purpose is not told."""
    told = threading.Event()
    with yn.Lock(client, name) as held:
        held.on_lost(lambda _: told.set())
        time.sleep(0.2)
    assert not told.wait(0.3)
    assert held.loss is None
