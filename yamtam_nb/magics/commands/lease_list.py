"""``%etcd lease list``."""

from __future__ import annotations

from yamtam_nb.magics.arguments import Arguments
from yamtam_nb.magics.call import Call
from yamtam_nb.magics.context import Context
from yamtam_nb.magics.flags import TIMEOUT, timeout_of
from yamtam_nb.magics.rows import Rows
from yamtam_nb.magics.spec import Spec

SPEC = Spec("lease list", "The IDs of all leases.", flags=(TIMEOUT,), examples=("%etcd lease list",))


def call(arguments: Arguments) -> Call:
    """The question."""
    return Call("lease.leases", (), timeout_of(arguments))


def run(arguments: Arguments, context: Context) -> Rows[int]:
    """The IDs, a list of int, shown in hexadecimal."""
    ids = sorted(call(arguments).make(context.client()))
    note = f"{len(ids):,} lease{'' if len(ids) == 1 else 's'}"
    return Rows(("lease",), ids, note, cells=lambda lease_id: (f"{lease_id:x}",))


def python(arguments: Arguments, context: Context) -> str:  # noqa: ARG001 - every sub-command takes a context
    """The same as Python."""
    return call(arguments).python()
