"""``%etcd lease list``."""

from __future__ import annotations

from yamtam_nb.magics.arguments import Arguments
from yamtam_nb.magics.call import Call
from yamtam_nb.magics.context import Context
from yamtam_nb.magics.rows import Rows
from yamtam_nb.magics.spec import Spec

SPEC = Spec("lease list", "The IDs of all leases.", examples=("%etcd lease list",))

_CALL = Call("lease.leases")


def run(arguments: Arguments, context: Context) -> Rows[int]:  # noqa: ARG001 - every sub-command takes its arguments
    """The IDs, a list of int, shown in hexadecimal."""
    ids = sorted(_CALL.make(context.client()))
    note = f"{len(ids):,} lease{'' if len(ids) == 1 else 's'}"
    return Rows(("lease",), ids, note, cells=lambda lease_id: (f"{lease_id:x}",))


def python(arguments: Arguments, context: Context) -> str:  # noqa: ARG001
    """The same as Python."""
    return _CALL.python()
