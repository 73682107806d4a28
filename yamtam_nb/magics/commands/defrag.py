"""``%etcd defrag``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yamtam_nb.errors import EtcdUsageError
from yamtam_nb.magics.arguments import Arguments
from yamtam_nb.magics.confirmation import confirm_on_protected
from yamtam_nb.magics.context import Context
from yamtam_nb.magics.flags import YES
from yamtam_nb.magics.members_told import MembersTold
from yamtam_nb.magics.spec import Flag, Spec

if TYPE_CHECKING:
    from yamtam_nb.client.client import Client
    from yamtam_nb.client.defragmentation import Defragmentation
    from yamtam_nb.model import DefragmentedMember

SPEC = Spec(
    "defrag",
    "Give space that members do not use back to their disks. A member answers nobody meanwhile.",
    flags=(
        Flag("cluster", "Every member, one at a time: followers first, the leader last."),
        Flag("endpoint", "This member only.", "URL"),
        YES,
        Flag("timeout", "Longest time for each member; 10m unless given.", "SECONDS", "seconds"),
    ),
    examples=("%etcd defrag --cluster", "%etcd defrag --endpoint http://127.0.0.1:2379 --timeout 2m"),
    notes="--cluster begins only when all members are healthy, waits for each until it is healthy again, and stops\n"
    "at the first that fails. Compact before, or little is freed.",
)


def run(arguments: Arguments, context: Context) -> Defragmentation | DefragmentedMember:
    """Defragment, and tell each step."""
    endpoint = arguments.text("endpoint")
    if endpoint and arguments.on("cluster"):
        raise EtcdUsageError("%etcd defrag: give one of --cluster and --endpoint, not both.")
    confirm_on_protected(context, arguments.on("yes"), "keep its members busy")
    client = context.client()
    limit = arguments.number("timeout", 0) or _longest()
    if not arguments.on("cluster"):
        return client.maintenance.defragment(endpoint or _only(client), timeout=limit)
    with MembersTold(context) as told:
        return client.maintenance.defragment_all(on_progress=told, timeout=limit)


def python(arguments: Arguments, context: Context) -> str:  # noqa: ARG001 - every sub-command takes a context
    """The same as Python."""
    limit = [f"timeout={arguments.number('timeout', 0):g}"] * ("timeout" in arguments)
    maintenance = "import yamtam_nb as yn\nyn.shared().maintenance"
    if arguments.on("cluster"):
        return f"{maintenance}.defragment_all({', '.join(limit)})"
    endpoint = arguments.text("endpoint")
    where = repr(endpoint) if endpoint else "yn.shared().endpoint"
    return f"{maintenance}.defragment({', '.join([where, *limit])})"


def _only(client: Client) -> str:
    if len(client.endpoints) > 1:
        raise EtcdUsageError(
            "%etcd defrag: say --cluster for every member one after the other, or --endpoint URL for one of them."
        )
    return client.endpoint


def _longest() -> float:
    from yamtam_nb.client.maintenance import DEFRAGMENTING

    return DEFRAGMENTING
