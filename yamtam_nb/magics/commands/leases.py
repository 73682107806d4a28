"""``%etcd leases``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from yamtam_nb.magics.arguments import Arguments
from yamtam_nb.magics.context import Context
from yamtam_nb.magics.rows import Rows
from yamtam_nb.magics.spec import Flag, Spec
from yamtam_nb.magics.tables import NO_NOTEBOOK
from yamtam_nb.model import LeaseRow
from yamtam_nb.values import show_key

if TYPE_CHECKING:
    from yamtam_nb.widgets.lease_table import LeaseTable

SPEC = Spec(
    "leases",
    "Every lease: what is left of it, and the keys that go with it.",
    flags=(
        Flag("limit", "Most leases to look at; each costs a request. Default 1000.", "N", "integer"),
        Flag("live", "A live table, which goes on by itself while other cells run."),
    ),
    examples=("%etcd leases", "%etcd leases --live"),
    notes="%etcd watches lists and stops the live tables.",
)

_HEADERS = ("lease", "TTL left", "granted", "keys", "which")
_KEYS_SHOWN = 3


def run(arguments: Arguments, context: Context) -> Rows[LeaseRow] | LeaseTable:
    """The leases, a list of LeaseRow, the one that expires first in front; or a table that is live."""
    from yamtam_nb.client.lease_overview import lease_overview

    most = arguments.integer("limit", 1000)
    if arguments.on("live") and context.shows_widgets:
        return _table(most, context)
    if arguments.on("live"):
        context.say(NO_NOTEBOOK)
    found = lease_overview(context.client(), most=most)
    counted = f"{found.total - found.phantoms:,} lease{'' if found.total - found.phantoms == 1 else 's'}"
    note = counted if found.complete else f"looked at {len(found):,} of {counted}; --limit N looks at more"
    return Rows(_HEADERS, found, note, cells=_cells)


def python(arguments: Arguments, context: Context) -> str:  # noqa: ARG001
    """The same as Python."""
    most = arguments.integer("limit", 1000)
    if arguments.on("live"):
        return f"import yamtam_nb as yn\nyn.lease_table(yn.shared(), most={most})"
    return (
        "import yamtam_nb as yn\nfrom yamtam_nb.client.lease_overview import lease_overview\n"
        f"lease_overview(yn.shared(), most={most})"
    )


def _table(most: int, context: Context) -> LeaseTable:
    from yamtam_nb.widgets.lease_table import lease_table

    client = context.client()
    return context.state.tables.shown(client, ("leases", most), lambda: lease_table(client, most=most))


def _cells(lease: LeaseRow) -> Sequence[str]:
    shown = ", ".join(show_key(key) for key in lease.keys[:_KEYS_SHOWN])
    more = f" and {len(lease.keys) - _KEYS_SHOWN:,} more" if len(lease.keys) > _KEYS_SHOWN else ""
    return (
        f"{lease.lease_id:x}",
        f"{lease.ttl} s",
        f"{lease.granted_ttl} s",
        f"{len(lease.keys):,}",
        shown + more,
    )
