"""Writes over links that fail: sent again only when they certainly had no effect, and told of when that is open."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest

from tests.faults.proxy import ProxiedCluster, Proxy
from yamtam_nb import connect
from yamtam_nb import errors as e
from yamtam_nb.client.client import Client
from yamtam_nb.keys import KeyRange
from yamtam_nb.model import Compare, DeleteOp, PutOp
from yamtam_nb.sandbox import Cluster

DEADLINE = 1.0
LATE = 0.25


@pytest.fixture
def client(cluster: ProxiedCluster) -> Iterator[Client]:
    """The client under test."""
    with connect(cluster.endpoints, timeout=DEADLINE) as client:
        yield client


def _to_server(cluster: ProxiedCluster) -> list[int]:
    return [proxy.traffic().to_server for proxy in cluster.proxies]


WRITES: dict[str, Callable[[Client, str], Any]] = {
    "put": lambda client, key: client.put(key, "v"),
    "txn": lambda client, key: client.txn([Compare.version(key, "==", 0)], [PutOp(key.encode(), b"v")]),
    "delete": lambda client, key: client.delete(key),
    "nested": lambda client, key: client.txn(
        success=[PutOp(key.encode(), b"v"), DeleteOp(KeyRange.of("/none"))]
    ),
}


@pytest.mark.parametrize("verb", WRITES)
def test_a_write_whose_answer_is_swallowed_is_told_of_at_the_deadline(
    verb: str, cluster: ProxiedCluster, client: Client, truth: Client, fresh_prefix: str
) -> None:
    """It was applied, once; no other member ever heard of it; the error names the key."""
    if verb == "delete":
        truth.put(fresh_prefix, "there")
    hole = cluster.proxy_at(client.endpoint)
    hole.blackhole("to_client")
    before = _to_server(cluster)
    started = time.monotonic()
    with pytest.raises(e.OutcomeUnknown) as caught:
        WRITES[verb](client, fresh_prefix)
    assert DEADLINE - 0.1 < time.monotonic() - started < DEADLINE + LATE
    assert fresh_prefix.encode() in caught.value.keys
    assert (caught.value.endpoint, caught.value.definite) == (hole.endpoint, False)
    after = _to_server(cluster)
    index = cluster.proxies.index(hole)
    assert [after[other] - before[other] for other in range(3) if other != index] == [0, 0]
    assert after[index] > before[index]
    versions = [kv.version for kv in truth.get(fresh_prefix)]
    assert versions == ([] if verb == "delete" else [1])
    cluster.resume()
    assert [kv.version for kv in client.get(fresh_prefix)] == versions


@pytest.mark.parametrize("fault", ["reset", "finish", "cut"])
def test_a_write_under_way_on_a_connection_that_breaks_is_told_of_at_once(
    fault: str, cluster: ProxiedCluster, client: Client, truth: Client, fresh_prefix: str
) -> None:
    """It is not sent to another member: it was applied, and would be applied twice."""
    proxy = cluster.proxy_at(client.endpoint)
    with _answer_swallowed(proxy, lambda: client.put(fresh_prefix, "v", timeout=10)) as write:
        _until_applied(truth, fresh_prefix)
        broken = time.monotonic()
        getattr(proxy, fault)()
        with pytest.raises(e.OutcomeUnknown):
            write.result(5)
        assert time.monotonic() - broken < 1.0
    assert truth.get(fresh_prefix)[0].version == 1
    assert client.put(fresh_prefix, "next").revision == truth.get(fresh_prefix)[0].mod_revision
    assert truth.get(fresh_prefix)[0].version == 2


def test_a_write_that_never_arrived_is_open_all_the_same(
    cluster: ProxiedCluster, client: Client, truth: Client, fresh_prefix: str
) -> None:
    """Nobody on this side can tell a lost request from a lost answer."""
    proxy = cluster.proxy_at(client.endpoint)
    proxy.blackhole("to_server")
    with pytest.raises(e.OutcomeUnknown):
        client.put(fresh_prefix, "v", timeout=0.5)
    proxy.reset()
    proxy.resume()
    client.put(fresh_prefix, "v")
    assert truth.get(fresh_prefix)[0].version == 1


def test_a_write_to_an_endpoint_that_died_goes_elsewhere(
    cluster: ProxiedCluster, client: Client, truth: Client, fresh_prefix: str
) -> None:
    """It could not be sent, so it is no second one."""
    dead = cluster.proxy_at(client.endpoint)
    dead.cut()
    time.sleep(0.05)  # for the reset to arrive: what is sent before it counts as sent
    started = time.monotonic()
    client.put(fresh_prefix, "v")
    assert time.monotonic() - started < 1.0
    assert client.endpoint != dead.endpoint
    assert truth.get(fresh_prefix)[0].version == 1


def test_a_new_client_writes_past_dead_endpoints(
    cluster: ProxiedCluster, truth: Client, fresh_prefix: str
) -> None:
    """Also when the first two refuse."""
    for proxy in cluster.proxies[:2]:
        proxy.cut()
    with connect(cluster.endpoints) as client:
        client.put(fresh_prefix, "v")
    assert truth.get(fresh_prefix)[0].version == 1


def test_a_member_without_a_leader_refuses_for_certain(own_cluster: Callable[..., Cluster]) -> None:
    """Two of three are dead: writes fail definitely, reads at their deadline; stale reads still work."""
    cluster = own_cluster(etcd_args=("--heartbeat-interval=50", "--election-timeout=500"))
    with connect(cluster.endpoints, timeout=1.0) as client:
        client.put("/k", "v")
        survivor = next(member for member in cluster.members if member is not cluster.leader)
        for member in cluster.members:
            if member is not survivor:
                member.kill()
        _until_leaderless(client, survivor.endpoint)
        for attempt in (
            lambda: client.put("/k", "lost"),
            lambda: client.txn(success=[PutOp(b"/k", b"lost")]),
            lambda: client.get("/k"),
        ):
            started = time.monotonic()
            with pytest.raises(e.NoLeader, match="wait for the election") as caught:
                attempt()
            assert caught.value.definite
            assert 0.8 < time.monotonic() - started < 1.0 + LATE
        assert client.get("/k", serializable=True, timeout=5).kvs[0].text() == "v"
        for member in cluster.members:
            if member is not survivor:
                member.restart()
        cluster.wait_for_leader()
        assert client.put("/k", "again", timeout=10).revision == client.get("/k", timeout=10).revision
        assert client.get("/k")[0].version == 2


class _answer_swallowed:  # noqa: N801 - used as a block
    """Runs a call whose request arrives and whose answer does not."""

    def __init__(self, proxy: Proxy, call: Callable[[], Any]) -> None:
        self._proxy, self._call, self._pool = proxy, call, ThreadPoolExecutor(1)

    def __enter__(self) -> Future[Any]:
        self._proxy.blackhole("to_client")
        return self._pool.submit(self._call)

    def __exit__(self, *_: object) -> None:
        self._proxy.resume()
        self._pool.shutdown()


def _until_applied(truth: Client, key: str) -> None:
    end = time.monotonic() + 5
    while not truth.get(key):
        assert time.monotonic() < end
        time.sleep(0.01)


def _until_leaderless(client: Client, endpoint: str) -> None:
    end = time.monotonic() + 10
    while time.monotonic() < end:
        try:
            if not client.maintenance.status(endpoint, timeout=1.0).leader:
                return
        except e.NoLeader:
            return
        time.sleep(0.05)
    raise AssertionError("the survivor still believes in a leader")
