"""The live table of leases: what is left of each, and the keys that go with it."""

from __future__ import annotations

import threading

from yamtam_nb.client.client import Client
from yamtam_nb.client.lease_feed import LeaseChange, LeaseFeed
from yamtam_nb.widgets.lease_rows import COLUMNS, LeaseRows
from yamtam_nb.widgets.live_table import LiveTable
from yamtam_nb.widgets.status import TableStatus


class LeaseTable(LiveTable):
    """A live table of all leases. Made by :func:`lease_table`."""

    def __init__(self, client: Client, *, most: int, height: int) -> None:
        self._leases = LeaseFeed(client, most=most)
        self._lease_rows = LeaseRows()
        self._filling = threading.Lock()
        # News that come while the first rows go in wait for them, or a lease that is gone could come back.
        with self._filling:
            rows = self._leases.follow(self._on_change)
            super().__init__(
                COLUMNS,
                title="all leases",
                max_rows=most,
                height=height,
                noun="leases",
                rows=[self._lease_rows.row(lease) for lease in rows],
                status=self._source_status,
            )
        self._leases.on_status(lambda _status: self.refresh_status())

    def stop(self) -> None:
        """Stop following etcd; the last picture stays on the page, marked as stopped. Idempotent."""
        self.refresh_status()
        super().stop()
        self._leases.close()

    def close(self) -> None:
        """Stop following etcd, and take the table off every page. Idempotent."""
        super().close()
        leases = getattr(self, "_leases", None)
        if leases is not None:
            leases.close()

    def _on_change(self, change: LeaseChange) -> None:
        with self._filling:
            gone = [self._lease_rows.gone(lease_id, int(change.at * 1000)) for lease_id in change.gone]
            self.apply([self._lease_rows.row(lease) for lease in change.rows], gone)
            renewed = [self._lease_rows.row(lease, renewed=True) for lease in change.renewed]
            self.apply(renewed, changes=0)

    def _source_status(self) -> TableStatus:
        status = self._leases.status
        return TableStatus(status.state, revision=status.revision, total=status.total, error=status.error)


def lease_table(client: Client, *, most: int = 1000, height: int = 320) -> LeaseTable:
    """Show every lease of the cluster as a table: what is left of it, what was granted, and the keys bound to it.

    etcd tells nobody about leases, so all are read again every two seconds, at most two hundred a second, and only
    while the table is open; in between the bars run down in the browser. With authentication on, etcd 3.5.28 and
    3.6.9 and later want read permission on all keys of all leases.

    Args:
        client: where to read from, e.g. ``yn.shared()``.
        most: leases that are looked at and shown at most; the table tells how many there are.
        height: of the rows' area, pixels.

    Returns:
        The widget. It follows etcd until its ``stop()`` or ``close()``, or until the client is closed.

    Raises:
        InvalidArgument: ``most`` is below 1.
        EtcdError: the first read failed.

    Example:
        >>> yn.lease_table(yn.shared())  # doctest: +SKIP
    """
    return LeaseTable(client, most=most, height=height)
