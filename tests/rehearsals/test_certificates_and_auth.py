"""A user lost its role and its password; the certificate of all members ended. The runbook tells, and mends it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

import yamtam_nb as yn
from tests.rehearsals.rehearsal import Rehearsal, fingerprint
from yamtam_nb import errors as e
from yamtam_nb.client.client import Client
from yamtam_nb.sandbox import Cluster

ROLE, OPERATOR = "operators", "<b>operator</b>"
NEW = "a-password-nobody-may-see"


def test_a_user_that_is_locked_out_is_let_in_again(
    own_cluster: Callable[..., Cluster], connect_to: Callable[..., Client], tmp_path: Path
) -> None:
    """The role that was taken away is given back, and the password set; neither the dry run nor a record tells it."""
    cluster = own_cluster(3, auth=True)
    root = connect_to(cluster)
    root.auth.role_add(ROLE)
    root.auth.role_grant_permission(ROLE, "readwrite", "/yamtam/", prefix=True)
    root.auth.user_add(OPERATOR, "one-that-nobody-knows")
    runbook = Rehearsal(
        "certificates-and-auth", cluster, tmp_path, user=OPERATOR, role=ROLE, password_env="NEW_PASSWORD"
    )
    runbook.variables["NEW_PASSWORD"] = NEW

    before = fingerprint(root)
    dry = runbook.dry()
    assert (dry.outcome, dry.reason) == ("success", "")
    assert fingerprint(root) == before
    assert root.auth.user_get(OPERATOR).roles == ()
    with pytest.raises(e.AuthenticationFailed):
        connect_to(cluster, user=OPERATOR, password=NEW)

    live = runbook.live()

    assert (live.outcome, live.reason) == ("success", "")
    assert connect_to(cluster, user=OPERATOR, password=NEW).put("/yamtam/config/model-tier", "power")
    left = runbook.written(dry, live)
    assert NEW not in left
    assert str(cluster.password) not in left
    assert OPERATOR not in live.page.read_text(encoding="utf-8").partition("## What happened")[2]
    (applied,) = [record for record in runbook.records() if record.get("result") == "applied"]
    assert (applied["size"], bool(applied["fencing_token"])) == (2, True)
    assert root.maintenance.hash_kv_all().consistent


def test_a_certificate_that_has_ended_is_told_and_its_renewal_verified(
    own_cluster: Callable[..., Cluster], connect_to: Callable[..., Client], tmp_path: Path
) -> None:
    """No way in: it stops with the steps for the machines. Once they are done, without a restart, it goes through."""
    cluster = own_cluster(3, tls=True)
    client = connect_to(cluster)
    before = fingerprint(client)  # over connections that stay, whatever becomes of the certificate
    cluster.renew_certificates(not_after=datetime.now(timezone.utc) - timedelta(days=3))
    runbook = Rehearsal("certificates-and-auth", cluster, tmp_path)

    stopped = runbook.dry()
    assert stopped.outcome == "gate"
    assert "the server's certificate has expired" in stopped.reason
    page = stopped.page.read_text(encoding="utf-8")
    assert "On the machine of each of" in page
    assert all(f"{endpoint} (ends on" in page for endpoint in cluster.endpoints)
    assert fingerprint(client) == before

    cluster.renew_certificates()
    live = runbook.live()

    assert (live.outcome, live.reason) == ("success", "")
    assert all(record["holds"] for record in runbook.records() if record["event"] == "verify")
    yn.doctor(client).raise_if("red", ignoring=["known bugs"])
