"""A member stalls whenever it leads, so that others are elected; the runbook moves leadership away from it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import yamtam_nb as yn
from tests.rehearsals.rehearsal import Rehearsal, fingerprint
from yamtam_nb.client.client import Client
from yamtam_nb.sandbox import Cluster
from yamtam_nb.sandbox.member import Member


def lead(client: Client, member: Member) -> None:
    """Let it lead, as an election may."""
    (found,) = [each for each in client.cluster.member_list() if each.name == member.name]
    client.maintenance.move_leader(found.id)


def test_leader_flapping_moves_leadership_to_a_member_that_is_well(
    own_cluster: Callable[..., Cluster], connect_to: Callable[..., Client], tmp_path: Path
) -> None:
    """The dry run moves nothing; the real one lets another lead, which stays; nothing but the leader changes."""
    cluster = own_cluster()
    client = connect_to(cluster)
    stalling = cluster.leader
    for _ in range(2):
        stalling.pause()
        cluster.wait_for_leader(not_in=[stalling])
        stalling.resume()
        cluster.wait_healthy()
        lead(client, stalling)
    client.put("/yamtam/a", "1")
    cluster.wait_healthy()
    runbook = Rehearsal("leader-flapping", cluster, tmp_path, member=stalling.name, looks=4)

    before = fingerprint(client)
    dry = runbook.dry()
    assert (dry.outcome, dry.reason) == ("success", "")
    assert fingerprint(client) == before
    assert cluster.leader is stalling

    live = runbook.live()

    assert (live.outcome, live.reason) == ("success", "")
    assert cluster.leader is not stalling
    assert [kv.value for kv in client.get("/yamtam/a")] == [b"1"]
    (applied,) = [record for record in runbook.records() if record.get("fencing_token")]
    assert (applied["result"], applied["size"]) == ("applied", 1)
    yn.doctor(client).raise_if("red", ignoring=["known bugs"])
    assert client.maintenance.hash_kv_all().verdict == "consistent"
