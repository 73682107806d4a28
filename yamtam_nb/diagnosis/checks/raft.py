"""How the members keep together: lag, leaders, proposals. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from yamtam_nb.diagnosis.finding import Finding
from yamtam_nb.diagnosis.look import Look, Pair
from yamtam_nb.render.figures import counted, span

OVERLOADED = 5000
"""Entries that are committed and not applied from which on etcd refuses requests (``too many requests``)."""

BEHIND = 1000
MANY_PENDING = 100
FAILED_PER_SECOND = 5.0
"""etcdHighNumberOfFailedProposals."""

MANY_CHANGES, IN = 4, 900.0
"""etcdHighNumberOfLeaderChanges: so many in so many seconds."""

_CHANGES = "etcd_server_leader_changes_seen_total"


def check(look: Look) -> list[Finding]:
    """Agreement about the leader, lag, changes of the leader, proposals."""
    pairs = list(look.pairs())
    return [*_agreement(look), *_lag(look), *_leader_changes(pairs), *_proposals(pairs)]


def _agreement(look: Look) -> list[Finding]:
    clusters = {answer.cluster_id for answer in look.view.answers}
    if len(clusters) > 1:
        named = ", ".join(f"{each:x}" for each in sorted(clusters))
        said = f"the endpoints belong to {len(clusters)} clusters: {named}"
        return [Finding("cluster", "red", said, "Take those of the other cluster out of the endpoints.")]
    leaders = {answer.leader for answer in look.view.answers if answer.leader}
    if len(leaders) > 1:
        said = f"members name {len(leaders)} leaders: an election is under way, or one is cut off"
        return [Finding("leader", "yellow", said, "Look again in a moment.", "leader-flapping")]
    return []


def _lag(look: Look) -> list[Finding]:
    behind = [
        (view.lag, view.seat.name) for view in look.view if view.lag is not None and view.role != "learner"
    ]
    if not behind:
        return []
    most, who = max(behind)
    said = (
        f"{who} has {counted(most, 'entry')} still to apply, the most of all"
        if most
        else "none: all have applied all"
    )
    if most >= OVERLOADED:
        return [
            Finding(
                "raft lag", "red", said, "Shed load: from 5,000 on etcd refuses requests.", "leader-flapping"
            )
        ]
    if most >= BEHIND:
        return [
            Finding("raft lag", "yellow", said, "Look at its disk and at large requests.", "leader-flapping")
        ]
    return [Finding("raft lag", "green", said)]


def _leader_changes(pairs: Iterable[Pair]) -> list[Finding]:
    seen = [(pair.after.value(_CHANGES), pair) for pair in pairs]
    known = [(changes, pair) for changes, pair in seen if changes is not None]
    if not known:
        return []
    changes, pair = max(known, key=lambda each: each[0])
    up = pair.uptime or IN
    said = f"{pair.member} has seen {counted(int(changes), 'change')} of leader in {span(up)}"
    just = max(each.increase(_CHANGES) or 0 for _, each in known)
    often = changes >= MANY_CHANGES and changes / max(up, IN) * IN >= MANY_CHANGES
    advice = "See whose disk or network is slow when it happens."
    if just:
        return [
            Finding(
                "leader changes", "yellow", f"{said}, one while this was looked at", advice, "leader-flapping"
            )
        ]
    if often:
        return [
            Finding("leader changes", "yellow", f"{said}; 4 in 15 min are many", advice, "leader-flapping")
        ]
    return [Finding("leader changes", "green", said)]


def _proposals(pairs: Iterable[Pair]) -> list[Finding]:
    known = [pair for pair in pairs if pair.after.value("etcd_server_proposals_pending") is not None]
    if not known:
        return []
    pending = max(
        (int(pair.after.value("etcd_server_proposals_pending") or 0), pair.member) for pair in known
    )
    failing = max((_failing(pair), pair.member) for pair in known)
    total = sum(int(pair.after.value("etcd_server_proposals_failed_total") or 0) for pair in known)
    said = f"{pending[0]} pending on {pending[1]}, {failing[0]:.0f} a second failing, {total} failed since the start"
    if failing[0] > FAILED_PER_SECOND:
        advice = "Proposals fail during elections and without a quorum: see the leader and the disks."
        return [Finding("proposals", "yellow", said, advice, "leader-flapping")]
    if pending[0] > MANY_PENDING:
        advice = "More is asked than is committed: shed load, and look at the disks."
        return [Finding("proposals", "yellow", said, advice, "leader-flapping")]
    return [Finding("proposals", "green", said)]


def _failing(pair: Pair) -> float:
    increase = pair.increase("etcd_server_proposals_failed_total")
    return (increase or 0.0) / pair.seconds if pair.seconds > 0 else 0.0
