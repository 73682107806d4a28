"""Half a configuration is deleted and the rest overwritten; the runbook puts it back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import yamtam_nb as yn
from tests.rehearsals.rehearsal import Rehearsal, fingerprint, tells
from yamtam_nb.client.client import Client
from yamtam_nb.sandbox import Cluster


def test_config_rollback_puts_back_what_was_there(
    etcd_cluster: Cluster, client: Client, fresh_prefix: str, tmp_path: Path
) -> None:
    """The dry run changes nothing; the real one restores every key, lease included, and tells it in its record."""
    lease = client.lease.grant(600).id
    for number in range(20):
        client.put(f"{fresh_prefix}{number:02}", f'{{"rps": {number}}}', lease=lease if number == 3 else 0)
    good = yn.snapshot(client, fresh_prefix)
    client.delete(f"{fresh_prefix}0", prefix=True)
    client.put(f"{fresh_prefix}15", "<script>alert(1)</script>")
    client.put(f"{fresh_prefix}new", "x")
    runbook = Rehearsal(
        "config-rollback", etcd_cluster, tmp_path, prefix=fresh_prefix, revision=good.revision
    )

    before = fingerprint(client)
    dry = runbook.dry()
    assert (dry.outcome, dry.reason) == ("success", "")
    assert fingerprint(client) == before

    live = runbook.live()

    assert (live.outcome, live.reason) == ("success", "")
    assert [(kv.key, kv.value, kv.lease) for kv in yn.snapshot(client, fresh_prefix)] == [
        (kv.key, kv.value, kv.lease) for kv in good
    ]
    assert "<script>alert(1)" not in live.page.read_text(encoding="utf-8")
    events = [record["event"] for record in runbook.records()]
    assert events == 2 * ["begin", "preflight", "gate", "apply", "verify", "end"]
    (applied,) = [record for record in runbook.records() if record.get("fencing_token")]
    assert (applied["result"], applied["size"]) == ("applied", 12)
    assert applied["revision_from"] < applied["revision_to"]


def test_config_rollback_goes_through_a_profile_with_tls_and_a_password(
    own_cluster: Callable[..., Cluster], connect_to: Callable[..., Client], tmp_path: Path
) -> None:
    """As somebody who may write these keys and no others; what is left behind tells no secret."""
    cluster = own_cluster(3, tls=True, auth=True)
    root = connect_to(cluster)
    root.auth.role_add("operators")
    root.auth.role_grant_permission("operators", "readwrite", "/yamtam/", prefix=True)
    root.auth.user_add("oncall", "open-sesame-3")
    root.auth.user_grant_role("oncall", "operators")
    oncall = connect_to(cluster, user="oncall", password="open-sesame-3")
    good = [oncall.put(f"/yamtam/config/{number}", "as it was").revision for number in range(5)][-1]
    oncall.delete("/yamtam/config/", prefix=True)
    runbook = Rehearsal("config-rollback", cluster, tmp_path, revision=good)
    runbook.through_profile("incident", user="oncall", password="open-sesame-3")

    before = fingerprint(root)
    dry = runbook.dry()
    assert (dry.outcome, dry.reason) == ("success", "")
    assert fingerprint(root) == before
    live = runbook.approved()

    assert (live.outcome, live.reason) == ("success", "")
    assert {kv.text() for kv in oncall.get("/yamtam/config/", prefix=True)} == {"as it was"}
    (applied,) = [record for record in runbook.records() if record.get("result") == "applied"]
    assert (applied["size"], bool(applied["fencing_token"])) == (5, True)
    left = runbook.written(dry, live)
    assert "oncall" in left
    assert tells(oncall, left) == []


def test_config_rollback_stops_at_a_gate_that_was_approved_for_another_plan(
    etcd_cluster: Cluster, client: Client, fresh_prefix: str, tmp_path: Path
) -> None:
    """The exit tells a gate, and nothing was changed."""
    good = client.put(f"{fresh_prefix}a", "1").revision
    client.put(f"{fresh_prefix}a", "2")
    runbook = Rehearsal("config-rollback", etcd_cluster, tmp_path, prefix=fresh_prefix, revision=good)

    before = fingerprint(client)
    ended = runbook.live(approve="0123456789ab")

    assert ended.outcome == "gate"
    assert "Another plan was approved" in ended.reason
    assert fingerprint(client) == before
