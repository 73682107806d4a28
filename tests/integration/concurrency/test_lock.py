"""Acquiring and releasing a lock, on a real cluster."""

from __future__ import annotations

import threading
import time
from functools import partial

import pytest

import yamtam_nb as yn
from tests.integration.concurrency.conftest import Background, contenders, until
from yamtam_nb.client.client import Client
from yamtam_nb.concurrency.entries import LockEntry, waiters
from yamtam_nb.concurrency.farewell import Parting
from yamtam_nb.errors import InvalidArgument, LockLost, LockTimeout
from yamtam_nb.model import PutOp


def test_a_held_lock_is_one_key_in_the_layout_of_go(client: Client, name: str) -> None:
    """``<name>/<lease in hex>``, bound to the lease; the fencing token is its create revision."""
    with yn.Lock(client, name) as held:
        (kv,) = client.get(f"{name}/", prefix=True)
        assert kv.key == held.lock_key == f"{name}/{held.lease_id:x}".encode()
        assert kv.lease == held.lease_id
        assert kv.create_revision == held.fencing_token
        assert held.still_held()
        assert held.verify()
        assert 13 < held.remaining() <= 15


def test_a_released_lock_leaves_no_key_and_no_lease(client: Client, name: str) -> None:
    """And the object says so."""
    with yn.Lock(client, name) as held:
        assert held.lease_id in client.lease.leases()
    assert contenders(client, name) == 0
    assert client.lease.time_to_live(held.lease_id).ttl == -1
    assert held.released
    assert not held.still_held()
    assert held.remaining() == 0
    assert not held.verify()
    assert held.release() is Parting.TAKEN


def test_those_who_wait_get_the_lock_in_the_order_of_their_coming(client: Client, name: str) -> None:
    """One at a time, and with growing tokens."""
    order: list[tuple[int, int]] = []

    def work(number: int) -> None:
        with yn.Lock(client, name) as held:
            order.append((number, held.fencing_token))
            assert len([entry for entry in waiters(client, name, ttl=False) if entry.holds]) == 1

    def in_queue(count: int) -> bool:
        return contenders(client, name) == count

    with yn.Lock(client, name):
        threads = []
        for number in range(5):
            threads.append(Background(partial(work, number)))
            until(partial(in_queue, number + 2))
    for thread in threads:
        thread.join()
    assert [number for number, _ in order] == [0, 1, 2, 3, 4]
    tokens = [token for _, token in order]
    assert tokens == sorted(set(tokens))


def test_a_lock_that_is_not_free_in_time_is_not_entered(client: Client, another: Client, name: str) -> None:
    """The body does not run, the message says who has the lock, and no key and no lease is left behind."""
    ran = threading.Event()

    def body() -> None:
        with yn.Lock(another, name, wait=0.3):
            ran.set()

    with yn.Lock(client, name, what="schema 7"):
        before = set(client.lease.leases())
        begun = time.monotonic()
        with pytest.raises(
            LockTimeout, match=r"not free within 0.3 s\. It is held by .* pid \d+ \(schema 7\)"
        ):
            Background(body).join()
        assert 0.25 < time.monotonic() - begun < 3
        assert contenders(client, name) == 1
        assert set(client.lease.leases()) == before
    assert not ran.is_set()


def test_a_waiter_that_gives_up_lets_those_behind_it_wait_on(
    client: Client, another: Client, name: str
) -> None:
    """The next one does not take a gone waiter for a gone holder."""
    with yn.Lock(client, name):
        impatient = Background(lambda: yn.Lock(another, name).acquire(0.6))
        until(lambda: contenders(client, name) == 2)
        patient = Background(lambda: yn.Lock(another, name).acquire(10))
        until(lambda: contenders(client, name) == 3)
        with pytest.raises(LockTimeout):
            impatient.join()
        assert contenders(client, name) == 2
        assert not patient.done
    held = patient.join()
    assert held.verify()
    held.release()


def test_try_lock_never_waits(client: Client, another: Client, name: str) -> None:
    """None when it is held, and then nothing is left behind; so does a timeout of 0."""
    with yn.Lock(client, name):
        assert Background(lambda: yn.Lock(another, name).try_lock()).join() is None
        with pytest.raises(LockTimeout):
            Background(lambda: yn.Lock(another, name).acquire(0)).join()
        assert contenders(client, name) == 1
    held = yn.Lock(another, name).try_lock()
    assert held is not None
    assert held.release() is Parting.TAKEN


def test_the_same_lock_twice_is_refused_and_no_silent_success(
    client: Client, another: Client, name: str
) -> None:
    """By one thread, by one session, by one object; the first holder is not disturbed."""
    lock = yn.Lock(client, name)
    with yn.Session(client) as session, lock as held:
        with pytest.raises(InvalidArgument, match="by this thread"):
            yn.Lock(another, name).acquire(5)
        with pytest.raises(InvalidArgument, match="This Lock object"):
            Background(lambda: lock.acquire(5)).join()
        shared = Background(lambda: yn.Lock(client, name, session=session).acquire())
        until(lambda: contenders(client, name) == 2)
        with pytest.raises(InvalidArgument, match="by this session"):
            Background(lambda: yn.Lock(client, name, session=session).acquire(5)).join()
        assert held.verify()
        assert contenders(client, name) == 2
        held.release()
        shared.join().release()
    with lock as again:
        assert again.fencing_token > held.fencing_token


