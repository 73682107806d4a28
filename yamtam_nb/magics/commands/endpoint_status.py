"""``%etcd endpoint status``."""

from __future__ import annotations

from yamtam_nb.errors import EtcdError
from yamtam_nb.magics.arguments import Arguments
from yamtam_nb.magics.context import Context
from yamtam_nb.magics.display.cluster_status import size, why_silent
from yamtam_nb.magics.flags import CLUSTER, EACH_TIMEOUT
from yamtam_nb.magics.rows import Rows
from yamtam_nb.magics.spec import Spec
from yamtam_nb.model import MemberStatus

SPEC = Spec(
    "endpoint status",
    "What each endpoint says of itself, all asked at the same time.",
    flags=(CLUSTER, EACH_TIMEOUT),
    examples=("%etcd endpoint status", "%etcd endpoint status --cluster --timeout 2"),
)

_HEADERS = ("endpoint", "id", "version", "db size", "leader", "learner", "term", "index", "applied", "errors")


def run(arguments: Arguments, context: Context) -> Rows[MemberStatus | EtcdError]:
    """One MemberStatus, or the error that it gave, for each endpoint."""
    client = context.client()
    limit = arguments.number("timeout", client.settings.timeout)
    if arguments.on("cluster"):
        from yamtam_nb.client.whole_cluster import status_of_cluster

        return Rows(_HEADERS, status_of_cluster(client, timeout=limit), cells=_cells)
    return Rows(_HEADERS, client.maintenance.status_all(timeout=limit), cells=_cells)


def python(arguments: Arguments, context: Context) -> str:  # noqa: ARG001 - every sub-command takes a context
    """The same as Python."""
    limit = [f"timeout={arguments.number('timeout', 0):g}"] * ("timeout" in arguments)
    if not arguments.on("cluster"):
        return f"import yamtam_nb as yn\nyn.shared().maintenance.status_all({''.join(limit)})"
    return (
        "import yamtam_nb as yn\nfrom yamtam_nb.client.whole_cluster import status_of_cluster\n"
        f"status_of_cluster({', '.join(['yn.shared()', *limit])})"
    )


def _cells(answer: MemberStatus | EtcdError) -> tuple[str, ...]:
    if isinstance(answer, EtcdError):
        return (answer.endpoint, *[""] * 8, f"UNREACHABLE: {why_silent(answer)}")
    return (
        answer.endpoint,
        f"{answer.member_id:x}",
        answer.version,
        size(answer.db_size),
        "yes" if answer.is_leader else "no",
        "yes" if answer.is_learner else "no",
        str(answer.raft_term),
        str(answer.raft_index),
        str(answer.raft_applied_index),
        "; ".join(answer.errors),
    )
