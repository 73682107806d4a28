"""A member dies for good; the runbook replaces it, in as many runs as there are stages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.rehearsals.rehearsal import Rehearsal, fingerprint
from yamtam_nb.client.client import Client
from yamtam_nb.sandbox import Cluster


def test_replace_member_removes_announces_and_promotes(
    own_cluster: Callable[..., Cluster], connect_to: Callable[..., Client], tmp_path: Path
) -> None:
    """The dry run changes nothing; a run removes and announces, the next one, with the process up, promotes."""
    cluster = own_cluster()
    dead, *left = cluster.members
    client = connect_to(cluster, endpoints=[member.endpoint for member in left])
    client.put("/kept", "1")
    listed = {member.name: member.id for member in client.cluster.member_list()}
    newcomer = cluster.prepare_member()
    runbook = Rehearsal(
        "replace-member", cluster, tmp_path, member=dead.name, peer_url=newcomer.peer_url, name=newcomer.name
    )
    dead.kill()
    cluster.wait_for_leader(not_in=[dead])

    before = fingerprint(client)
    dry = runbook.dry()
    assert (dry.outcome, dry.reason) == ("success", "")
    assert fingerprint(client) == before
    assert {member.name: member.id for member in client.cluster.member_list()} == listed

    announced = runbook.live()
    assert (announced.outcome, announced.reason) == ("success", "")
    waiting = {member.peer_urls[0]: member for member in client.cluster.member_list()}
    assert dead.peer_url not in waiting
    assert waiting[newcomer.peer_url].is_learner
    page = announced.page.read_text(encoding="utf-8")
    assert f"{newcomer.name}={newcomer.peer_url}" in page
    assert "--initial-cluster-state=existing" in page

    cluster.discard(dead)
    cluster.join(newcomer)
    promoted = runbook.live()

    assert (promoted.outcome, promoted.reason) == ("success", "")
    members = client.cluster.member_list()
    assert sorted(member.name for member in members) == sorted(member.name for member in cluster.members)
    assert not any(member.is_learner for member in members)
    assert client.maintenance.hash_kv_all(endpoints=cluster.endpoints).consistent
    assert connect_to(cluster, endpoints=[newcomer.endpoint]).get("/kept").count == 1
    plans = [record["plan"] for record in runbook.records() if record["event"] == "gate"]
    assert plans[0] == plans[1] != plans[2]
