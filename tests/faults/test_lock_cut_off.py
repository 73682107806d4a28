"""Locks while no member, or a silent one, can be reached."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable

import pytest

import yamtam_nb as yn
from tests.faults.proxy import ProxiedCluster
from yamtam_nb.client.client import Client
from yamtam_nb.client.renewal import LeaseState
from yamtam_nb.concurrency.loss import Loss
from yamtam_nb.errors import LockLost

TTL = 3


def until(condition: Callable[[], object], timeout: float) -> None:
    """Wait until it comes true."""
    end = time.monotonic() + timeout
    while not condition():
        assert time.monotonic() < end, "it did not come true in time"
        time.sleep(0.02)


def leases(direct: Client) -> set[int]:
    """The leases that exist, past the proxies."""
    return {lease for lease in direct.lease.leases() if direct.lease.time_to_live(lease).ttl >= 0}


def test_a_holder_that_is_cut_off_is_told_at_its_deadline(proxied_cluster: ProxiedCluster) -> None:
    """No answer is needed for that; it is doubt first, and proof once etcd can be asked again."""
    with (
        yn.connect(proxied_cluster.endpoints) as client,
        yn.connect(proxied_cluster.cluster.endpoints) as direct,
    ):
        held = yn.Lock(client, "cut-off", TTL, allow_short_ttl=True).acquire()
        session = yn.Session(client, TTL, allow_short_ttl=True)
        told: list[tuple[float, Loss]] = []
        doubted = threading.Event()
        held.on_lost(lambda loss: told.append((client.clock.now(), loss)))
        session.on_doubt(lambda _: doubted.set())
        for proxy in proxied_cluster.proxies:
            proxy.blackhole()
        until(lambda: told, TTL + 1)
        ((at, loss),) = told
        assert not loss.proven
        assert 0 <= at - held.deadline < 0.5
        assert not held.still_held()
        with pytest.raises(LockLost, match="was not renewed for 3 s"):
            held.check()
        assert doubted.wait(1)
        assert session.state is LeaseState.EXPIRED_LOCAL
        until(lambda: not leases(direct), 5)
        proxied_cluster.resume()
        until(lambda: held.loss is not None and held.loss.proven, 15)
        until(lambda: session.state is LeaseState.LOST, 15)
        assert len(told) == 1
        held.release()
        session.close()


def test_a_release_that_etcd_does_not_hear_is_made_up_for(proxied_cluster: ProxiedCluster) -> None:
    """The caller goes on after the time allowed; the lock is free as soon as etcd can be told, not at the TTL's end."""
    with (
        yn.connect(proxied_cluster.endpoints) as client,
        yn.connect(proxied_cluster.cluster.endpoints) as direct,
        yn.Session(client, 60) as session,
    ):
        shared = yn.Lock(client, "shared", session=session).acquire()
        own = yn.Lock(client, "own", 60).acquire()
        for proxy in proxied_cluster.proxies:
            proxy.blackhole()
        begun = time.monotonic()
        with pytest.warns(RuntimeWarning, match="could not be told that the lock 'own' is released"), own:
            pass
        assert shared.release(timeout=0.5).name == "UNKNOWN"
        assert time.monotonic() - begun < 4
        assert direct.get("own/", prefix=True).count == direct.get("shared/", prefix=True).count == 1
        proxied_cluster.resume()
        until(lambda: not direct.get("own/", prefix=True) and not direct.get("shared/", prefix=True), 15)
        assert session.alive


def test_the_stop_button_leaves_nothing_behind_when_answers_are_lost(proxied_cluster: ProxiedCluster) -> None:
    """Whatever etcd did of which nobody heard is taken back as soon as etcd can be told."""
    with (
        yn.connect(proxied_cluster.endpoints) as client,
        yn.connect(proxied_cluster.cluster.endpoints) as direct,
    ):
        seen: list[set[int]] = []

        def press() -> None:
            until(lambda: leases(direct), 5)
            for proxy in proxied_cluster.proxies:
                proxy.blackhole()
            seen.append(leases(direct))
            signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)

        for proxy in proxied_cluster.proxies:
            proxy.blackhole("to_client")
        stop = threading.Thread(target=press)
        stop.start()
        with pytest.raises(KeyboardInterrupt):
            yn.Lock(client, "interrupted", 60).acquire()
        stop.join()
        assert leases(direct) == seen[0] != set()
        proxied_cluster.resume()
        until(lambda: not leases(direct), 15)
        assert direct.get("interrupted/", prefix=True).count == 0


def test_a_lock_is_got_past_a_silent_member(proxied_cluster: ProxiedCluster) -> None:
    """One that takes requests and answers nothing costs half of the timeout, and the lock is got and kept."""
    with yn.connect(proxied_cluster.endpoints, timeout=2.0) as client:
        proxied_cluster.proxy_at(client.endpoint).blackhole()
        begun = time.monotonic()
        with yn.Lock(client, "silent", TTL, allow_short_ttl=True) as held:
            assert time.monotonic() - begun < 4
            first = held.remaining() + client.clock.now()
            proxied_cluster.proxy_at(client.endpoint).blackhole()
            until(lambda: held.remaining() + client.clock.now() > first + 0.5, 2 * TTL)
            assert held.still_held()
