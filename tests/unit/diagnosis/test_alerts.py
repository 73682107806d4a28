"""The official alert rules on made-up metrics: on what happened between two readings, else on all since the start."""

from __future__ import annotations

import pytest

from tests.unit.diagnosis.looks import HEALTHY, NOW, findings, histogram, look, replaced
from yamtam_nb.client.histogram import Histogram
from yamtam_nb.client.scrape import Scrape
from yamtam_nb.client.vitals import COMMIT, FSYNC
from yamtam_nb.diagnosis.finding import Finding
from yamtam_nb.errors import DecodeError, Unavailable

RTT = "etcd_network_peer_round_trip_time_seconds"


def after(text: str, name: str, before: str = HEALTHY) -> Finding:
    return findings(look(before=before, after=text))[name]


@pytest.mark.parametrize(
    ("metric", "name", "slow", "verdict"),
    [
        (FSYNC, "disk fsync", "b0_008", "green"),
        (FSYNC, "disk fsync", "b0_8", "yellow"),
        (FSYNC, "disk fsync", "b4_0", "red"),
        (COMMIT, "disk commit", "b0_02", "green"),
        (COMMIT, "disk commit", "b0_5", "yellow"),
        (RTT, "network between members", "b0_4", "yellow"),
    ],
)
def test_latencies_are_judged_by_the_99th_percentile(metric: str, name: str, slow: str, verdict: str) -> None:
    """Of what happened between the two readings, if that was enough."""
    before = HEALTHY + histogram(metric, b0_004=100, **{slow: 0})
    now = HEALTHY + histogram(metric, b0_004=100, **{slow: 50})

    finding = after(now, name, before)

    assert finding.verdict == verdict
    assert "just now" in finding.evidence
    assert (finding.runbook == "leader-flapping") == (verdict != "green")


def test_what_was_slow_since_the_start_is_never_red() -> None:
    """It need not be slow now; the sentence says which of both it is."""
    now = HEALTHY + histogram(FSYNC, b0_004=10, b4_0=50)

    finding = after(now, "disk fsync", now)

    assert finding.verdict == "yellow"
    assert "since its start" in finding.evidence


def test_advice_of_the_authors_is_told_below_the_alert() -> None:
    """Green, but not as fast as it should be."""
    now = HEALTHY + histogram(FSYNC, b0_004=10, b0_05=10)

    assert "less than 10 ms is advised" in after(now, "disk fsync", now).evidence


@pytest.mark.parametrize(
    ("changed", "name", "verdict"),
    [
        ({"etcd_server_slow_apply_total": 3}, "keeping up", "yellow"),
        ({"etcd_server_heartbeat_send_failures_total": 1}, "keeping up", "yellow"),
        ({"etcd_server_proposals_failed_total": 20}, "proposals", "yellow"),
        ({"etcd_server_proposals_failed_total": 2}, "proposals", "green"),
        ({"etcd_server_proposals_pending": 500}, "proposals", "yellow"),
        ({"etcd_server_leader_changes_seen_total": 2}, "leader changes", "yellow"),
        ({"process_open_fds": 900}, "open files", "yellow"),
        ({"process_open_fds": 990}, "open files", "red"),
        ({"etcd_mvcc_db_total_size_in_bytes": 2.2e8}, "quota", "yellow"),
    ],
)
def test_what_grows_between_two_readings_is_told(changed: dict[str, float], name: str, verdict: str) -> None:
    """Counters that stood still before."""
    assert after(replaced(**changed), name).verdict == verdict


def test_many_changes_of_leader_are_told_by_the_time_that_they_took() -> None:
    """Four in a quarter of an hour are many, forty in a month are not."""
    often = replaced(etcd_server_leader_changes_seen_total=9, process_start_time_seconds=NOW - 600)
    seldom = replaced(etcd_server_leader_changes_seen_total=40, process_start_time_seconds=NOW - 30 * 86_400)

    assert after(often, "leader changes", often).verdict == "yellow"
    assert after(seldom, "leader changes", seldom).verdict == "green"


