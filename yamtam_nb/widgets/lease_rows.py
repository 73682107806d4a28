"""Leases as rows of a live table. Pure but for what it remembers."""

from __future__ import annotations

from yamtam_nb.client.lease_reading import Reading
from yamtam_nb.model import LeaseRow
from yamtam_nb.values import show_key
from yamtam_nb.widgets.cells import Ttl
from yamtam_nb.widgets.columns import Column
from yamtam_nb.widgets.lineage import Lineage
from yamtam_nb.widgets.rows import Removed, Row

COLUMNS = (
    Column("lease", "Lease", "key", 160),
    Column("ttl", "TTL left", "ttl", 160),
    Column("granted", "Granted, s", "int", 92),
    Column("keys", "Keys", "names"),
    Column("all", "All keys", "value", pictured=False, hidden=True),
)
"""Columns of a lease table, in the order of the cells of :meth:`LeaseRows.row`."""


class LeaseRows:
    """Makes rows of leases."""

    def __init__(self) -> None:
        self._lineage = Lineage()
        self._versions: dict[int, int] = {}

    def row(self, lease: LeaseRow, *, renewed: bool = False) -> Row:
        """``lease`` as a row.

        Its version is the revision at which it was seen with these keys.

        Args:
            lease: the lease.
            renewed: it has been renewed, and is else as it was.
        """
        name = name_of(lease.lease_id)
        version = self._versions.get(lease.lease_id, lease.revision) if renewed else lease.revision
        self._versions[lease.lease_id] = version
        keys = [show_key(key) for key in lease.keys]
        value = "\n".join(keys).encode()
        before = self._lineage.trace(name, version, value, created=False)
        expires = int(Reading(lease.ttl, lease.granted_ttl, lease.at).expires_at * 1000)
        cells = (name.encode(), Ttl(expires, lease.granted_ttl), lease.granted_ttl, keys, value)
        return Row(name, cells, version, before.value, before.version)

    def gone(self, lease_id: int, at: int) -> Removed:
        """A lease that has expired or was revoked."""
        self._lineage.forget(name_of(lease_id))
        self._versions.pop(lease_id, None)
        return Removed(name_of(lease_id), 0, at)


def name_of(lease_id: int) -> str:
    """The name of a lease's row, as etcdctl writes leases: sorted by name, they are sorted."""
    return f"{lease_id:016x}"
