"""A lease outlives one fault at a time."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from tests.faults.proxy import ProxiedCluster
from yamtam_nb import connect
from yamtam_nb.client.keep_alive import KeepAlive

TTL = 5
LONG_ENOUGH = 5.5
"""Seconds, more than the TTL: who does not renew meanwhile loses the lease."""


def test_a_lease_of_five_seconds_outlives_a_black_hole_and_the_death_of_the_leader(
    proxied_cluster: ProxiedCluster,
) -> None:
    """Its owner never doubts it, and the server never drops it."""
    with connect(proxied_cluster.endpoints) as client:
        lease = client.lease.grant(TTL)
        client.put("/kept", "v", lease=lease.id)
        lost = threading.Event()
        with client.lease.keep_alive(lease.id) as kept:
            kept.on_lost(lambda _: lost.set())
            hole = proxied_cluster.proxy_at(client.endpoint)
            hole.blackhole()
            _alive_throughout(kept, client.clock.now)
            assert client.endpoint != hole.endpoint
            hole.resume()
            proxied_cluster.cluster.leader.kill()
            _alive_throughout(kept, client.clock.now)
        assert not lost.is_set()
        assert client.get("/kept", timeout=10)[0].lease == lease.id


def _alive_throughout(kept: KeepAlive, now: Callable[[], float]) -> None:
    end = now() + LONG_ENOUGH
    while now() < end:
        assert kept.alive, kept
        time.sleep(0.02)
    assert kept.deadline > now()
