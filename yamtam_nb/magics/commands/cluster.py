"""``%etcd cluster``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from yamtam_nb.errors import EtcdError
from yamtam_nb.magics.arguments import Arguments
from yamtam_nb.magics.context import Context
from yamtam_nb.magics.display.cluster_status import why_silent
from yamtam_nb.magics.metrics_urls import METRICS_URL, metrics_urls
from yamtam_nb.magics.rows import Rows
from yamtam_nb.magics.spec import Flag, Spec
from yamtam_nb.magics.tables import NO_NOTEBOOK
from yamtam_nb.render.figures import brief, size

if TYPE_CHECKING:
    from yamtam_nb.client.cluster_view import ClusterView
    from yamtam_nb.client.member_view import MemberView
    from yamtam_nb.widgets.cluster_table import ClusterTable

SPEC = Spec(
    "cluster",
    "Every member: who leads, who lags, who does not answer, and how its disk is doing.",
    flags=(
        Flag("live", "A live table, which goes on by itself while other cells run."),
        Flag("interval", "Seconds between two looks of the live table. Default 1.", "SECONDS", "seconds"),
        Flag("no-metrics", "Do not read /metrics: no quota, and nothing of the disk."),
        METRICS_URL,
    ),
    examples=("%etcd cluster", "%etcd cluster --live", "%etcd cluster --live --interval 0.5"),
    notes="%etcd watches lists and stops the live tables. %etcd doctor judges what it finds.",
)

_HEADERS = (
    "member", "role", "alarms", "version", "db size", "in use", "latency", "fsync p99", "commit p99", "term", "lag"
)  # fmt: skip


def run(arguments: Arguments, context: Context) -> Rows[MemberView] | ClusterTable:
    """The members, a list of MemberView; or a table that is live."""
    from yamtam_nb.client.cluster_view import cluster_view

    if arguments.on("live") and context.shows_widgets:
        return _table(arguments, context)
    if arguments.on("live"):
        context.say(NO_NOTEBOOK)
    metrics = not arguments.on("no-metrics")
    view = cluster_view(context.client(), metrics=metrics, metrics_urls=metrics_urls(arguments))
    return Rows(_HEADERS, view, _note(view), cells=_cells)


def python(arguments: Arguments, context: Context) -> str:  # noqa: ARG001
    """The same as Python."""
    given = f", interval={arguments.number('interval', 1.0)}" if "interval" in arguments else ""
    options = (", metrics=False" if arguments.on("no-metrics") else "") + (
        f", metrics_urls={metrics_urls(arguments)!r}" if "metrics-url" in arguments else ""
    )
    if arguments.on("live"):
        return f"import yamtam_nb as yn\nyn.cluster_table(yn.shared(){given}{options})"
    return (
        "import yamtam_nb as yn\nfrom yamtam_nb.client.cluster_view import cluster_view\n"
        f"cluster_view(yn.shared(){options})"
    )


def _table(arguments: Arguments, context: Context) -> ClusterTable:
    from yamtam_nb.widgets.cluster_table import cluster_table

    client, interval = context.client(), arguments.number("interval", 1.0)
    metrics, urls = not arguments.on("no-metrics"), metrics_urls(arguments)
    what = ("cluster", interval, metrics, tuple(sorted(urls.items())))
    return context.state.tables.shown(
        client, what, lambda: cluster_table(client, interval=interval, metrics=metrics, metrics_urls=urls)
    )


def _note(view: ClusterView) -> str:
    silent = [
        f"{member.seat.name}: {why_silent(member.answer)}"
        for member in view
        if isinstance(member.answer, EtcdError)
    ]
    leader = f"leader {view.leader.seat.name}" if view.leader else "no leader was seen"
    return "; ".join([f"{leader} · revision {view.revision}", *silent])


def _cells(member: MemberView) -> Sequence[str]:
    status, vitals = member.status, member.vitals
    if status is None:
        return (member.seat.name, member.role, *[""] * 9)
    quota = f" of {size(member.quota)}" if member.quota else ""
    return (
        member.seat.name,
        member.role,
        ", ".join(member.alarms) or "none",
        status.version,
        f"{size(status.db_size)}{quota}",
        size(status.db_size_in_use) if status.db_size_in_use else "",
        brief(status.latency),
        "" if vitals.fsync_p99 is None else brief(vitals.fsync_p99),
        "" if vitals.commit_p99 is None else brief(vitals.commit_p99),
        str(status.raft_term),
        str(member.lag),
    )
