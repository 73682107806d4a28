"""Requests that fail or take long, and what a member may run out of. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from yamtam_nb.client.vitals import recent_quantile
from yamtam_nb.diagnosis.finding import Finding, Verdict
from yamtam_nb.diagnosis.look import Look, Pair
from yamtam_nb.render.figures import brief, share

HANDLED = "grpc_server_handled_total"
HANDLING = "grpc_server_handling_seconds"
FAILURES = frozenset(
    {
        "Unknown",
        "FailedPrecondition",
        "ResourceExhausted",
        "Internal",
        "Unavailable",
        "DataLoss",
        "DeadlineExceeded",
    }
)
SOME, MANY = 0.01, 0.05
"""etcdHighNumberOfFailedGRPCRequests: shares that are a warning, and critical."""

ENOUGH = 100
"""Requests that a share is told from."""

SLOW = 0.15
"""etcdGRPCRequestsSlow, seconds at p99."""

MANY_OPEN, NEARLY_ALL_OPEN = 0.8, 0.95


def check(look: Look) -> list[Finding]:
    """Failed requests, slow requests, open files."""
    pairs = list(look.pairs())
    return [*_failed(pairs), *_slow(pairs), *_files(pairs)]


def _failed(pairs: Sequence[Pair]) -> list[Finding]:
    """Unary requests only: a watch ends with an error code whenever somebody stops looking."""
    shares = [(*_share(pair), pair.member) for pair in pairs]
    known = [each for each in shares if each[1] >= ENOUGH]
    if not known:
        return [Finding("failed requests", "green", "too few requests to tell a share")] if shares else []
    part, handled, recent, who = max(known)
    when = "just now" if recent else "since its start"
    said = f"{share(part)} of {handled:,.0f} requests failed on {who}, the most of all ({when})"
    if part <= SOME:
        return [Finding("failed requests", "green", said)]
    verdict: Verdict = "red" if part > MANY and recent else "yellow"
    return [Finding("failed requests", verdict, said, "See which calls fail, in its /metrics and its log.")]


def _share(pair: Pair) -> tuple[float, float, bool]:
    """The share of failures and of how many; and whether that is of the time between the two readings."""
    now, then = _counts(pair, after=True), _counts(pair, after=False)
    recent = (now[0] - then[0], now[1] - then[1])
    use_recent = pair.before is not None and recent[1] >= ENOUGH
    failed, handled = recent if use_recent else now
    return (failed / handled if handled else 0.0), handled, use_recent


def _counts(pair: Pair, *, after: bool) -> tuple[float, float]:
    scrape = pair.after if after else pair.before
    samples = [] if scrape is None else scrape.samples(HANDLED)
    unary = [sample for sample in samples if sample.labels.get("grpc_type") == "unary"]
    failed = sum(sample.value for sample in unary if sample.labels.get("grpc_code") in FAILURES)
    return failed, sum(sample.value for sample in unary)


def _slow(pairs: Sequence[Pair]) -> list[Finding]:
    """Only members with ``--metrics=extensive`` tell."""
    known = []
    for pair in pairs:
        seconds, recent = recent_quantile(HANDLING, 0.99, pair.after, pair.before, grpc_type="unary")
        if seconds is not None:
            known.append((seconds, pair.member, recent))
    if not known:
        return []
    seconds, who, recent = max(known)
    when = "just now" if recent else "since its start"
    said = f"99 of 100 requests take less than {brief(seconds)} on {who} ({when})"
    if seconds <= SLOW:
        return [Finding("slow requests", "green", said)]
    return [
        Finding(
            "slow requests", "yellow", said, "Look for large ranges, and at disk and CPU.", "leader-flapping"
        )
    ]


def _files(pairs: Sequence[Pair]) -> list[Finding]:
    known = []
    for pair in pairs:
        opened, most = pair.after.value("process_open_fds"), pair.after.value("process_max_fds")
        if opened and most:
            known.append((opened / most, opened, most, pair.member))
    if not known:
        return []
    part, opened, most, who = max(known)
    said = f"{who} has {opened:,.0f} of {most:,.0f} files open, the most of all"
    if part <= MANY_OPEN:
        return [Finding("open files", "green", said)]
    advice = "Find the clients with many connections, and raise the limit (ulimit -n) at the next restart."
    return [Finding("open files", "red" if part > NEARLY_ALL_OPEN else "yellow", said, advice)]
