"""The live config table: a mirror of a prefix or another range, joined to a live table."""

from __future__ import annotations

import threading

from yamtam_nb.client.client import Client
from yamtam_nb.errors import WaitTimeout
from yamtam_nb.keys import KeyRange
from yamtam_nb.mirror.mirror import Mirror
from yamtam_nb.mirror.status import MirrorChange
from yamtam_nb.model.ranges import title
from yamtam_nb.widgets import config_rows
from yamtam_nb.widgets.lease_times import LeaseTimes
from yamtam_nb.widgets.live_table import LiveTable
from yamtam_nb.widgets.rows import Row
from yamtam_nb.widgets.status import TableStatus

_TOLD_WITHIN = 10.0


class ConfigTable(LiveTable):
    """A live table of the keys under a prefix or in a range. Made by :func:`config_table`."""

    def __init__(self, client: Client, prefix: str | bytes | KeyRange, *, max_rows: int, height: int) -> None:
        self._filling = threading.Condition()
        self._mirror = Mirror(client, prefix)
        # Changes that come while the first rows go in wait for them, or a deleted key could come back.
        with self._filling:
            self._mirror.on_change(self._on_change)
            self._from, kvs = self._mirror.state()
            self._has = self._from
            super().__init__(
                config_rows.COLUMNS,
                title=title(self._mirror.range),
                max_rows=max_rows,
                height=height,
                noun="keys",
                rows=[config_rows.row(kv) for kv in kvs.values()],
                status=self._source_status,
            )
        self._mirror.on_status(lambda _status: self.refresh_status())
        self._times = LeaseTimes(
            lambda lease: client.lease.time_to_live(lease).ttl, self._leases, self.set_expires
        )
        self._look_for_leases(self.rows)

    @property
    def mirror(self) -> Mirror:
        """The mirror behind the table: all keys, whole values, also those that the table has no room for."""
        return self._mirror

    def wait(self, revision: int, timeout: float | None = None) -> int:
        """Wait until the table has what changed up to ``revision``, e.g. that of a put. The Stop button ends the wait.

        Args:
            revision: see :meth:`Mirror.wait`.
            timeout: seconds; None waits as long as it takes.

        Returns:
            The revision that the table has.

        Raises:
            WaitTimeout: it does not within that time.
            YamtamError: the table has failed or is closed.
        """
        self._mirror.wait(revision, timeout)
        with self._filling:
            # The mirror has it, and is about to tell the table.
            if not self._filling.wait_for(lambda: self._has >= revision, _TOLD_WITHIN):
                raise WaitTimeout(f"The table has revision {self._has}, the mirror {self._mirror.revision}.")
            return self._has

    def stop(self) -> None:
        """Stop following etcd; the last picture stays on the page, marked as stopped. Idempotent."""
        self.refresh_status()
        super().stop()
        self._end()

    def close(self) -> None:
        """Stop following etcd, and take the table off every page. Idempotent."""
        super().close()
        self._end()

    def _end(self) -> None:
        # Either may be missing: an object that could not be made whole is closed as well.
        for part in (getattr(self, "_times", None), getattr(self, "_mirror", None)):
            if part is not None:
                part.close()

    def _leases(self) -> set[int]:
        return {lease for row in self.rows if (lease := config_rows.lease(row))}

    def _look_for_leases(self, rows: list[Row]) -> None:
        if any(config_rows.lease(row) for row in rows):
            self._times.start()

    def _on_change(self, change: MirrorChange) -> None:
        with self._filling:
            if change.revision <= self._from:
                return
        rows, removed = config_rows.changed(change.events, int(change.at * 1000))
        self.apply(rows, removed, changes=len(change.events))
        self._look_for_leases(rows)
        with self._filling:
            self._has = change.revision
            self._filling.notify_all()

    def _source_status(self) -> TableStatus:
        return TableStatus.of(self._mirror.status, len(self._mirror))


def config_table(
    client: Client, prefix: str | bytes | KeyRange, *, max_rows: int = 10_000, height: int = 400
) -> ConfigTable:
    """Show the keys under ``prefix`` as a table that follows them, also while a cell runs.

    It shows one revision and the changes from there on; when it cannot, it says so and looks so. Rows flash
    when they change; deleted ones stay struck through for a few seconds; a click shows the whole value and the
    one before. A saved notebook keeps a static picture stamped with revision and time.

    Args:
        client: where to read from, e.g. ``yn.shared()``.
        prefix: what the keys to show begin with, empty for all keys; or a :class:`KeyRange`, e.g.
            ``KeyRange.of("/a", "/c")``.
        max_rows: rows beyond this many are not shown, and the table says so. The mirror behind it has them all.
        height: of the rows' area, pixels.

    Returns:
        The widget. It follows etcd until its ``stop()`` or ``close()``, or until the client is closed.

    Raises:
        EtcdError: the first read failed.

    Example:
        >>> table = yn.config_table(yn.shared(), "/yamtam/config/")  # doctest: +SKIP
        >>> table  # doctest: +SKIP
    """
    return ConfigTable(client, prefix, max_rows=max_rows, height=height)
