"""Alarms, and the room that the database has. Pure."""

from __future__ import annotations

from yamtam_nb.client.member_view import MemberView
from yamtam_nb.client.vitals import QUOTA
from yamtam_nb.diagnosis.finding import Finding, Runbook, Verdict
from yamtam_nb.diagnosis.look import Look, Pair, why
from yamtam_nb.errors import YamtamError
from yamtam_nb.render.figures import share, size, span

NEARLY_FULL, FULL = 0.8, 0.95
"""Shares of the quota; the second is etcdDatabaseQuotaLowSpace of the official alerts."""

FRAGMENTED = 0.5
WORTH_IT = 100 * 1024 * 1024
"""etcdDatabaseHighFragmentationRatio: less than this share is in use, of at least so many bytes in use."""

SOON = 4 * 3600.0
GROWN = 4 * 1024 * 1024
"""etcdExcessiveDatabaseGrowth: full in so many seconds. A database grows in steps: only much growth is judged."""

_SIZE = "etcd_mvcc_db_total_size_in_bytes"
_ALARMS: dict[str, tuple[str, Runbook]] = {
    "NOSPACE": ("Writes are refused. Compact, defragment every member, then disarm.", "nospace"),
    "CORRUPT": (
        "Members disagree. Stop writing and compare them: %etcd endpoint hashkv.",
        "restore-snapshot",
    ),
}


def check(look: Look) -> list[Finding]:
    """Alarms, quota, growth, fragmentation."""
    return [*_alarms(look), *_quota(look), *_fragmentation(look)]


def _alarms(look: Look) -> list[Finding]:
    """Every status tells of all alarms, so they are known without a leader, too."""
    names = {view.seat.member.id: view.seat.name for view in look.view if view.seat.member}
    raised = {(view.seat.name, alarm) for view in look.view for alarm in view.alarms}
    if not isinstance(look.alarms, YamtamError):
        raised |= {(names.get(alarm.member_id, f"{alarm.member_id:x}"), alarm.alarm) for alarm in look.alarms}
    found = []
    for kind in sorted({alarm for _, alarm in raised}):
        who = ", ".join(sorted(name for name, alarm in raised if alarm == kind))
        advice, runbook = _ALARMS.get(kind, ("Look it up before you write.", ""))
        found.append(Finding("alarms", "red", f"{kind} is raised for {who}", advice, runbook))
    if found:
        return found
    if isinstance(look.alarms, YamtamError) and not look.view.answers:
        return [Finding("alarms", "grey", f"could not be asked for: {why(look.alarms)}")]
    return [Finding("alarms", "green", "none is raised")]


def quota_of(look: Look, view: MemberView) -> float | None:
    """Bytes that the member's database may have, as far as it is known."""
    scrape = look.after.get(view.seat.endpoint)
    told = None if scrape is None or isinstance(scrape, YamtamError) else scrape.value(QUOTA)
    return (view.status.db_size_quota if view.status else 0) or told or None


def _quota(look: Look) -> list[Finding]:
    known = [(view, quota_of(look, view)) for view in look.view if view.status]
    shares = [(view.status.db_size / quota, view, quota) for view, quota in known if quota and view.status]
    if not shares:
        said = "no member tells its quota: etcd says so in its status from 3.6 on, else in /metrics"
        return [Finding("quota", "grey", said)]
    part, view, quota = max(shares, key=lambda each: each[0])
    held = view.status.db_size if view.status else 0
    said = f"{share(part)} is used on {view.seat.name}, the fullest: {size(held)} of {size(quota)}"
    growing = [text for pair in look.pairs() if (text := _growth(pair))]
    verdict: Verdict = "red" if part > FULL else "yellow" if part > NEARLY_FULL or growing else "green"
    if verdict == "green":
        return [Finding("quota", "green", said)]
    advice = "Compact, then defragment: when it is full, only reads and deletes are left."
    return [
        Finding(
            "quota",
            verdict,
            "; ".join([said, *growing]),
            advice,
            "nospace" if part > FULL else "compact-and-defrag",
        )
    ]


def _growth(pair: Pair) -> str:
    grown, now, quota = pair.increase(_SIZE), pair.after.value(_SIZE), pair.after.value(QUOTA)
    if not grown or not now or not quota or grown < GROWN or pair.seconds <= 0:
        return ""
    left = (quota - now) / (grown / pair.seconds)
    if left > SOON:
        return ""
    soon = span(max(0.0, left))
    return (
        f"{pair.member} grew {size(grown)} in {pair.seconds:.1f} s, and would be full in {soon} at that rate"
    )


def _fragmentation(look: Look) -> list[Finding]:
    figures = [
        (view.status.db_size_in_use / view.status.db_size, view.seat.name, view.status.db_size_in_use)
        for view in look.view
        if view.status and view.status.db_size and view.status.db_size_in_use
    ]
    if not figures:
        return [Finding("fragmentation", "grey", "no member tells how much of its database is in use")]
    wasted = [
        f"{name} {share(part)} of {size(used / part)}"
        for part, name, used in figures
        if part < FRAGMENTED and used > WORTH_IT
    ]
    if wasted:
        advice = "Defragment one member at a time, the leader last."
        said = f"in use is only: {', '.join(wasted)}"
        return [Finding("fragmentation", "yellow", said, advice, "compact-and-defrag")]
    part, name, used = min(figures)
    small = f"; below {size(WORTH_IT)} in use it does not matter" if part < FRAGMENTED else ""
    return [
        Finding("fragmentation", "green", f"at least {share(part)} is in use ({name}: {size(used)}){small}")
    ]
