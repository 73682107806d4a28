"""``%etcd lock``: who has it. Taking it is a cell's business, ``%%etcd_lock``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yamtam_nb.errors import EtcdUsageError
from yamtam_nb.magics.arguments import Arguments
from yamtam_nb.magics.context import Context
from yamtam_nb.magics.flags import TIMEOUT
from yamtam_nb.magics.spec import Flag, Positional, Spec

if TYPE_CHECKING:
    from yamtam_nb.concurrency.entries import LockEntry
    from yamtam_nb.magics.rows import Rows

SPEC = Spec(
    "lock",
    "Who holds a lock, and who waits for it.",
    (
        Positional("NAME", "the lock's name"),
        Positional(
            "COMMAND", "what etcdctl would run: here a cell takes its place", required=False, many=True
        ),
    ),
    (Flag("ttl", "What etcdctl takes the lock with: %%etcd_lock has it.", "SECONDS", "integer"), TIMEOUT),
    ("%etcd lock schema-migration",),
    "To take it, put what is to be done under it into a cell: %%etcd_lock NAME. It is given back when the cell ends.\n"
    "%etcd locks PREFIX lists all locks whose names begin so.",
)


def run(arguments: Arguments, context: Context) -> Rows[LockEntry]:
    """The queue: a list of LockEntry, the holder first."""
    from yamtam_nb.concurrency.entries import waiters
    from yamtam_nb.magics.locking.contenders import contenders

    name = arguments.text("NAME", "")
    _only_look(arguments, name)
    found = waiters(context.client(), name, timeout=arguments.number("timeout", 0) or None)
    return contenders(
        found, f"{'to queue up' if found else f'{name} is free. To take it'}: %%etcd_lock {name}"
    )


def python(arguments: Arguments, context: Context) -> str:  # noqa: ARG001 - every sub-command takes a context
    """The same as Python."""
    name = arguments.text("NAME", "")
    _only_look(arguments, name)
    limit = f", timeout={arguments.number('timeout', 0):g}" if "timeout" in arguments else ""
    return (
        "import yamtam_nb as yn\nfrom yamtam_nb.concurrency.entries import waiters\n"
        f"waiters(yn.shared(), {name!r}{limit})"
    )


def _only_look(arguments: Arguments, name: str) -> None:
    if "COMMAND" in arguments or "ttl" in arguments:
        ttl = f" --ttl {arguments.integer('ttl')}" if "ttl" in arguments else ""
        raise EtcdUsageError(
            f"%etcd lock: what is to be done under the lock goes into a cell: %%etcd_lock {name}{ttl}. "
            "Nothing was run."
        )
