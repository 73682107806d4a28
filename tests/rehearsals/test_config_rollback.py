"""Half a configuration is deleted and the rest overwritten; the runbook puts it back."""

from __future__ import annotations

from pathlib import Path

import yamtam_nb as yn
from tests.rehearsals.rehearsal import Rehearsal, fingerprint
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
