"""How a member is doing by its own metrics: the few figures that an operator looks at first. Pure."""

from __future__ import annotations

from typing import NamedTuple

from yamtam_nb.client.scrape import Scrape

FSYNC = "etcd_disk_wal_fsync_duration_seconds"
COMMIT = "etcd_disk_backend_commit_duration_seconds"
QUOTA = "etcd_server_quota_backend_bytes"

ENOUGH = 20
"""Observations that a quantile of a short time is told from; with fewer, all since the member's start count."""


class Vitals(NamedTuple):
    """Figures of one member; None for what it does not say.

    Attributes:
        fsync_p99: seconds that 99 of 100 syncs of the write-ahead log take at most.
        commit_p99: the same of commits to the database.
        quota: bytes that the database may have.
    """

    fsync_p99: float | None = None
    commit_p99: float | None = None
    quota: float | None = None


def vitals(now: Scrape, before: Scrape | None = None) -> Vitals:
    """The figures of a scrape; quantiles since ``before``, where enough has happened since."""
    fsync, _ = recent_quantile(FSYNC, 0.99, now, before)
    commit, _ = recent_quantile(COMMIT, 0.99, now, before)
    return Vitals(fsync, commit, now.value(QUOTA))


def recent_quantile(
    name: str, q: float, now: Scrape, before: Scrape | None = None, **labels: str
) -> tuple[float | None, bool]:
    """A quantile of a histogram, and whether it is of the time since ``before`` (else since the member's start)."""
    whole = now.histogram(name, **labels)
    if whole is None:
        return None, False
    recent = whole.since(before.histogram(name, **labels)) if before is not None else None
    if recent is not None and recent.observations >= ENOUGH:
        return recent.quantile(q), True
    return whole.quantile(q), False
