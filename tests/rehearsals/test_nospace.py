"""A database is filled to its quota by overwriting one key; the runbook makes room and has the cluster take writes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import yamtam_nb as yn
from tests.rehearsals.rehearsal import Rehearsal, fingerprint
from yamtam_nb import errors as e
from yamtam_nb.client.client import Client
from yamtam_nb.runbooks.space import space
from yamtam_nb.sandbox import Cluster

QUOTA = 16 << 20
MUCH = b"x" * 1_000_000


def fill(client: Client, key: str) -> None:
    """Overwrite a key until no more is taken."""
    with pytest.raises((e.OutcomeUnknown, e.NoSpace)):
        for _ in range(200):
            client.put(key, MUCH)


def test_nospace_makes_room_in_the_documented_order(
    own_cluster: Callable[..., Cluster], connect_to: Callable[..., Client], tmp_path: Path
) -> None:
    """The dry run changes nothing; the real one ends with no alarm, far less on every disk, and writes that work."""
    cluster = own_cluster(3, etcd_args=(f"--quota-backend-bytes={QUOTA}",))
    client = connect_to(cluster)
    client.put("/yamtam/config/model-tier", "power")
    fill(client, "/yamtam/payloads/last")
    full = space(client)
    runbook = Rehearsal("nospace", cluster, tmp_path, save_to=str(tmp_path / "before.db"))

    before = fingerprint(client)
    dry = runbook.dry()
    assert (dry.outcome, dry.reason) == ("success", "")
    assert fingerprint(client) == before
    assert (full.alarmed, full.full) != ([], [])
    # Each member raises its own alarm when it notices: there may be more of them by now, and none is gone.
    assert set(full.alarmed) <= set(space(client).alarmed)

    live = runbook.live()

    assert (live.outcome, live.reason) == ("success", "")
    now = space(client).since(full)
    assert (now.alarmed, now.full) == ([], [])
    assert all(member.size < member.before / 3 for member in now)
    assert client.get("/yamtam/config/model-tier")[0].text() == "power"
    assert client.put("/yamtam/config/model-tier", "efficient")
    assert yn.verify_snapshot(tmp_path / "before.db").size > full.members[0].size / 2
    assert client.maintenance.hash_kv_all().consistent
    yn.doctor(client).raise_if("red", ignoring=["known bugs"])
    (applied,) = [record for record in runbook.records() if record.get("result") == "applied"]
    assert applied["fencing_token"] is None
    assert "payloads" not in runbook.audit.read_text(encoding="utf-8")
