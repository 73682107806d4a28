"""``%etcd sandbox status``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yamtam_nb.errors import SandboxError
from yamtam_nb.magics.arguments import Arguments
from yamtam_nb.magics.context import Context
from yamtam_nb.magics.rows import Rows
from yamtam_nb.magics.spec import Spec

if TYPE_CHECKING:
    from yamtam_nb.sandbox import Cluster, Member

SPEC = Spec("sandbox status", "Show the local cluster.", examples=("%etcd sandbox status",))

_HEADERS = ("member", "endpoint", "state", "leader", "pid")


def run(arguments: Arguments, context: Context) -> Rows[tuple[str, ...]]:  # noqa: ARG001 - every sub-command takes both
    """Its members; no rows when none runs."""
    from yamtam_nb.sandbox import current

    cluster = current.current()
    if cluster is None:
        return Rows(_HEADERS, [], "no sandbox runs; %etcd sandbox start starts one")
    leader = _leader(cluster)
    rows = [_row(member, member is leader) for member in cluster.members]
    extras = [
        *["TLS"] * (cluster.ca_cert is not None),
        *[f"user {cluster.user}"] * (cluster.user is not None),
    ]
    return Rows(_HEADERS, rows, " · ".join([f"in {cluster.directory}", *extras]))


def python(arguments: Arguments, context: Context) -> str:  # noqa: ARG001
    """The same as Python."""
    return "from yamtam_nb.sandbox import current\ncurrent.current()"


def _leader(cluster: Cluster) -> Member | None:
    try:
        return cluster.leader
    except SandboxError:
        return None


def _row(member: Member, leads: bool) -> tuple[str, ...]:
    state = "paused" if member.paused else "running" if member.running else "stopped"
    return (member.name, member.endpoint, state, "leader" if leads else "", f"pid {member.pid}")
