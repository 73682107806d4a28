"""``%etcd sandbox`` and the status card."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest

import yamtam_nb as yn
from tests.integration.magics.conftest import TypingShell
from yamtam_nb.errors import EtcdError, NotConnected, SandboxError
from yamtam_nb.sandbox import Cluster, current


@pytest.fixture(autouse=True)
def no_sandbox_left() -> Iterator[None]:
    """The sandbox of this process is stopped after each test."""
    yield
    current.stop()


def test_a_sandbox_is_started_connected_shown_and_stopped(shell: TypingShell) -> None:
    """The whole life of one, with TLS and a password, and nothing secret shown."""
    assert "no sandbox runs" in shell.shown("%etcd sandbox status")
    said = shell.printed("%etcd sandbox start --members 1 --tls --auth")
    cluster = current.current()
    assert cluster is not None
    assert "Connected to sandbox at https://" in said
    assert "user root" in said
    shell.type("%etcd put /a 1")
    assert shell.shown("%etcd get /nope").endswith("· sandbox")
    status = shell.shown("%etcd sandbox status")
    assert "m1" in status
    assert "running" in status
    assert str(cluster.password) not in said + status + shell.shown("%etcd")
    with pytest.raises(SandboxError, match="runs already"):
        shell.type("%etcd sandbox start")
    assert "stopped" in shell.printed("%etcd sandbox stop")
    assert current.current() is None
    with pytest.raises(NotConnected):
        yn.shared()
    assert "No sandbox runs" in shell.printed("%etcd sandbox stop")


def test_the_status_card_of_a_healthy_cluster(connected: TypingShell) -> None:
    """Cluster, leader, three members that answer, no alarm, no warning."""
    card = connected.type("%etcd")
    assert len(card.members) == 3
    assert card.cluster_id == yn.shared().cluster_id
    assert card.leader in {row.member.id for row in card.members}
    assert card.alarms == ()
    assert card.warning == ""
    shown = connected.shown("%etcd")
    for part in ("leader        m", "follower", "3.", "alarms        none", "no user"):
        assert part in shown
    assert "<script" not in str(connected.html("%etcd"))


def test_one_endpoint_shows_all_members(shell: TypingShell, etcd_cluster: Cluster) -> None:
    """The others are asked at the addresses that the cluster knows, and the single endpoint is warned about."""
    shell.printed(f"%etcd connect {etcd_cluster.endpoints[0]}")
    card = shell.type("%etcd")
    assert len(card.answers) == 3
    assert "one endpoint only" in card.warning


def test_a_dead_member_is_shown_as_such(shell: TypingShell, own_cluster: Callable[..., Cluster]) -> None:
    """The card comes all the same, and soon."""
    cluster = own_cluster()
    shell.printed(f"%etcd connect {','.join(cluster.endpoints)}")
    dead = next(member for member in cluster.members if member is not cluster.leader)
    dead.kill()
    shown = shell.shown("%etcd")
    assert shown.count("UNREACHABLE") == 1
    assert dead.endpoint in shown
    assert "leader        m" in shown
    assert "unreachable" in shell.shown("%etcd version")
    assert f"{dead.name} at {dead.endpoint}: Connection refused" in shown
    for member in cluster.members:
        member.kill()
    shown = shell.shown("%etcd")
    assert shown.count("UNREACHABLE") == 3
    assert all(member.name in shown for member in cluster.members)


def test_without_a_majority_the_survivor_still_tells(
    shell: TypingShell, own_cluster: Callable[..., Cluster]
) -> None:
    """With two of three members dead one can connect, see the card and read what the last one has."""
    cluster = own_cluster()
    shell.user_ns["E"] = cluster.endpoints
    shell.printed("%etcd connect $E")
    shell.type("%etcd put /a 1")
    survivor, *others = cluster.members
    wait_for_reads(survivor.endpoint, "/a")
    for member in others:
        member.kill()
    wait_until_leaderless(survivor.endpoint)
    assert "Connected to" in shell.printed("%etcd connect $E")
    shown = shell.shown("%etcd")
    assert shown.count("UNREACHABLE") == 2
    assert "NO LEADER" in shown
    assert shell.type("%etcd get /a --consistency s")[0].text() == "1"
    with pytest.raises(EtcdError):
        shell.type("%etcd get /a --timeout 1")


def wait_for_reads(endpoint: str, key: str) -> None:
    """Until that member itself has the key."""
    with yn.connect([endpoint]) as client:
        while not client.get(key, serializable=True):
            time.sleep(0.02)


def wait_until_leaderless(endpoint: str) -> None:
    """Until that member has noticed that its leader is gone."""
    with yn.connect([endpoint]) as client:
        while client.maintenance.status().leader:
            time.sleep(0.05)
