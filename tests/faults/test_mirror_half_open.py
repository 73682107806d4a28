"""Connections that stay open and carry nothing any more."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import ExitStack

import pytest

import yamtam_nb as yn
from tests.faults.proxy import Direction, ProxiedCluster

PREFIX = "/half-open/"
DIRECTIONS: tuple[Direction, ...] = ("both", "to_server", "to_client")


def _until_moved(mirror: yn.Mirror, deadline: float) -> None:
    moved = threading.Event()
    forget = mirror.on_status(lambda status: status.reconnects and status.state == "live" and moved.set())
    if not (mirror.status.reconnects and mirror.status.state == "live"):
        assert moved.wait(max(deadline - time.monotonic(), 0)), mirror
    forget()


@pytest.mark.timeout(60)
def test_a_half_open_connection_is_noticed_within_fifteen_seconds(proxied_cluster: ProxiedCluster) -> None:
    """Whichever direction swallows the bytes, on an idle prefix; meanwhile the status does not hide its age."""
    cluster = proxied_cluster.cluster
    with ExitStack() as stack:
        direct = stack.enter_context(yn.connect(cluster.endpoints))
        mirrors = [
            stack.enter_context(
                yn.Mirror(stack.enter_context(yn.connect([proxy.endpoint, away.endpoint])), PREFIX)
            )
            for proxy, away in zip(proxied_cluster.proxies, reversed(cluster.members), strict=True)
        ]
        for mirror, proxy in zip(mirrors, proxied_cluster.proxies, strict=True):
            assert (mirror.status.endpoint, mirror.status.state) == (proxy.endpoint, "live")
        carried = [
            proxy.blackhole(direction)
            for proxy, direction in zip(proxied_cluster.proxies, DIRECTIONS, strict=True)
        ]
        started = time.monotonic()
        last = direct.put(PREFIX + "k", "behind the wall").revision
        for mirror in mirrors:
            mirror.wait(last, 20)
            # Where only the way to the server is cut the change itself arrives at once: that it is noticed all the
            # same is what counts.
            _until_moved(mirror, started + 20)
        took = time.monotonic() - started
        for mirror, proxy, before in zip(mirrors, proxied_cluster.proxies, carried, strict=True):
            assert mirror["/half-open/k"].text() == "behind the wall"
            assert mirror.status.reconnects == 1
            assert mirror.status.endpoint != proxy.endpoint
            assert before.open >= 1
    assert 4.0 < took < 15.0


@pytest.mark.timeout(60)
def test_a_frozen_member_is_left_and_nothing_is_lost(
    own_cluster: Callable[..., yn.sandbox.Cluster], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its kernel keeps the connection open, and even acknowledges bytes. (With shorter times than in earnest.)"""
    monkeypatch.setattr("yamtam_nb.client.watch_heartbeat.PROBE_AFTER", 1.5)
    monkeypatch.setattr("yamtam_nb.client.watch_heartbeat.ANSWER_WITHIN", 1.5)
    cluster = own_cluster()
    with yn.connect(cluster.endpoints) as client, yn.Mirror(client, PREFIX) as mirror:
        seen: list[str] = []
        mirror.on_change(lambda change: seen.extend(event.kv.text() for event in change.events))
        frozen = next(member for member in cluster.members if member.endpoint == mirror.status.endpoint)
        others = [member.endpoint for member in cluster.members if member is not frozen]
        frozen.pause()
        started = time.monotonic()
        with yn.connect(others) as direct:
            cluster.wait_for_leader(not_in=[frozen])
            for number in range(10):
                last = direct.put(PREFIX + "k", str(number)).revision
        mirror.wait(last, 20)
        assert time.monotonic() - started < 10.0
        assert mirror.status.endpoint != frozen.endpoint
        frozen.resume()
        assert seen == [str(number) for number in range(10)]


@pytest.mark.timeout(60)
def test_an_idle_watch_on_a_living_server_is_left_alone(
    own_cluster: Callable[..., yn.sandbox.Cluster], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its probes are answered, so it stays where it is, and leaves no watch of a probe on the server."""
    monkeypatch.setattr("yamtam_nb.client.watch_heartbeat.PROBE_AFTER", 0.4)
    cluster = own_cluster(1)
    with yn.connect(cluster.endpoints) as client, client.watch(PREFIX, prefix=True) as watch:
        time.sleep(3.5)
        assert (watch.status.state, watch.status.reconnects) == ("live", 0)
        until = time.monotonic() + 2.0  # the last probe may be there still
        while server_watchers(cluster) != 1:
            assert time.monotonic() < until, "watches of probes are left on the server"
        client.put(PREFIX + "k", "v")
        batch = watch.read(2)
        assert batch is not None
        assert [event.key for event in batch.events] == [b"/half-open/k"]


def server_watchers(cluster: yn.sandbox.Cluster) -> int:
    """Watchers that the only member holds, by its own metric."""
    from urllib.request import urlopen

    with urlopen(f"{cluster.members[0].endpoint}/metrics", timeout=5) as answer:
        for line in answer.read().decode().splitlines():
            if line.startswith("etcd_debugging_mvcc_watcher_total "):
                return int(float(line.split()[1]))
    raise AssertionError("the member has no such metric")
