"""Leases on a real cluster."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest

from tests.integration.client.conftest import Etcdctl
from yamtam_nb import connect
from yamtam_nb import errors as e
from yamtam_nb.client.client import Client
from yamtam_nb.client.renewal import LeaseState
from yamtam_nb.sandbox import Cluster


def until(condition: Callable[[], bool], seconds: float) -> bool:
    """Whether it comes true in time."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def test_a_lease_takes_its_keys_with_it(client: Client, etcdctl: Etcdctl, fresh_prefix: str) -> None:
    """Revoked, they go in one revision."""
    lease = client.lease.grant(600)
    assert lease.ttl == 600
    for name in "ab":
        client.put(fresh_prefix + name, "v", lease=lease.id)
    left = client.lease.time_to_live(lease.id, keys=True)
    assert left.keys == (fresh_prefix.encode() + b"a", fresh_prefix.encode() + b"b")
    assert 598 <= left.ttl <= 600 == left.granted_ttl
    assert client.lease.time_to_live(lease.id).keys == ()
    assert lease.id in client.lease.leases()
    assert f"{lease.id:x}" in {f"{entry['id']:x}" for entry in etcdctl("lease", "list")["leases"]}
    before = client.get(fresh_prefix, prefix=True)
    assert client.lease.revoke(lease.id) == before.revision + 1
    assert not client.get(fresh_prefix, prefix=True)
    assert lease.id not in client.lease.leases()


def test_a_lease_that_is_not_there(client: Client) -> None:
    """Looking at it is no error, anything else is."""
    assert client.lease.time_to_live(12345).ttl == -1
    for attempt in (
        client.lease.revoke,
        client.lease.keep_alive_once,
        client.lease.keep_alive,
    ):
        with pytest.raises(e.LeaseNotFound):
            attempt(12345)


def test_an_id_of_ones_own_is_taken_once(client: Client) -> None:
    """The second grant is refused."""
    lease = client.lease.grant(600, lease_id=4242)
    try:
        assert lease.id == 4242
        with pytest.raises(e.LeaseExists):
            client.lease.grant(600, lease_id=4242)
    finally:
        client.lease.revoke(4242)


def test_a_small_ttl_is_raised_by_the_server(client: Client) -> None:
    """And the answer says to what."""
    lease = client.lease.grant(1)
    assert lease.ttl == 2
    client.lease.revoke(lease.id)


def test_one_renewal_gives_the_whole_ttl_again(client: Client) -> None:
    """Counted from its sending."""
    lease = client.lease.grant(600)
    before = client.clock.now()
    result = client.lease.keep_alive_once(lease.id)
    assert (result.id, result.ttl) == (lease.id, 600)
    assert before <= result.sent_at <= client.clock.now()
    client.lease.revoke(lease.id)


def test_a_lease_lives_while_it_is_kept_alive_and_dies_when_it_is_not(
    client: Client, fresh_prefix: str
) -> None:
    """Two seconds of TTL, three seconds of life; closed, it is gone by itself soon after."""
    lease = client.lease.grant(2)
    client.put(fresh_prefix, "v", lease=lease.id)
    with client.lease.keep_alive(lease.id) as kept:
        end = time.monotonic() + 3.0
        while time.monotonic() < end:
            assert kept.alive
            assert client.get(fresh_prefix)
            time.sleep(0.1)
        assert kept.deadline > client.clock.now() + 0.9
    assert kept.state is LeaseState.RELEASED
    closed = time.monotonic()
    assert until(lambda: not client.get(fresh_prefix), 6.0)
    assert time.monotonic() - closed > 0.5


def test_a_lease_that_somebody_else_revokes_is_lost(
    client: Client, etcd_cluster: Cluster, fresh_prefix: str
) -> None:
    """The owner is told with the next renewal."""
    lease = client.lease.grant(2)
    lost = threading.Event()
    kept = client.lease.keep_alive(lease.id)
    kept.on_lost(lambda _: lost.set())
    with connect(etcd_cluster.endpoints) as other:
        other.lease.revoke(lease.id)
    assert lost.wait(3.0)
    assert kept.state is LeaseState.LOST
    assert not kept.alive


def test_revoking_a_lease_that_is_kept_alive_is_told_at_once(client: Client) -> None:
    """Whoever lives off it may be another part of the program; it does not wait for the next renewal."""
    lease = client.lease.grant(60)
    kept = client.lease.keep_alive(lease.id)
    lost = threading.Event()
    kept.on_lost(lambda _: lost.set())
    client.lease.revoke(lease.id)
    assert lost.is_set()
    assert kept.state is LeaseState.LOST


def test_giving_a_lease_back_is_no_loss(client: Client) -> None:
    """Who stops renewing it and then revokes it is told nothing."""
    lease = client.lease.grant(5)
    kept = client.lease.keep_alive(lease.id)
    lost = threading.Event()
    kept.on_lost(lambda _: lost.set())
    kept.close()
    client.lease.revoke(lease.id)
    assert kept.state is LeaseState.RELEASED
    assert not lost.is_set()


def test_hundreds_of_leases_share_a_few_threads(client: Client) -> None:
    """And are all renewed."""
    leases = [client.lease.grant(2).id for _ in range(200)]
    kept = [client.lease.keep_alive(lease) for lease in leases]
    ours = [thread.name for thread in threading.enumerate() if thread.name.startswith("yamtam-keep-alive")]
    assert len(ours) <= 5
    time.sleep(2.5)
    assert all(handle.alive for handle in kept)
    for handle in kept:
        handle.close()
    for lease in leases:
        client.lease.revoke(lease)


def test_the_handle_tells_how_it_stands(client: Client) -> None:
    """For a log or a cell."""
    lease = client.lease.grant(600)
    with client.lease.keep_alive(lease.id) as kept:
        assert repr(kept).startswith(f"<KeepAlive lease {lease.id:x} alive, 59")
        assert repr(kept).endswith("s of 600 s left>")
    client.lease.revoke(lease.id)
