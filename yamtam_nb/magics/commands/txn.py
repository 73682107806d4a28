"""``%etcd txn`` and ``%%etcd_txn``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yamtam_nb.errors import EtcdUsageError
from yamtam_nb.magics.arguments import Arguments
from yamtam_nb.magics.context import Context
from yamtam_nb.magics.spec import Flag, Positional, Spec
from yamtam_nb.magics.usage import command_help

if TYPE_CHECKING:
    from yamtam_nb.client.client import Client
    from yamtam_nb.magics.transaction.answer import TxnAnswer
    from yamtam_nb.model import TxnOp

# %load_ext shows this SPEC as the help of %%etcd_txn: what a transaction needs is loaded with the first one.

SPEC = Spec(
    "txn",
    "A transaction in etcdctl's words: comparisons, then what to do if they hold, then what if not.",
    (Positional("TEXT", "the transaction; it goes into the cell", "value", required=False),),
    (
        Flag("yes", "Write although the profile is protected, and delete however many keys there are."),
        Flag("timeout", "Longest time to wait.", "SECONDS", "seconds"),
    ),
    ("%%etcd txn", "%%etcd txn --yes", "%%etcd txn --python"),
    "%%etcd_txn is the same. An empty line ends a block; without comparisons the cell begins with an empty line:\n"
    "\n"
    "  %%etcd_txn\n"
    '  mod("/yamtam/config/model-tier") > "0"\n'
    '  val("/yamtam/config/owner") = "me"\n'
    "\n"
    '  put /yamtam/config/model-tier "power"\n'
    "\n"
    "  get /yamtam/config/ --prefix\n"
    "\n"
    "Compared are ver or version, c or create, m or mod, val or value, and lease (in hexadecimal), by = != < >.\n"
    "Done are get, put and del with their flags. \"Double quotes\" know Go's escapes, 'single ones' none, and in both\n"
    "a value may go on over several lines. A line that begins with # is a comment. $ and {} mean nothing in it.",
    takes_cell=True,
)


def run(arguments: Arguments, context: Context) -> TxnAnswer | None:
    """Make the transaction; as a line, say how it is written."""
    from yamtam_nb.magics.confirmation import confirm_on_protected
    from yamtam_nb.magics.transaction.answer import TxnAnswer
    from yamtam_nb.magics.transaction.reading import read, writes

    if "TEXT" not in arguments:
        context.say(command_help(SPEC))
        return None
    transaction = read(arguments.text("TEXT", ""))
    if writes(transaction):
        confirm_on_protected(context, arguments.on("yes"), "run a transaction that writes")
    client = context.client()
    if not arguments.on("yes"):
        _refuse_wide_deletes(client, transaction)
    result = client.txn(
        transaction.compare,
        transaction.success,
        transaction.failure,
        timeout=arguments.number("timeout", client.settings.timeout),
    )
    return TxnAnswer.of(result, transaction)


def python(arguments: Arguments, context: Context) -> str:  # noqa: ARG001 - every sub-command takes a context
    """The same as Python."""
    from yamtam_nb.magics.transaction.reading import read
    from yamtam_nb.magics.transaction.source import source

    if "TEXT" not in arguments:
        raise EtcdUsageError("%etcd txn: the transaction goes into the cell: %%etcd_txn --python.")
    return source(read(arguments.text("TEXT", "")))


def _refuse_wide_deletes(client: Client, transaction: TxnOp) -> None:
    """More keys than one are deleted only with ``--yes``, whichever branch may run, as by ``%etcd del``."""
    from yamtam_nb.magics.confirmation import SHOWN, refusal
    from yamtam_nb.model import DeleteOp

    for op in (*transaction.success, *transaction.failure):
        if isinstance(op, DeleteOp) and not op.range.single:
            span = op.range
            found = client.get(span.key, span.range_end, keys_only=True, limit=SHOWN)
            if found.count > 1:
                raise refusal(found.count, [kv.key for kv in found])
