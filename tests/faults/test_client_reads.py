"""Reads over links that fail: they are served by another member, or end at their deadline."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.faults.proxy import ProxiedCluster, Proxy
from yamtam_nb import connect
from yamtam_nb import errors as e
from yamtam_nb.client.client import Client

FAILOVER = 1.0
LATE = 0.25
DEADLINE = 1.5


@pytest.fixture
def client(cluster: ProxiedCluster) -> Iterator[Client]:
    """A client with a key to read, connected through the first proxy."""
    with connect(cluster.endpoints, timeout=DEADLINE) as client:
        client.put("/k", "v")
        yield client


def took(call: Callable[[], object]) -> float:
    """Seconds."""
    started = time.monotonic()
    call()
    return time.monotonic() - started


BROKEN: dict[str, Callable[[Proxy], object]] = {
    "reset": Proxy.reset,
    "finish": Proxy.finish,
    "cut": Proxy.cut,
}


@pytest.mark.parametrize("fault", BROKEN)
def test_a_read_after_a_broken_connection_is_served(
    fault: str, cluster: ProxiedCluster, client: Client
) -> None:
    """Within a second, by whoever is there."""
    proxy = cluster.proxy_at(client.endpoint)
    BROKEN[fault](proxy)
    assert took(lambda: client.get("/k")) < FAILOVER
    assert client.get("/k")[0].text() == "v"
    if fault == "cut":
        assert client.endpoint != proxy.endpoint


@pytest.mark.parametrize("fault", BROKEN)
def test_a_read_under_way_on_a_connection_that_breaks_is_served(
    fault: str, cluster: ProxiedCluster, client: Client
) -> None:
    """It was sent and not answered: another member answers."""
    proxy = cluster.proxy_at(client.endpoint)
    sent = proxy.blackhole("to_client").to_server
    with ThreadPoolExecutor(1) as pool:
        read = pool.submit(client.get, "/k", timeout=10)
        _wait_for_more(proxy, sent)
        broken = time.monotonic()
        BROKEN[fault](proxy)
        assert read.result(5)[0].text() == "v"
        assert time.monotonic() - broken < FAILOVER


@pytest.mark.parametrize("direction", ["both", "to_server", "to_client"])
def test_a_read_into_a_black_hole_is_served_within_its_deadline(
    direction: str, cluster: ProxiedCluster, client: Client
) -> None:
    """Half of the time is kept for another member; the next read goes there straight."""
    hole = cluster.proxy_at(client.endpoint)
    hole.blackhole(direction)  # type: ignore[arg-type]
    assert took(lambda: client.get("/k")) < DEADLINE / 2 + LATE
    assert client.endpoint != hole.endpoint
    assert took(lambda: client.get("/k")) < 0.2


def test_connecting_passes_over_endpoints_that_hang_or_refuse(cluster: ProxiedCluster) -> None:
    """Dead ones first, a living one last."""
    hanging, refusing, living = cluster.proxies
    hanging.blackhole()
    refusing.cut()
    started = time.monotonic()
    with connect(cluster.endpoints, timeout=DEADLINE) as client:
        assert time.monotonic() - started < DEADLINE
        assert client.endpoint == living.endpoint
        client.get("/k")
    assert hanging.traffic().accepted > 0


@pytest.mark.parametrize("fault", [Proxy.blackhole, Proxy.cut], ids=["silent", "refusing"])
def test_a_read_that_no_member_serves_ends_at_its_deadline(
    fault: Callable[[Proxy], object], cluster: ProxiedCluster, client: Client
) -> None:
    """Not later than a quarter of a second after it; and the client recovers by itself."""
    for proxy in cluster.proxies:
        fault(proxy)
    for timeout in (0.4, 1.0):
        started = time.monotonic()
        with pytest.raises((e.DeadlineExceeded, e.Unavailable)):
            client.get("/k", timeout=timeout)
        assert timeout - 0.1 < time.monotonic() - started < timeout + LATE
    cluster.resume()
    assert took(lambda: client.get("/k", timeout=10)) < 5.0


def test_a_read_at_a_link_that_heals_is_served(cluster: ProxiedCluster, client: Client) -> None:
    """All are gone for a while, shorter than the deadline."""
    for proxy in cluster.proxies:
        proxy.cut()
    with ThreadPoolExecutor(1) as pool:
        read = pool.submit(client.get, "/k", timeout=10)
        time.sleep(0.7)
        healed = time.monotonic()
        cluster.resume()
        assert read.result(10)[0].text() == "v"
        assert time.monotonic() - healed < 2.5


def _wait_for_more(proxy: Proxy, sent: int) -> None:
    end = time.monotonic() + 5
    while proxy.traffic().to_server == sent:
        assert time.monotonic() < end
        time.sleep(0.01)
