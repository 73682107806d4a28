"""The live table of locks: who holds which, and who waits."""

from __future__ import annotations

import threading
import time

from yamtam_nb import values
from yamtam_nb.client.client import Client
from yamtam_nb.concurrency.lock_feed import LockChange, LockFeed
from yamtam_nb.concurrency.queues import LockQueue
from yamtam_nb.errors import InvalidArgument
from yamtam_nb.widgets.live_table import LiveTable
from yamtam_nb.widgets.lock_rows import COLUMNS, LockRows
from yamtam_nb.widgets.status import TableStatus


class LockTable(LiveTable):
    """A live table of the locks and elections under a prefix. Made by :func:`lock_table`."""

    def __init__(self, client: Client, prefix: str | bytes, *, max_rows: int, height: int) -> None:
        self._locks = LockFeed(client, prefix)
        self._filling = threading.Lock()
        # News that come while the first rows go in wait for them, or a free lock could come back.
        with self._filling:
            self._locks.on_change(self._on_change)
            self._locks.on_renewal(self._on_renewal)
            queues = self._locks.queues()
            self._rows = LockRows(int(time.time() * 1000), self._locks.status.revision)
            self._names = {queue.name for queue in queues}
            super().__init__(
                COLUMNS,
                title=values.show_key(self._locks.prefix) or "all locks",
                max_rows=max_rows,
                height=height,
                noun="locks",
                rows=[self._rows.row(queue) for queue in queues],
                status=self._source_status,
            )
        self._locks.on_status(lambda _status: self.refresh_status())

    @property
    def queues(self) -> list[LockQueue]:
        """All locks that somebody contends for, by name, with their queues."""
        return self._locks.queues()

    def stop(self) -> None:
        """Stop following etcd; the last picture stays on the page, marked as stopped. Idempotent."""
        self.refresh_status()
        super().stop()
        self._locks.close()

    def close(self) -> None:
        """Stop following etcd, and take the table off every page. Idempotent."""
        super().close()
        locks = getattr(self, "_locks", None)
        if locks is not None:
            locks.close()

    def _on_change(self, change: LockChange) -> None:
        with self._filling:
            at = int(change.at * 1000)
            self._names.update(queue.name for queue in change.queues)
            self._names.difference_update(change.free)
            free = [self._rows.free(name, change.revision, at) for name in change.free]
            self.apply([self._rows.row(queue) for queue in change.queues], free)

    def _on_renewal(self, change: LockChange) -> None:
        with self._filling:
            self.apply([self._rows.row(queue) for queue in change.queues], changes=0)

    def _source_status(self) -> TableStatus:
        return TableStatus.of(self._locks.status, len(self._names))


def lock_table(
    client: Client,
    prefix: str | bytes = "",
    *,
    everything: bool = False,
    max_rows: int = 10_000,
    height: int = 320,
) -> LockTable:
    """Show who holds which lock or leads which election, and who waits, as a table that follows it.

    Each lock whose name begins with ``prefix`` is a row: its holder, for how long, what is left of the holder's lease
    as a bar that runs down in the browser, the fencing token, and those who wait in the order of their turns.
    ``late`` says that the holder's lease should have been renewed by now. Locks of ``etcdctl`` and Go programs are
    shown as well; these say nothing of themselves but their lease. A lock that nobody wants any more goes after a few
    seconds.

    Every key under the prefix is held in memory, the locks' and others, so give the locks a prefix of their own.

    Args:
        client: where to read from, e.g. ``yn.shared()``.
        prefix: what the names of the locks begin with.
        everything: allow the empty prefix, which reads and follows every key of the cluster.
        max_rows: rows beyond this many are not shown, and the table says so.
        height: of the rows' area, pixels.

    Returns:
        The widget. It follows etcd until its ``stop()`` or ``close()``, or until the client is closed.

    Raises:
        InvalidArgument: no prefix, and ``everything`` was not asked for.
        EtcdError: the first read failed.

    Example:
        >>> yn.lock_table(yn.shared(), "/yamtam/locks/")  # doctest: +SKIP
    """
    if not prefix and not everything:
        raise InvalidArgument(
            "lock_table without a prefix reads and follows every key of the cluster: give the prefix of the locks, "
            "or everything=True."
        )
    return LockTable(client, prefix, max_rows=max_rows, height=height)
