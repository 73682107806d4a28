"""Members, their status and their alarms."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable

import pytest

from tests.integration.client.conftest import Etcdctl
from yamtam_nb import connect
from yamtam_nb import errors as e
from yamtam_nb.client.client import Client
from yamtam_nb.model import Alarm, MemberStatus
from yamtam_nb.sandbox import Cluster


def test_the_member_list_is_etcdctls(client: Client, etcdctl: Etcdctl, etcd_cluster: Cluster) -> None:
    """IDs, names and addresses; also when it is asked without the leader."""
    expected = {
        (member["ID"], member["name"], tuple(member["peerURLs"]), tuple(member["clientURLs"]))
        for member in etcdctl("member", "list")["members"]
    }
    for linearizable in (True, False):
        members = client.cluster.member_list(linearizable=linearizable)
        assert {member[:4] for member in members} == expected
        assert {member.client_urls[0] for member in members} == set(etcd_cluster.endpoints)
        assert not any(member.is_learner for member in members)


def test_the_status_is_etcdctls(client: Client, etcdctl: Etcdctl, etcd_cluster: Cluster) -> None:
    """Each member of itself; exactly one leads."""
    rows = client.maintenance.status_all()
    assert [row.endpoint for row in rows] == etcd_cluster.endpoints
    statuses = [row for row in rows if isinstance(row, MemberStatus)]
    assert len(statuses) == 3
    assert [status.endpoint for status in statuses if status.is_leader] == [etcd_cluster.leader.endpoint]
    for status in statuses:
        single = client.maintenance.status(status.endpoint)
        assert (single.member_id, single.cluster_id) == (status.member_id, status.cluster_id)
        assert status.version.startswith("3.")
        assert status.db_size >= status.db_size_in_use > 0
        assert status.raft_applied_index <= status.raft_index
        assert 0 < status.latency < 5
    assert client.maintenance.status().endpoint == client.endpoint
    assert client.cluster_id == statuses[0].cluster_id


def test_one_silent_member_is_one_row_with_an_error(own_cluster: Callable[..., Cluster]) -> None:
    """Within its own deadline, and the rows of the others are there."""
    cluster = own_cluster()
    with connect(cluster.endpoints) as client:
        cluster.members[1].pause()
        started = time.monotonic()
        first, paused, third = client.maintenance.status_all(timeout=0.6)
        took = time.monotonic() - started
        cluster.members[2].kill()
        killed = client.maintenance.status_all(timeout=0.6)[2]
        cluster.members[1].resume()
    assert took < 0.85
    assert isinstance(first, MemberStatus)
    assert isinstance(third, MemberStatus)
    assert isinstance(paused, e.DeadlineExceeded)
    assert paused.endpoint == cluster.endpoints[1]
    assert isinstance(killed, e.Unavailable)
    assert killed.endpoint == cluster.endpoints[2]


def test_no_endpoints_have_no_status(client: Client) -> None:
    """An empty list, not an error."""
    assert client.maintenance.status_all([]) == []


def test_the_status_of_all_can_be_interrupted(lone: Cluster) -> None:
    """Nobody has to wait for the slowest."""
    with connect(lone.endpoints) as client:
        lone.members[0].pause()
        threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGINT)).start()
        started = time.monotonic()
        with pytest.raises(KeyboardInterrupt):
            client.maintenance.status_all(timeout=2.0)
        assert time.monotonic() - started < 0.7


def test_alarms_are_listed_by_member(own_cluster: Callable[..., Cluster]) -> None:
    """None at first; a full database raises one, refuses writes, and shows in the member's status."""
    cluster = own_cluster(members=1, etcd_args=("--quota-backend-bytes=65536",))
    with connect(cluster.endpoints) as client:
        assert client.maintenance.alarms() == []
        with pytest.raises(e.OutcomeUnknown, match="database space exceeded") as caught:
            for number in range(5_000):  # etcd looks at its size a little later than it grows
                client.put(f"/k{number}", b"x" * 10_000)
        status = client.maintenance.status()
        assert client.maintenance.alarms() == [Alarm(status.member_id, "NOSPACE")]
        assert any("NOSPACE" in words for words in status.errors)
        assert isinstance(caught.value.__cause__, e.NoSpace)
        with pytest.raises(e.NoSpace):
            client.lease.grant(5)
        assert client.get("/k0")[0].value
