"""Two of three members die; the runbook says what to start, saves a copy meanwhile, and sees the cluster back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import yamtam_nb as yn
from tests.rehearsals.rehearsal import Rehearsal
from yamtam_nb.client.client import Client
from yamtam_nb.errors import GateNotPassed
from yamtam_nb.runbooks.way_back import way_back
from yamtam_nb.sandbox import Cluster


def test_quorum_lost_copies_the_survivor_and_sees_the_cluster_back(
    own_cluster: Callable[..., Cluster], connect_to: Callable[..., Client], tmp_path: Path
) -> None:
    """It runs without a leader, a copy can be taken meanwhile, and then every acknowledged write is there."""
    cluster = own_cluster()
    client = connect_to(cluster)
    for number in range(20):
        acknowledged = client.put(f"/kept/{number:02}", str(number)).revision
    leader = cluster.leader
    survivor, other = (member for member in cluster.members if member is not leader)
    runbook = Rehearsal("quorum-lost", cluster, tmp_path, acknowledged=acknowledged)
    copy = tmp_path / "copy.db"
    leader.kill()
    other.kill()

    before = client.maintenance.hash_kv(survivor.endpoint)
    dry = runbook.dry(copy_to=str(copy))
    assert (dry.outcome, dry.reason) == ("success", "")
    assert not copy.exists()
    assert client.maintenance.hash_kv(survivor.endpoint) == before
    page = dry.page.read_text(encoding="utf-8")
    assert "NO QUORUM: 1 of 3 voters answer, 2 are needed" in page
    assert "systemctl start etcd" in page

    back = way_back(client, copy_to=str(copy))
    assert back.plan().apply().status == "applied"
    assert yn.verify_snapshot(copy).size
    with pytest.raises(GateNotPassed, match="run this again from the top"):
        back.back()
    assert client.maintenance.status(survivor.endpoint).revision == acknowledged

    for member in (leader, other):
        member.restart()
    cluster.wait_healthy()
    live = runbook.live()

    assert (live.outcome, live.reason) == ("success", "")
    assert client.get("/kept/", prefix=True).count == 20
    assert client.maintenance.hash_kv_all().consistent
    assert yn.doctor(client, metrics=False).raise_if("red", ignoring=["known bugs"])