@pytest.mark.parametrize(("failed", "verdict"), [(1, "green"), (3, "yellow"), (20, "red")])
def test_failed_requests_are_a_share_of_the_unary_ones(failed: int, verdict: str) -> None:
    """Streams end with an error code whenever somebody stops looking."""
    labels = 'grpc_method="{}",grpc_service="s",grpc_type="{}"'
    lines = [
        f'grpc_server_handled_total{{grpc_code="OK",{labels.format("Range", "unary")}}} {1200 - failed}',
        f'grpc_server_handled_total{{grpc_code="Unavailable",{labels.format("Range", "unary")}}} {failed}',
        f'grpc_server_handled_total{{grpc_code="Unavailable",{labels.format("Watch", "bidi_stream")}}} 5000',
    ]
    now = HEALTHY.rpartition("grpc_server_handled_total")[0] + "\n".join(lines) + "\n"

    assert after(now, "failed requests").verdict == verdict


def test_slow_requests_are_judged_where_members_tell() -> None:
    """Only with --metrics=extensive."""
    name = "grpc_server_handling_seconds"
    now = HEALTHY + histogram(name, b0_1=10, b0_5=10).replace('le="', 'grpc_type="unary",le="')

    assert after(now, "slow requests", now).verdict == "yellow"
    assert "slow requests" not in findings(look())


def test_a_slow_watch_must_be_slow_twice() -> None:
    """Any watch is behind for a moment."""
    slow = replaced(etcd_debugging_mvcc_slow_watcher_total=3)

    assert after(slow, "slow watches").verdict == "green"
    assert after(slow, "slow watches", slow).verdict == "yellow"


@pytest.mark.parametrize(("off", "verdict"), [(0, "green"), (-0.9, "green"), (30, "yellow"), (-30, "yellow")])
def test_clocks_are_compared_roughly(off: float, verdict: str) -> None:
    """A member tells whole seconds only."""
    assert findings(look(date=NOW + off))["clock"].verdict == verdict


def test_metrics_that_cannot_be_read_are_grey() -> None:
    """They may be served elsewhere, so it says nothing of the member."""
    silent = {f"https://h{number}:2379": Unavailable("refused") for number in (1, 2, 3)}
    lacking = look(before=None, after=None)
    found = findings(type(lacking)(**{**vars(lacking), "after": silent}))

    assert found["metrics"].verdict == "grey"
    assert "--metrics-url" in found["metrics"].advice
    assert "disk fsync" not in found
    assert {finding.verdict for finding in found.values()} == {"green", "grey"}
    unasked = findings(type(lacking)(**{**vars(lacking), "metrics": False}))
    assert "were not read" in unasked["metrics"].evidence


def test_quantiles_are_told_as_prometheus_tells_them() -> None:
    """Evenly spread within a bucket; the last bucket has no end; nothing observed is nothing told."""
    even = Histogram(((0.1, 50.0), (0.2, 100.0), (float("inf"), 100.0)))

    assert even.quantile(0.5) == pytest.approx(0.1)
    assert even.quantile(0.75) == pytest.approx(0.15)
    assert Histogram(((0.1, 1.0), (float("inf"), 9.0))).quantile(0.99) == 0.1
    assert Histogram(((0.1, 0.0), (float("inf"), 0.0))).quantile(0.99) is None
    later = Histogram(((0.1, 50.0), (0.2, 300.0), (float("inf"), 300.0)))
    assert later.since(even).quantile(0.5) == pytest.approx(0.15)
    assert even.since(later) == even


def test_a_scrape_adds_up_by_labels_and_refuses_what_is_none() -> None:
    """Sums over the labels that were not named; text of another kind is said to be that."""
    read = Scrape(
        "u", 'etcd_x_total{a="1",b="x"} 2\netcd_x_total{a="1",b="y"} 3\netcd_x_total{a="2",b="x"} 4\n'
    )

    assert (read.value("etcd_x_total"), read.value("etcd_x_total", a="1"), read.value("etcd_y")) == (
        9,
        5,
        None,
    )
    assert read.histogram("etcd_z") is None
    with pytest.raises(DecodeError):
        Scrape("u", "etcd_{{{ nonsense\n")
    assert len(Scrape("u", "<html>not metrics</html>")) == 0
