"""Much was written and deleted: the files are large and nearly empty; the runbook gives the disks their room back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import yamtam_nb as yn
from tests.rehearsals.rehearsal import Rehearsal, fingerprint, tells
from yamtam_nb.client.client import Client
from yamtam_nb.runbooks.space import space
from yamtam_nb.sandbox import Cluster

WRITES = 20
MUCH = b"x" * 1_000_000


def test_compact_and_defrag_gives_the_room_back(
    own_cluster: Callable[..., Cluster], connect_to: Callable[..., Client], tmp_path: Path
) -> None:
    """The dry run changes nothing; the real one, under its lock, leaves every member a tenth, and keeps every key."""
    cluster = own_cluster(3)
    client = connect_to(cluster)
    for number in range(WRITES):
        client.put(f"/yamtam/payloads/{number}", MUCH)
    gone = client.delete("/yamtam/payloads/", prefix=True)
    client.compact(gone.revision, physical=True)
    client.put("/yamtam/config/model-tier", "power")
    grown = space(client)
    runbook = Rehearsal(
        "compact-and-defrag", cluster, tmp_path, save_to=str(tmp_path / "before.db"), smallest_mb=8, keep=0
    )

    before = fingerprint(client)
    dry = runbook.dry()
    assert (dry.outcome, dry.reason) == ("success", "")
    assert fingerprint(client) == before

    live = runbook.live()

    assert (live.outcome, live.reason) == ("success", "")
    now = space(client).since(grown)
    assert all(member.size < member.before / 10 for member in now)
    assert now.reclaimed > 3 * WRITES * len(MUCH) * 0.8
    assert client.get("/yamtam/config/model-tier")[0].text() == "power"
    assert yn.verify_snapshot(tmp_path / "before.db")
    assert client.maintenance.hash_kv_all().consistent
    yn.doctor(client).raise_if("red", ignoring=["known bugs"])
    (applied,) = [record for record in runbook.records() if record.get("result") == "applied"]
    assert applied["fencing_token"] and applied["size"] == 5


def test_compact_and_defrag_goes_through_a_profile_with_tls_and_a_password(
    own_cluster: Callable[..., Cluster], connect_to: Callable[..., Client], tmp_path: Path
) -> None:
    """Each member is asked over its own connection, with the same user; what is left behind tells no secret."""
    cluster = own_cluster(3, tls=True, auth=True)
    root = connect_to(cluster)
    for _ in range(WRITES // 2):
        root.put("/yamtam/payloads/last", MUCH)
    root.put("/yamtam/payloads/last", "small")
    grown = space(root)
    runbook = Rehearsal(
        "compact-and-defrag", cluster, tmp_path, save_to=str(tmp_path / "before.db"), smallest_mb=4, keep=0
    )
    runbook.through_profile("incident", user=str(root.settings.user), password=str(root.settings.password))

    before = fingerprint(root)
    dry = runbook.dry()
    assert (dry.outcome, dry.reason) == ("success", "")
    assert fingerprint(root) == before
    live = runbook.approved()

    assert (live.outcome, live.reason) == ("success", "")
    assert all(member.size < member.before / 10 for member in space(root).since(grown))
    assert root.get("/yamtam/payloads/last")[0].text() == "small"
    assert yn.verify_snapshot(tmp_path / "before.db")
    assert root.maintenance.hash_kv_all().consistent
    left = runbook.written(dry, live)
    assert "https://" in left
    assert tells(root, left) == []
