"""The fixtures that all other tests stand on."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.faults.proxy import ProxiedCluster
    from yamtam_nb.client.client import Client
    from yamtam_nb.sandbox import Cluster


def test_the_shared_cluster_is_reached_by_the_client(
    client: Client, etcd_cluster: Cluster, etcd_endpoints: str, fresh_prefix: str
) -> None:
    """Endpoints in both spellings, a connected client, and a prefix with nothing under it."""
    assert etcd_endpoints == ",".join(etcd_cluster.endpoints)
    assert client.get(fresh_prefix, prefix=True).count == 0
    client.put(fresh_prefix + "a", "1")
    assert client.get(fresh_prefix, prefix=True).count == 1


def test_a_cluster_with_tls_and_auth_is_connected_to_with_what_it_tells(
    own_cluster: Callable[..., Cluster], connect_to: Callable[..., Client]
) -> None:
    """Certificates and password of a Cluster are all that yn.connect needs."""
    cluster = own_cluster(1, tls=True, auth=True)
    assert connect_to(cluster).put("/a", "1").revision > 1


def test_proxies_stand_before_their_members(
    proxied_cluster: ProxiedCluster, connect_to: Callable[..., Client]
) -> None:
    """A client of the proxies reaches the cluster through them, and no longer once they are cut."""
    client = connect_to(proxied_cluster.cluster, endpoints=proxied_cluster.endpoints)
    client.put("/a", "1")
    assert sum(proxy.traffic().to_server for proxy in proxied_cluster.proxies) > 0
    leader = proxied_cluster.cluster.wait_for_leader()
    proxied_cluster.proxy_of(leader).cut()
    assert client.get("/a").count == 1
