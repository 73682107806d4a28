"""The live table of a registry: who is online, late or offline."""

from __future__ import annotations

import threading
import time

from yamtam_nb import values
from yamtam_nb.agents.agent import RegistryChange
from yamtam_nb.agents.registry import DEFAULT_PREFIX, Registry
from yamtam_nb.client.client import Client
from yamtam_nb.widgets.buttons import Button
from yamtam_nb.widgets.live_table import LiveTable
from yamtam_nb.widgets.registry_rows import COLUMNS, RegistryRows
from yamtam_nb.widgets.status import TableStatus


class RegistryTable(LiveTable):
    """A live table of the agents under a prefix. Made by :func:`registry_table`."""

    def __init__(self, client: Client, prefix: str | bytes, *, max_rows: int, height: int) -> None:
        self._registry = Registry(client, prefix)
        self._rows = RegistryRows(self._registry.prefix, int(time.time() * 1000))
        self._filling = threading.Lock()
        # With what is left of each lease: a picture that is saved at once must be whole.
        self._registry.agents()
        # News that come while the first rows go in wait for them, or an agent could be shown as it was before.
        with self._filling:
            self._registry.on_change(self._on_change)
            self._registry.on_renewal(self._on_renewal)
            agents = self._registry.agents()
            self._names = {agent.name for agent in agents}
            super().__init__(
                COLUMNS,
                title=values.show_key(self._registry.prefix) or "all keys",
                max_rows=max_rows,
                height=height,
                noun="agents",
                rows=[self._rows.row(agent) for agent in agents],
                status=self._source_status,
                buttons=[Button("clear", "Clear offline", "offline", self._registry.clear)],
            )
        self._registry.on_status(lambda _status: self.refresh_status())

    @property
    def registry(self) -> Registry:
        """The registry behind the table: ``.agents()``, ``.clear()``. It is closed with the table."""
        return self._registry

    def stop(self) -> None:
        """Stop following etcd; the last picture stays on the page, marked as stopped. Idempotent."""
        self.refresh_status()
        super().stop()
        self._registry.close()

    def close(self) -> None:
        """Stop following etcd, and take the table off every page. Idempotent."""
        super().close()
        registry = getattr(self, "_registry", None)
        if registry is not None:
            registry.close()

    def _on_change(self, change: RegistryChange) -> None:
        with self._filling:
            at = int(time.time() * 1000)
            self._names.difference_update(change.cleared)
            self._names.update(agent.name for agent in change.agents)
            rows = [self._rows.row(agent) for agent in change.agents]
            cleared = [self._rows.cleared(name, at) for name in change.cleared]
            self.apply(rows, cleared, changes=len(rows))

    def _on_renewal(self, change: RegistryChange) -> None:
        with self._filling:
            self.apply([self._rows.row(agent) for agent in change.agents], changes=0)

    def _source_status(self) -> TableStatus:
        status = self._registry.status
        if status is None:
            return TableStatus("closed", total=len(self._names))
        return TableStatus.of(status, len(self._names))


def registry_table(
    client: Client, prefix: str | bytes = DEFAULT_PREFIX, *, max_rows: int = 10_000, height: int = 320
) -> RegistryTable:
    """Show the agents under ``prefix`` as a table that follows them, also while a cell runs.

    Each agent is ``online``, ``late`` (its lease should have been renewed by now) or ``offline``, with a bar for what
    is left of its lease; the bar runs down in the browser, without a message from here. An agent that goes offline
    stays until somebody presses "Clear offline", or calls ``table.registry.clear()``. A click on a row shows what the
    agent says of itself.

    Presence comes from etcd: an agent is offline when etcd has deleted its key, never before. What is left of a lease
    is asked for a few times in each TTL, and is right to about half a second.

    Args:
        client: where to read from, e.g. ``yn.shared()``.
        prefix: what the keys of the agents begin with.
        max_rows: rows beyond this many are not shown, and the table says so.
        height: of the rows' area, pixels.

    Returns:
        The widget. It follows etcd until its ``stop()`` or ``close()``, or until the client is closed.

    Raises:
        EtcdError: the first read failed.

    Example:
        >>> yn.registry_table(yn.shared(), "/yamtam/agents/")  # doctest: +SKIP
    """
    return RegistryTable(client, prefix, max_rows=max_rows, height=height)
