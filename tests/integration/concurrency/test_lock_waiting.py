"""What can happen to somebody who waits for a lock, on a real cluster."""

from __future__ import annotations

import signal
import threading
import time

import pytest

import yamtam_nb as yn
from tests.integration.concurrency.conftest import Background, contenders, until
from yamtam_nb.client.client import Client
from yamtam_nb.concurrency.entries import waiters
from yamtam_nb.concurrency.session import FAREWELL
from yamtam_nb.errors import InvalidArgument, SessionLost


def waiting(client: Client, name: str, *, count: int = 2) -> int:
    """The lease of the last in the queue, once the queue is that long."""
    until(lambda: contenders(client, name) == count)
    return waiters(client, name, ttl=False)[-1].lease_id


@pytest.mark.parametrize("how", ["lease revoked", "key deleted"])
def test_a_waiter_whose_place_is_gone_fails_at_once(
    client: Client, another: Client, name: str, how: str
) -> None:
    """It does not wait for a turn that cannot come; and leaves nothing behind."""
    with yn.Lock(client, name):
        waiter = Background(lambda: yn.Lock(another, name).acquire())
        lease = waiting(client, name)
        if how == "lease revoked":
            client.lease.revoke(lease)
        else:
            client.delete(f"{name}/{lease:x}")
        begun = time.monotonic()
        with pytest.raises(SessionLost, match=r"place in the queue .* is lost"):
            waiter.join(5)
        assert time.monotonic() - begun < 2
        assert contenders(client, name) == 1
        until(lambda: client.lease.time_to_live(lease).ttl == -1)


def test_a_place_that_went_with_the_holder_is_not_taken_for_the_lock(
    client: Client, another: Client, name: str
) -> None:
    """Both keys go in one revision: whoever only sees that nobody is before it would think that it holds."""
    held = yn.Lock(client, name).acquire()
    with yn.Lock(client, f"{name}-spare"):
        waiter = Background(lambda: yn.Lock(another, name).acquire())
        lease = waiting(client, name)
        client.delete(f"{name}/", prefix=True)
        with pytest.raises(SessionLost):
            waiter.join(5)
        until(lambda: client.lease.time_to_live(lease).ttl == -1)
        held.release()


def test_compactions_while_waiting_do_no_harm(client: Client, another: Client, name: str) -> None:
    """The waiter looks again and goes on; it also gets over one that comes with the release."""
    with yn.Lock(client, name):
        waiter = Background(lambda: yn.Lock(another, name).acquire())
        waiting(client, name)
        for _ in range(3):
            client.compact(client.put(f"{name}-other", "1").revision)
            time.sleep(0.05)
        assert not waiter.done
    client.compact(client.put(f"{name}-other", "2").revision)
    held = waiter.join(5)
    assert held.verify()
    held.release()


def test_the_stop_button_ends_the_waiting_and_leaves_nothing_behind(
    client: Client, another: Client, name: str
) -> None:
    """At once, but for the time that taking the key back may need; neither a key nor a lease."""
    before = set(client.lease.leases())
    holder = Background(lambda: yn.Lock(another, name).acquire()).join()
    stopped_at: list[float] = []

    def press() -> None:
        try:
            until(lambda: contenders(another, name) == 2, timeout=20)
        finally:  # whatever happens here, the main thread must not wait for ever
            stopped_at.append(time.monotonic())
            signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)

    stop = Background(press)
    with pytest.raises(KeyboardInterrupt):
        yn.Lock(client, name).acquire()
    assert time.monotonic() - stopped_at[0] < FAREWELL + 1.0
    stop.join()
    assert contenders(client, name) == 1
    holder.release()
    assert set(client.lease.leases()) == before
    with yn.Lock(client, name):
        pass


def test_a_waiter_with_a_shared_session_leaves_its_key_but_not_the_session(
    client: Client, another: Client, name: str
) -> None:
    """The session's other keys are not touched."""
    with yn.Lock(client, name), yn.Session(another) as session:
        waiter = Background(lambda: yn.Lock(another, name, session=session).acquire(0.3))
        with pytest.raises(yn.errors.LockTimeout):
            waiter.join()
        assert contenders(client, name) == 1
        assert session.alive


def test_a_session_that_is_gone_cannot_acquire(client: Client, another: Client, name: str) -> None:
    """It says so, and nothing stays claimed in this process."""
    with yn.Session(client) as session:
        another.lease.revoke(session.lease_id)
        with pytest.raises(SessionLost, match="open a new one"):
            yn.Lock(client, name, session=session).acquire(5)
    with yn.Lock(client, name):
        pass


def test_a_short_ttl_has_to_be_allowed(client: Client, name: str) -> None:
    """Below 5 s a lock is lost by an election of etcd; before anything is sent."""
    with pytest.raises(InvalidArgument, match="ttl=4 is shorter than 5 s"):
        yn.Lock(client, name, ttl=4)
    with yn.Lock(client, name, ttl=2, allow_short_ttl=True) as held:
        assert held.verify()
