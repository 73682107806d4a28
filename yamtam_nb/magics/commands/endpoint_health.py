"""``%etcd endpoint health``."""

from __future__ import annotations

from yamtam_nb.magics.arguments import Arguments
from yamtam_nb.magics.asked import asked, asked_in_python
from yamtam_nb.magics.context import Context
from yamtam_nb.magics.flags import CLUSTER, EACH_TIMEOUT
from yamtam_nb.magics.rows import Rows
from yamtam_nb.magics.spec import Spec
from yamtam_nb.model import Health

SPEC = Spec(
    "endpoint health",
    "Whether each endpoint serves linearizable reads, and the alarms of its member.",
    flags=(CLUSTER, EACH_TIMEOUT),
    examples=("%etcd endpoint health", "%etcd endpoint health --cluster --timeout 2"),
    notes="A user who may not read is an answer, and so healthy. The time is that of the read.",
)

_HEADERS = ("endpoint", "health", "took", "error")


def run(arguments: Arguments, context: Context) -> Rows[Health]:
    """One Health for each endpoint."""
    client = context.client()
    limit = arguments.number("timeout", client.settings.timeout)
    return Rows(_HEADERS, client.maintenance.health(asked(client, arguments), timeout=limit), cells=_cells)


def python(arguments: Arguments, context: Context) -> str:  # noqa: ARG001 - every sub-command takes a context
    """The same as Python."""
    return asked_in_python("maintenance.health", arguments)


def _cells(health: Health) -> tuple[str, ...]:
    trouble = health.error or (f"alarm {', '.join(health.alarms)}" if health.alarms else "")
    return (
        health.endpoint,
        "healthy" if health.healthy else "UNHEALTHY",
        f"{health.took * 1000:.1f} ms",
        trouble,
    )
