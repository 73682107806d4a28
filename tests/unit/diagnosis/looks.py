"""Looks at clusters that there are not: three healthy members, and what a test changes of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from yamtam_nb.client.cluster_view import Answer, put_together
from yamtam_nb.client.scrape import Scrape
from yamtam_nb.client.seats import seats
from yamtam_nb.diagnosis.checks import CHECKS
from yamtam_nb.diagnosis.finding import Finding
from yamtam_nb.diagnosis.look import Look
from yamtam_nb.model import Member, MemberStatus, Settings

NOW = 1_800_000_000.0
MiB = 1024 * 1024

HEALTHY = """\
etcd_server_quota_backend_bytes 2.147483648e+09
etcd_mvcc_db_total_size_in_bytes 2.09715e+08
etcd_server_leader_changes_seen_total 1
etcd_server_proposals_pending 0
etcd_server_proposals_failed_total 0
etcd_server_heartbeat_send_failures_total 0
etcd_server_slow_apply_total 0
etcd_server_slow_read_indexes_total 0
etcd_debugging_mvcc_slow_watcher_total 0
etcd_debugging_mvcc_watcher_total 2
process_open_fds 30
process_max_fds 1000
process_start_time_seconds 1.7999e+09
grpc_server_handled_total{grpc_code="OK",grpc_method="Range",grpc_service="etcdserverpb.KV",grpc_type="unary"} 1000
"""


def histogram(name: str, **counts: int) -> str:
    """A histogram in Prometheus's text; ``b0_5=3`` for three observations up to half a second."""
    total, lines = 0, []
    for bound, number in counts.items():
        total += number
        lines.append(f'{name}_bucket{{le="{bound[1:].replace("_", ".")}"}} {total}')
    lines += [f'{name}_bucket{{le="+Inf"}} {total}', f"{name}_count {total}"]
    return "\n".join(lines) + "\n"


def replaced(**changed: float) -> str:
    """The healthy metrics with other values for some."""
    lines = [line for line in HEALTHY.splitlines() if line.partition(" ")[0] not in changed]
    return "\n".join([*lines, *(f"{name} {value}" for name, value in changed.items())]) + "\n"


def scrape(text: str = HEALTHY, *, at: float = NOW, date: float | None = NOW) -> Scrape:
    return Scrape("http://m/metrics", text, at=at, took=0.01, date=date)


def member(number: int, *, host: str = "", learner: bool = False, tls: bool = True) -> Member:
    scheme = "https" if tls else "http"
    host = host or f"h{number}"
    return Member(number, f"m{number}", (f"{scheme}://{host}:2380",), (f"{scheme}://{host}:2379",), learner)


def status(number: int, **changed: Any) -> MemberStatus:
    usual: dict[str, Any] = {
        "endpoint": f"https://h{number}:2379",
        "member_id": number,
        "cluster_id": 0xABC,
        "revision": 100,
        "version": "3.6.14",
        "db_size": 200 * MiB,
        "db_size_in_use": 150 * MiB,
        "leader": 1,
        "raft_index": 500,
        "raft_term": 3,
        "raft_applied_index": 500,
        "is_learner": False,
        "errors": (),
        "latency": 0.001,
    }
    return MemberStatus(**{**usual, **changed})


def look(
    answers: Sequence[Answer] | None = None,
    *,
    members: Sequence[Member] | None = None,
    settings: Settings | None = None,
    before: str | None = HEALTHY,
    after: str | None = HEALTHY,
    date: float | None = NOW,
    **changed: Any,
) -> Look:
    """Three healthy members over TLS, unless said otherwise; ``answers`` are those of h1, h2, ... in order."""
    members = [member(number) for number in (1, 2, 3)] if members is None else members
    answers = [status(number) for number in (1, 2, 3)] if answers is None else answers
    urls = [each.client_urls[0] for each in members if each.client_urls]
    settings = settings or Settings(tuple(urls), ca_cert="ca.pem", cert="client.pem", key="key.pem")
    said = dict(zip(urls, answers, strict=False))
    found = seats(settings.endpoints, members, {}, settings)
    view = put_together(found, said, {}, {})
    scraped = [at for at, answer in said.items() if isinstance(answer, MemberStatus)]
    return Look(
        settings=settings,
        endpoints=settings.endpoints,
        view=view,
        at=NOW,
        before={} if before is None else {at: scrape(before, at=NOW - 1, date=date) for at in scraped},
        after={} if after is None else {at: scrape(after, date=date) for at in scraped},
        **changed,
    )


def findings(of: Look) -> dict[str, Finding]:
    """By name, the worst of each name."""
    found: dict[str, Finding] = {}
    order = ("red", "yellow", "grey", "green")
    for finding in (finding for check in CHECKS for finding in check(of)):
        held = found.get(finding.name)
        if held is None or order.index(finding.verdict) < order.index(held.verdict):
            found[finding.name] = finding
    return found
