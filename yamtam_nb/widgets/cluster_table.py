"""The live table of a cluster: every member, what it is and how it is doing."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping

from yamtam_nb.client.client import Client
from yamtam_nb.client.cluster_feed import ClusterFeed
from yamtam_nb.client.cluster_view import ClusterView
from yamtam_nb.widgets.cluster_rows import COLUMNS, ClusterRows
from yamtam_nb.widgets.live_table import LiveTable
from yamtam_nb.widgets.rows import Row
from yamtam_nb.widgets.status import TableStatus


class ClusterTable(LiveTable):
    """A live table of the members. Made by :func:`cluster_table`."""

    def __init__(
        self,
        client: Client,
        *,
        interval: float,
        metrics: bool,
        metrics_urls: Mapping[str, str] | None,
        height: int,
    ) -> None:
        self._cluster = ClusterFeed(client, interval=interval, metrics=metrics, metrics_urls=metrics_urls)
        self._member_rows = ClusterRows()
        self._shown: dict[str, Row] = {}
        self._filling = threading.Lock()
        # News that come while the first rows go in wait for them.
        with self._filling:
            self._seen = self._cluster.follow(self._on_view)
            self._shown = self._rows_of(self._seen)
            super().__init__(
                COLUMNS,
                title=f"cluster {self._seen.cluster_id:x}",
                height=height,
                noun="members",
                rows=self._shown.values(),
                status=self._source_status,
            )

    @property
    def view(self) -> ClusterView:
        """The cluster as it was seen last."""
        return self._cluster.view

    def stop(self) -> None:
        """Stop asking; the last picture stays on the page, marked as stopped. Idempotent."""
        self.refresh_status()
        super().stop()
        self._cluster.close()

    def close(self) -> None:
        """Stop asking, and take the table off every page. Idempotent."""
        super().close()
        cluster = getattr(self, "_cluster", None)
        if cluster is not None:
            cluster.close()

    def _on_view(self, view: ClusterView) -> None:
        with self._filling:
            before, now = self._shown, self._rows_of(view)
            self._seen, self._shown = view, now
            gone = [
                self._member_rows.gone(name, int(time.time() * 1000)) for name in before if name not in now
            ]
            news = [
                row for name, row in now.items() if name not in before or before[name].version != row.version
            ]
            figures = [row for name, row in now.items() if row not in news and row != before.get(name)]
            if news or gone:
                self.apply(news, gone)
            self.apply(figures, changes=0)
        self.refresh_status()

    def _rows_of(self, view: ClusterView) -> dict[str, Row]:
        return {member.seat.id: self._member_rows.row(member) for member in view}

    def _source_status(self) -> TableStatus:
        status, seen = self._cluster.status, self._seen
        return TableStatus(status.state, revision=seen.revision, total=len(seen), error=status.error)


def cluster_table(
    client: Client,
    *,
    interval: float = 1.0,
    metrics: bool = True,
    metrics_urls: Mapping[str, str] | None = None,
    height: int = 200,
) -> ClusterTable:
    """Show every member of the cluster as a table that follows it: who leads, who lags, who does not answer.

    Each member is asked for its status by itself, with a deadline of one second, so that one that hangs is seen to
    hang and delays nobody. A change of leader is seen at the next look of any member. Members that the client does
    not name as endpoints are asked at the addresses that they advertise. Every five seconds the members' ``/metrics``
    are read for the quota and for how long 99 of 100 syncs and commits of the last minute took at most; where little
    happened in that time, of all since the member was started.

    Args:
        client: whom to ask, e.g. ``yn.shared()``.
        interval: seconds between two questions to the same member.
        metrics: read ``/metrics``, too.
        metrics_urls: where they are, for members that serve them elsewhere: endpoint -> URL.
        height: of the rows' area, pixels.

    Returns:
        The widget. It asks until its ``stop()`` or ``close()``, or until the client is closed.

    Raises:
        InvalidArgument: ``interval`` is below a tenth of a second, or a URL is none.
        EtcdError: no member answered the first question.

    Example:
        >>> yn.cluster_table(yn.shared())  # doctest: +SKIP
    """
    return ClusterTable(client, interval=interval, metrics=metrics, metrics_urls=metrics_urls, height=height)
