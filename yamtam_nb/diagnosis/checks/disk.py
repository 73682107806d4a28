"""Disks and the network between members, by the official alert rules evaluated once. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from yamtam_nb.client.vitals import COMMIT, FSYNC, recent_quantile
from yamtam_nb.diagnosis.finding import Finding, Verdict
from yamtam_nb.diagnosis.look import Look, Pair
from yamtam_nb.render.figures import brief


class Rule(NamedTuple):
    """A latency that an alert is about.

    Attributes:
        name: of the finding.
        metric: the histogram.
        what: what takes so long, for people.
        advised: seconds at p99 that etcd's authors advise to stay below; 0 for none.
        warn, bad: seconds above which it is yellow, and red.
        advice: what to do.
    """

    name: str
    metric: str
    what: str
    advised: float
    warn: float
    bad: float
    advice: str


RULES = (
    # etcdHighFsyncDurations: above 0.5 s a warning, above 1 s critical.
    Rule(
        "disk fsync", FSYNC, "a sync of the write-ahead log", 0.01, 0.5, 1.0,
        "Give etcd a disk of its own, or a faster one; meanwhile move the leader away.",
    ),
    # etcdHighCommitDurations: above 0.25 s a warning.
    Rule(
        "disk commit", COMMIT, "a commit of the database", 0.025, 0.25, float("inf"),
        "Give etcd a faster disk; large transactions and defragmentation show here, too.",
    ),
    # etcdMemberCommunicationSlow: above 0.15 s a warning.
    Rule(
        "network between members", "etcd_network_peer_round_trip_time_seconds", "a round trip to another member",
        0.0, 0.15, float("inf"), "Look at the network; heartbeats and elections must allow for it.",
    ),
)  # fmt: skip

STRESSED = {
    "etcd_server_heartbeat_send_failures_total": "late heartbeats",
    "etcd_server_slow_apply_total": "slow applies",
    "etcd_server_slow_read_indexes_total": "slow read indexes",
}
"""Counters that stand still on a cluster that keeps up."""


def check(look: Look) -> list[Finding]:
    """Latencies, and what falls behind because of them."""
    pairs = list(look.pairs())
    return [*(finding for rule in RULES if (finding := _latency(rule, pairs))), *_stress(pairs)]


def _latency(rule: Rule, pairs: Sequence[Pair]) -> Finding | None:
    known = []
    for pair in pairs:
        seconds, recent = recent_quantile(rule.metric, 0.99, pair.after, pair.before)
        if seconds is not None:
            known.append((seconds, pair.member, recent))
    if not known:
        return None
    seconds, who, recent = max(known)
    when = "just now" if recent else "since its start"
    said = f"99 of 100 times {rule.what} takes less than {brief(seconds)} on {who}, the slowest ({when})"
    verdict = _judged(rule, seconds, recent=recent)
    if verdict == "green":
        return Finding(rule.name, "green", said + _above_advised(rule, seconds))
    return Finding(rule.name, verdict, said, rule.advice, "leader-flapping")


def _above_advised(rule: Rule, seconds: float) -> str:
    """Why it is green all the same: nobody is alerted yet."""
    if not rule.advised or seconds <= rule.advised:
        return ""
    return f"; less than {brief(rule.advised)} is advised, and from {brief(rule.warn)} on it is an alert"


def _judged(rule: Rule, seconds: float, *, recent: bool) -> Verdict:
    """What was slow at some time since the start need not be slow now: it is never red."""
    if seconds > rule.bad and recent:
        return "red"
    return "yellow" if seconds > rule.warn else "green"


def _stress(pairs: Sequence[Pair]) -> list[Finding]:
    if not any(pair.after.value(metric) is not None for pair in pairs for metric in STRESSED):
        return []
    now = [
        f"{increase:.0f} {what} on {pair.member} in {pair.seconds:.1f} s"
        for metric, what in STRESSED.items()
        for pair in pairs
        if (increase := pair.increase(metric) or 0)
    ]
    if now:
        advice = "The members cannot keep up at the moment: see disk, CPU and large requests."
        return [Finding("keeping up", "yellow", ", ".join(now), advice, "leader-flapping")]
    totals = [
        f"{sum(pair.after.value(metric) or 0 for pair in pairs):,.0f} {what}"
        for metric, what in STRESSED.items()
    ]
    return [
        Finding("keeping up", "green", f"nothing fell behind just now; since the start {', '.join(totals)}")
    ]
