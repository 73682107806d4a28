"""``%etcd sandbox stop``."""

from __future__ import annotations

from yamtam_nb.errors import NotConnected
from yamtam_nb.magics.arguments import Arguments
from yamtam_nb.magics.context import Context
from yamtam_nb.magics.spec import Spec

SPEC = Spec("sandbox stop", "Stop the local cluster and remove its data.", examples=("%etcd sandbox stop",))


def run(arguments: Arguments, context: Context) -> None:  # noqa: ARG001 - every sub-command takes its arguments
    """Stop it; the shared client is closed when it is connected to it."""
    from yamtam_nb.sandbox import current

    cluster = current.current()
    if cluster is None:
        context.say("No sandbox runs.")
        return
    if _is_shared(cluster.endpoints):
        from yamtam_nb.client.shared import close_shared

        context.state.tables.close()
        close_shared()
    current.stop()
    context.say("The sandbox is stopped and its data removed.")


def python(arguments: Arguments, context: Context) -> str:  # noqa: ARG001
    """The same as Python."""
    return "from yamtam_nb.sandbox import current\ncurrent.stop()"


def _is_shared(endpoints: list[str]) -> bool:
    from yamtam_nb.client.shared import shared

    try:
        return not set(shared().endpoints).isdisjoint(endpoints)
    except NotConnected:
        return False
