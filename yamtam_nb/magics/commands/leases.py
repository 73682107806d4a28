"""``%etcd leases``."""

from __future__ import annotations

from collections.abc import Sequence

from yamtam_nb.magics.arguments import Arguments
from yamtam_nb.magics.context import Context
from yamtam_nb.magics.rows import Rows
from yamtam_nb.magics.spec import Flag, Spec
from yamtam_nb.model import LeaseRow
from yamtam_nb.values import show_key

SPEC = Spec(
    "leases",
    "Every lease: what is left of it, and the keys that go with it.",
    flags=(Flag("limit", "Most leases to look at; each costs a request. Default 1000.", "N", "integer"),),
    examples=("%etcd leases",),
)

_HEADERS = ("lease", "TTL left", "granted", "keys", "which")
_KEYS_SHOWN = 3


def run(arguments: Arguments, context: Context) -> Rows[LeaseRow]:
    """The leases, a list of LeaseRow, the one that expires first in front."""
    from yamtam_nb.client.lease_overview import lease_overview

    found = lease_overview(context.client(), most=arguments.integer("limit", 1000))
    counted = f"{found.total - found.phantoms:,} lease{'' if found.total - found.phantoms == 1 else 's'}"
    note = counted if found.complete else f"looked at {len(found):,} of {counted}; --limit N looks at more"
    return Rows(_HEADERS, found, note, cells=_cells)


def python(arguments: Arguments, context: Context) -> str:  # noqa: ARG001
    """The same as Python."""
    most = arguments.integer("limit", 1000)
    return (
        "import yamtam_nb as yn\nfrom yamtam_nb.client.lease_overview import lease_overview\n"
        f"lease_overview(yn.shared(), most={most})"
    )


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
