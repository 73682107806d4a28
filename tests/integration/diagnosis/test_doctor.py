"""The doctor on real clusters: a healthy one, and some that are not."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

import yamtam_nb as yn
from yamtam_nb.diagnosis.look import Stream
from yamtam_nb.errors import GateNotPassed, NoSpace, OutcomeUnknown, Unavailable, YamtamError

if TYPE_CHECKING:
    from tests.integration.diagnosis.conftest import Ward
    from yamtam_nb.client.client import Client
    from yamtam_nb.diagnosis.report import Report
    from yamtam_nb.sandbox import Cluster

BORN_ILL = {"machines", "known bugs"}
"""Of every local cluster: one machine, and mostly an old etcd."""


def complaints(report: Report, *verdicts: str) -> set[str]:
    """Names of the findings that are not green, but for those that every local cluster has."""
    wanted = verdicts or ("red", "yellow", "grey")
    return {finding.name for finding in report if finding.verdict in wanted} - BORN_ILL


def test_a_healthy_cluster_passes(ward: Ward) -> None:
    """Everything was found out, from quorum to clocks, and nothing was changed."""
    ward.client.put("/yamtam/config/a", "1")
    before = ward.client.get("/", prefix=True).revision
    with ward.client.watch("/yamtam/", prefix=True), ward.client.watch("/yamtam/", prefix=True):
        report = yn.doctor(ward.client, tables=[Stream("table of /x/", "live")])

    assert complaints(report, "red", "grey") == set()
    assert {"quorum", "alarms", "quota", "disk fsync", "disk commit", "clock", "proposals"} <= {
        f.name for f in report
    }
    assert report["quorum"].evidence.startswith("3 of 3 voters answering with a leader, 2 needed, leader m")
    assert report["watches here"].evidence.startswith("3 open in this process")
    assert ward.client.get("/", prefix=True).revision == before
    assert report.raise_if("red") is report
    assert "3.5" in report.facts["servers"] or "etcd 3." in report.facts["servers"]


def test_without_metrics_that_much_is_not_known(ward: Ward) -> None:
    """And it is said once; metrics that are looked for in the wrong place are not known either."""
    assert "metrics" in complaints(yn.doctor(ward.client, metrics=False), "grey")
    nowhere = dict.fromkeys(ward.client.endpoints, "http://127.0.0.1:1/metrics")

    report = yn.doctor(ward.client, metrics_urls=nowhere)

    assert complaints(report, "red") == set()
    assert "127.0.0.1:1" in report["metrics"].evidence


def test_a_paused_and_a_killed_member_have_their_rows(ward: Ward) -> None:
    """Why, and what would still be survived; then a majority is gone, and it is red."""
    leader = ward.cluster.leader
    paused, killed = (member for member in ward.cluster.members if member is not leader)
    paused.pause()
    try:
        report = yn.doctor(ward.client)
        assert complaints(report, "yellow") >= {"quorum", f"member {paused.name}"}
        assert complaints(report, "red") == set()
        assert "no answer in time" in report[f"member {paused.name}"].evidence
        killed.kill()
        report = yn.doctor(ward.client)
        assert "refused" in report[f"member {killed.name}"].evidence.lower()
        assert report["quorum"].verdict == "red"
        with pytest.raises(GateNotPassed, match="quorum-lost"):
            report.raise_if("red")
    finally:
        paused.resume()
        killed.restart()
        ward.cluster.wait_healthy()


def test_nobody_at_all_is_one_clear_error(own_cluster: Callable[..., Cluster]) -> None:
    """There is nothing to report on."""
    cluster = own_cluster(1)
    with yn.connect(cluster.endpoints, timeout=0.5) as client:
        cluster.members[0].kill()

        with pytest.raises(Unavailable):
            yn.doctor(client)


def fill(client: Client) -> None:
    """Write until the quota is reached."""
    with contextlib.suppress(NoSpace, OutcomeUnknown):
        for number in range(100):
            client.put(f"/fill/{number}", b"x" * 1_000_000)


def test_a_full_database_is_red_and_names_its_runbook(own_cluster: Callable[..., Cluster]) -> None:
    """The alarm, from the statuses and from the list; a cluster of one has no spare either."""
    cluster = own_cluster(1, etcd_args=(f"--quota-backend-bytes={16 * 1024 * 1024}",))
    with yn.connect(cluster.endpoints) as client:
        fill(client)

        report = yn.doctor(client)

    assert (report["alarms"].verdict, report["alarms"].runbook) == ("red", "nospace")
    assert "NOSPACE is raised for m1" in report["alarms"].evidence
    assert report["quota"].verdict == "red"
    assert report["quorum"].verdict == "yellow"


def test_a_user_who_may_little_sees_grey_not_red(
    own_cluster: Callable[..., Cluster], connect_to: Callable[..., Client]
) -> None:
    """Keys may not be counted; root is told that it is root; no password is anywhere in the report."""
    cluster = own_cluster(1, auth=True)
    root = connect_to(cluster)
    root.auth.user_add("ann", "s3cret-of-ann")
    root.auth.role_add("reader")
    root.auth.role_grant_permission("reader", "read", "/yamtam/", prefix=True)
    root.auth.user_grant_role("ann", "reader")

    as_root = yn.doctor(root)
    as_ann = yn.doctor(connect_to(cluster, user="ann", password="s3cret-of-ann"))

    assert "it is root" in as_root["authentication"].evidence
    assert complaints(as_ann, "red") == set()
    assert as_ann["keys"].verdict == "grey"
    assert "may not look" in as_ann["keys"].evidence
    for report, secret in ((as_root, cluster.password), (as_ann, "s3cret-of-ann")):
        assert str(secret) not in report.text() + report._repr_html_()


def test_certificates_are_read_from_members_and_files(
    own_cluster: Callable[..., Cluster], connect_to: Callable[..., Client]
) -> None:
    """Over TLS the metrics are read, too, with the client's certificate."""
    cluster = own_cluster(1, tls=True)

    report = yn.doctor(connect_to(cluster))

    assert report["encryption"].evidence == "TLS to all of 1 endpoint"
    assert report["certificate"].verdict == "green"
    assert "in " in report["certificate"].evidence
    assert complaints(report, "grey", "red") == set()
    assert report["authentication"].evidence == "off; clients show a certificate instead"
    with pytest.raises(YamtamError):
        yn.doctor(connect_to(cluster)).raise_if("yellow")