def test_locks_whose_names_lie_within_each_other_do_not_block_each_other(client: Client, name: str) -> None:
    """Although the key of ``a/b`` lies under the prefix of ``a``; for the holder of ``a`` and for its waiters."""
    client.put(f"{name}/config", "no contender")
    with yn.Lock(client, f"{name}/inner"):
        held = yn.Lock(client, name).acquire(2)
        with yn.Lock(client, f"{name}/other"):
            waiter = Background(lambda: yn.Lock(client, name).acquire(10))
            until(lambda: len(waiters(client, name, ttl=False)) == 2)
            assert not waiter.done
            held.release()
            waiter.join().release()


def test_a_guarded_write_of_a_former_holder_is_refused(client: Client, name: str, fresh_prefix: str) -> None:
    """In a transaction of one's own by ``guard()``, and by ``held.txn``, which says that the lock is lost."""
    former = yn.Lock(client, name).acquire()
    put = PutOp(f"{fresh_prefix}data".encode(), b"1")
    assert client.txn([former.guard()], [put]).succeeded
    assert former.txn(success=[put]).succeeded
    client.delete(former.lock_key)
    with Background(lambda: yn.Lock(client, name).acquire()).join() as present:
        assert present.fencing_token > former.fencing_token
        assert not client.txn([former.guard()], [put]).succeeded
        with pytest.raises(LockLost, match=rf"fencing token {former.fencing_token}\) is no longer held"):
            former.txn(success=[put])
        with pytest.raises(LockLost):
            former.check()
    former.release()


def test_a_shared_session_outlives_the_lock(client: Client, name: str) -> None:
    """Its other keys stay, and a key that came back under the same lease is not deleted by a late release."""
    with yn.Session(client) as session:
        with yn.Lock(client, name, session=session) as held, yn.Lock(client, f"{name}2", session=session):
            assert held.lease_id == session.lease_id
        assert contenders(client, name) == 0
        assert session.alive
        late = yn.Lock(client, name, session=session).acquire()
        client.delete(late.lock_key)
        client.put(late.lock_key, lease=session.lease_id)
        assert late.release() is Parting.GONE
        assert contenders(client, name) == 1


def test_the_queue_is_shown_to_the_one_who_waits(client: Client, another: Client, name: str) -> None:
    """At once, and then every second: the holder first."""
    queues: list[list[LockEntry]] = []
    with yn.Lock(client, name, what="holding"):
        waiter = Background(lambda: yn.Lock(another, name, what="waiting").acquire(10, on_wait=queues.append))
        until(lambda: len(queues) >= 2)
    waiter.join().release()
    assert [entry.holder.what for entry in queues[0] if entry.holder] == ["holding", "waiting"]


def test_a_holder_that_had_to_wait_tells_since_when_it_holds(
    client: Client, another: Client, name: str
) -> None:
    """Its place in the queue and its token stay as they were."""
    with yn.Lock(client, name):
        waiter = Background(lambda: yn.Lock(another, name).acquire(10))
        until(lambda: contenders(client, name) == 2)
        time.sleep(0.2)
    held = waiter.join()
    (entry,) = until(lambda: [e for e in waiters(client, name) if e.holder and e.holder.held_since])
    assert entry.holder is not None
    assert entry.holder.since is not None
    assert entry.since == entry.holder.held_since
    assert (entry.holder.held_since - entry.holder.since).total_seconds() > 0.15  # type: ignore[operator]
    assert entry.token == held.fencing_token
    assert (entry.ttl, entry.granted_ttl) in [(14, 15), (15, 15)]
    held.release()
    assert waiters(client, name) == []


def test_a_waiting_lock_can_be_abandoned_from_another_thread(
    client: Client, another: Client, name: str
) -> None:
    """It gives up at once and leaves nothing behind."""
    with yn.Lock(client, name):
        lock = yn.Lock(another, name)
        waiter = Background(lambda: lock.acquire())
        until(lambda: contenders(client, name) == 2)
        lock.abandon()
        with pytest.raises(LockTimeout):
            waiter.join(3)
        assert contenders(client, name) == 1


def test_a_name_of_any_bytes_is_a_name(client: Client, fresh_prefix: str) -> None:
    """Slashes at its end, bytes that are no text, a name like markup."""
    for odd in (b"a/", b"a//b/", b"\xff\x00", b"<script>", "名".encode()):
        with yn.Lock(client, fresh_prefix.encode() + odd) as held:
            assert held.verify()


def test_no_thread_is_left_when_the_lock_is_released(client: Client, another: Client, name: str) -> None:
    """Neither of the holder nor of those who waited."""
    before = set(threading.enumerate())
    with yn.Lock(client, name):
        waiter = Background(lambda: yn.Lock(another, name).acquire())
        until(lambda: contenders(client, name) == 2)
        time.sleep(0.15)
    waiter.join().release()
    until(lambda: not [thread for thread in threading.enumerate() if thread not in before])
