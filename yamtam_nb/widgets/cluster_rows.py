"""The members of a cluster as rows of a live table. Pure but for what it remembers."""

from __future__ import annotations

import json
from typing import Any

from yamtam_nb.client.member_view import MemberView, Role
from yamtam_nb.errors import EtcdError
from yamtam_nb.render.figures import brief, share, size
from yamtam_nb.widgets.cells import Fill, Mood, Status, Trend
from yamtam_nb.widgets.columns import Column
from yamtam_nb.widgets.lineage import Lineage
from yamtam_nb.widgets.rows import Removed, Row

COLUMNS = (
    Column("member", "Member", "key", 76),
    Column("role", "Role", "status", 130),
    Column("alarms", "Alarms", "status", 104),
    Column("size", "DB size", "fill"),
    Column("latency", "Latency", "trend", 104),
    Column("fsync", "fsync p99", "fill", 80),
    Column("commit", "Commit p99", "fill", 90),
    Column("lag", "Lag", "int", 46),
    Column("term", "Term", "int", 52, pictured=False),
    Column("use", "In use", "fill", 62, pictured=False),
    Column("version", "Version", "text", 66),
    Column("about", "About", "value", pictured=False, hidden=True, counted=True),
)
"""Columns of a cluster table, in the order of the cells of :meth:`ClusterRows.row`."""

_MOODS: dict[Role, Mood] = {
    "leader": "good",
    "follower": "calm",
    "learner": "calm",
    "no leader": "bad",
    "not answering": "bad",
    "may not look": "calm",
    "never started": "warn",
    "not asked": "calm",
}

SLOW_FSYNC = (0.01, 0.5)
SLOW_COMMIT = (0.025, 0.25)
"""Seconds at p99 above which a disk is slower than etcd's authors advise, and at which their alerts begin."""

FULL = (0.8, 0.95)
"""Share of the quota above which there is little room, and at which the official alert begins."""


class ClusterRows:
    """Makes rows of members."""

    def __init__(self) -> None:
        self._lineage = Lineage()
        self._versions: dict[str, tuple[int, bytes]] = {}

    def row(self, view: MemberView) -> Row:
        """``view`` as a row; its version grows when what it is has changed, not with each figure."""
        name, about = view.seat.id, told(view)
        version, before = self._versions.get(name, (0, b""))
        if before != about:
            version += 1
        self._versions[name] = (version, about)
        was = self._lineage.trace(name, version, about, created=False)
        status = view.status
        cells = (
            view.seat.name.encode(),
            Status(view.role, _MOODS[view.role]),
            Status(", ".join(view.alarms), "bad") if view.alarms else None,
            _database(view),
            _latency(view),
            _slow(view.vitals.fsync_p99, SLOW_FSYNC),
            _slow(view.vitals.commit_p99, SLOW_COMMIT),
            view.lag,
            status.raft_term if status else None,
            _used(view),
            status.version if status else "",
            about,
        )
        return Row(name, cells, version, was.value, was.version)

    def gone(self, name: str, at: int) -> Removed:
        """A member that is none any more."""
        self._lineage.forget(name)
        self._versions.pop(name, None)
        return Removed(name, 0, at)


def told(view: MemberView) -> bytes:
    """What a member is, as JSON, for the detail panel: nothing that changes with every look."""
    member, status = view.seat.member, view.status
    whole: dict[str, Any] = {"role": view.role, "asked at": view.seat.endpoint or "nowhere"}
    if member is not None:
        whole["id"] = f"{member.id:x}"
        whole["client URLs"] = list(member.client_urls)
        whole["peer URLs"] = list(member.peer_urls)
    if status is not None:
        whole |= {"version": status.version, "raft term": status.raft_term, "errors": sorted(status.errors)}
        whole["leader by its account"] = f"{status.leader:x}" if status.leader else "none"
    if isinstance(view.answer, EtcdError):
        whole["said"] = type(view.answer).__name__
    if view.metrics_error:
        whole["metrics"] = view.metrics_error
    return json.dumps(whole).encode()


def _database(view: MemberView) -> Fill | None:
    if view.status is None:
        return None
    held, quota = view.status.db_size, view.quota
    if not quota:
        return Fill(held, size(held))
    return Fill(held, f"{size(held)} of {size(quota)}", min(1.0, held / quota), _judged(held / quota, FULL))


def _used(view: MemberView) -> Fill | None:
    status = view.status
    if status is None or not status.db_size_in_use or not status.db_size:
        return None
    part = status.db_size_in_use / status.db_size
    return Fill(part, share(part))


def _latency(view: MemberView) -> Trend | None:
    if view.answer is None:
        return None
    text = brief(view.status.latency) if view.status else "—"
    return Trend(view.status.latency if view.status else float(1 << 30), text, view.latencies)


def _slow(seconds: float | None, limits: tuple[float, float]) -> Fill | None:
    return None if seconds is None else Fill(seconds, brief(seconds), None, _judged(seconds, limits))


def _judged(figure: float, limits: tuple[float, float]) -> Mood:
    warn, bad = limits
    return "bad" if figure > bad else "warn" if figure > warn else "good"
