"""A session: a lease that is kept alive, on a real cluster."""

from __future__ import annotations

import subprocess
import sys
import threading

import pytest

import yamtam_nb as yn
from tests.integration.concurrency.conftest import until
from yamtam_nb.client.client import Client
from yamtam_nb.client.renewal import LeaseState
from yamtam_nb.errors import InvalidArgument


def test_closing_takes_the_lease_and_its_keys_back(client: Client, fresh_prefix: str) -> None:
    """A closed session is not alive; closing twice is fine."""
    with yn.Session(client, ttl=10) as session:
        client.put(f"{fresh_prefix}presence", "here", lease=session.lease_id)
        assert (session.ttl, session.state, session.alive) == (10, LeaseState.ALIVE, True)
        assert 9 < session.remaining() <= 10
        assert f"lease {session.lease_id:x} alive" in repr(session)
    assert not client.get(f"{fresh_prefix}presence")
    assert (session.state, session.alive, session.remaining()) == (LeaseState.RELEASED, False, 0.0)
    assert session.close()


def test_an_orphan_lives_on_for_its_ttl(client: Client) -> None:
    """It is not renewed and not revoked."""
    session = yn.Session(client)
    session.orphan()
    assert not session.alive
    assert client.lease.time_to_live(session.lease_id).ttl > 0
    assert session.close()
    assert client.lease.time_to_live(session.lease_id).ttl > 0
    client.lease.revoke(session.lease_id)


def test_it_is_believed_in_from_the_sending_of_the_grant(client: Client) -> None:
    """Never for longer than etcd does."""
    before = client.clock.now()
    with yn.Session(client, ttl=7) as session:
        after = client.clock.now()
        assert before + 7 <= session.deadline <= after + 7
        assert client.lease.time_to_live(session.lease_id).ttl <= 7


def test_a_short_ttl_is_refused_unless_allowed(client: Client) -> None:
    """Nothing is granted."""
    before = set(client.lease.leases())
    with pytest.raises(InvalidArgument, match=r"ttl=3 is shorter than 5 s.*allow_short_ttl=True"):
        yn.Session(client, ttl=3)
    assert set(client.lease.leases()) == before
    with yn.Session(client, ttl=3, allow_short_ttl=True) as session:
        assert session.alive


def test_a_revoked_session_is_told_lost_at_the_next_renewal(client: Client, another: Client) -> None:
    """Once to everyone who asked, also afterwards; not to who has taken the wish back."""
    with yn.Session(client, ttl=3, allow_short_ttl=True) as session:
        lost, never = threading.Event(), threading.Event()
        session.on_lost(lambda told: lost.set() if told is session else None)
        session.on_lost(lambda _: never.set())()
        another.lease.revoke(session.lease_id)
        assert lost.wait(2.5)
        assert session.state is LeaseState.LOST
        late = threading.Event()
        session.on_lost(lambda _: late.set())
        assert late.is_set()
        assert not never.is_set()


def test_two_renewals_keep_a_short_session_alive(client: Client) -> None:
    """Its deadline moves on, beyond the first one."""
    with yn.Session(client, ttl=2, allow_short_ttl=True) as session:
        first = session.deadline
        until(lambda: session.deadline > first + 1.2, 4)
        assert session.alive


def test_a_session_that_was_left_open_is_revoked_at_exit(client: Client, fresh_prefix: str) -> None:
    """The process ends as usual, and its keys are gone before the TTL is over."""
    program = f"""
import yamtam_nb as yn
client = yn.connect({list(client.endpoints)!r})
session = yn.Session(client, ttl=60)
client.put({fresh_prefix!r} + "presence", "here", lease=session.lease_id)
held = yn.Lock(client, {fresh_prefix!r} + "lock", ttl=60).acquire()
"""
    subprocess.run([sys.executable, "-c", program], check=True, timeout=30)
    assert client.get(fresh_prefix, prefix=True).count == 0


def test_a_forked_child_holds_nothing_of_its_parent(client: Client, fresh_prefix: str) -> None:
    """Its copy of a held lock says no, and its end releases nothing."""
    program = f"""
import os, sys
import yamtam_nb as yn
client = yn.connect({list(client.endpoints)!r})
with yn.Lock(client, {fresh_prefix!r} + "lock") as held:
    if (child := os.fork()) == 0:
        try:
            code = 0 if not held.still_held() and held.remaining() == 0 and not held.verify() else 1
            held.release()
        except BaseException:
            code = 2
        os._exit(code)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert held.verify() and held.still_held()
client.close()
sys.exit(code)
"""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program],
        timeout=30,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
