"""``%etcd locks``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yamtam_nb.keys import KeyRange, to_bytes
from yamtam_nb.magics.arguments import Arguments
from yamtam_nb.magics.context import Context
from yamtam_nb.magics.key_range import refuse_unbounded
from yamtam_nb.magics.spec import Flag, Positional, Spec
from yamtam_nb.magics.tables import NO_NOTEBOOK
from yamtam_nb.values import show_key

if TYPE_CHECKING:
    from yamtam_nb.concurrency.entries import LockEntry
    from yamtam_nb.magics.rows import Rows
    from yamtam_nb.widgets.lock_table import LockTable

SPEC = Spec(
    "locks",
    "Who holds which lock, and who waits for it.",
    (Positional("PREFIX", "what the names of the locks begin with", "bytes", False, completion="key"),),
    (
        Flag("all", "Read every key of the cluster for it, when no prefix is given."),
        Flag("live", "A live table, which goes on by itself while other cells run."),
    ),
    ("%etcd locks /yamtam/locks/", "%etcd locks schema-migration", "%etcd locks /yamtam/locks/ --live"),
    "A lock is a key that ends in the lease it is bound to: what %%etcd_lock, etcdctl lock and Go programs write.\n"
    "%etcd watches lists and stops the live tables.",
)


def run(arguments: Arguments, context: Context) -> Rows[LockEntry] | LockTable:
    """The locks, a list of LockEntry: by name, the holder first, then those who wait; or a table that is live."""
    from yamtam_nb.concurrency.entries import locks
    from yamtam_nb.magics.locking.contenders import contenders

    prefix = to_bytes(arguments.optional_key("PREFIX") or b"")
    refuse_unbounded(KeyRange.of(prefix, prefix=True), arguments.on("all"), SPEC.name, "Give a prefix")
    if arguments.on("live") and context.shows_widgets:
        return _table(prefix, context)
    if arguments.on("live"):
        context.say(NO_NOTEBOOK)
    found = locks(context.client(), prefix)
    return contenders(found, "" if found else f"no lock below {show_key(prefix) or 'the root'} is held")


def python(arguments: Arguments, context: Context) -> str:  # noqa: ARG001
    """The same as Python."""
    prefix = arguments.optional_key("PREFIX") or ""
    if arguments.on("live"):
        everything = "" if prefix else ", everything=True"
        return f"import yamtam_nb as yn\nyn.lock_table(yn.shared(), {prefix!r}{everything})"
    return (
        "import yamtam_nb as yn\nfrom yamtam_nb.concurrency.entries import locks\n"
        f"locks(yn.shared(), {prefix!r})"
    )


def _table(prefix: bytes, context: Context) -> LockTable:
    from yamtam_nb.widgets.lock_table import lock_table

    client, rows = context.client(), context.options.watch_rows
    return context.state.tables.shown(
        client, ("locks", prefix), lambda: lock_table(client, prefix, everything=True, max_rows=rows)
    )
