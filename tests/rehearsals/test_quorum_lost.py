"""Two of three members die; the runbook says what to start, saves a copy meanwhile, and sees the cluster back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import yamtam_nb as yn
from tests.rehearsals.rehearsal import Rehearsal
from yamtam_nb.client.client import Client
from yamtam_nb.sandbox import Cluster


def test_quorum_lost_copies_the_survivor_and_sees_the_cluster_back(
    own_cluster: Callable[..., Cluster], connect_to: Callable[..., Client], tmp_path: Path
) -> None:
    """It runs without a leader; stops until members are back; then every acknowledged write is found there."""
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

    dry = runbook.dry(copy_to=str(copy))
    assert (dry.outcome, dry.reason) == ("success", "")
    assert not copy.exists()
    page = dry.page.read_text(encoding="utf-8")
    assert "NO QUORUM: 1 of 3 voters answer, 2 are needed" in page
    assert "systemctl start etcd" in page

    stopped = runbook.live(copy_to=str(copy))
    assert stopped.outcome == "gate"
    assert "run this again from the top" in stopped.reason
    assert yn.verify_snapshot(copy).size
    assert client.maintenance.status(survivor.endpoint).revision == acknowledged

    for member in (leader, other):
        member.restart()
    cluster.wait_healthy()
    live = runbook.live()

    assert (live.outcome, live.reason) == ("success", "")
    assert client.get("/kept/", prefix=True).count == 20
    assert client.maintenance.hash_kv_all().consistent
    assert yn.doctor(client, metrics=False).raise_if("red", ignoring=["known bugs"])
