"""Agents of a registry as rows of a live table. Pure but for what it remembers."""

from __future__ import annotations

from datetime import datetime

from yamtam_nb.agents.agent import Agent, AgentStatus
from yamtam_nb.widgets.cells import Earlier, Mood, Status, Ttl
from yamtam_nb.widgets.columns import Column
from yamtam_nb.widgets.lineage import Lineage
from yamtam_nb.widgets.rows import Removed, Row, row_id

COLUMNS = (
    Column("agent", "Agent", "key", 160),
    Column("address", "Address", "text"),
    Column("status", "Status", "status", 92),
    Column("ttl", "TTL left", "ttl", 152),
    Column("since", "Since", "time", 112),
    Column("seen", "Last seen", "time", 92, pictured=False),
    Column("flaps", "Flaps", "int", 64),
    Column("lease", "Lease", "lease", 144, pictured=False),
    Column("info", "Info", "value", pictured=False, hidden=True),
)
"""Columns of a registry table, in the order of the cells of :meth:`RegistryRows.row`."""

_MOODS: dict[AgentStatus, Mood] = {
    AgentStatus.ONLINE: "good",
    AgentStatus.LATE: "warn",
    AgentStatus.OFFLINE: "bad",
}


class RegistryRows:
    """Makes rows of agents.

    Args:
        prefix: the registry's prefix.
        opened: when somebody began to look, milliseconds since 1970.
    """

    def __init__(self, prefix: bytes, opened: int) -> None:
        self._prefix = prefix
        self._opened = opened
        self._lineage = Lineage()

    def row(self, agent: Agent) -> Row:
        """``agent`` as a row; its version is the revision of its key."""
        name = agent.key[len(self._prefix) :]
        created = agent.create_revision == agent.mod_revision
        before = self._lineage.trace(row_id(name), agent.mod_revision, agent.value, created=created)
        cells = (
            name,
            agent.address,
            Status(str(agent.status), _MOODS[agent.status]),
            _ttl(agent),
            _milliseconds(agent.since) or Earlier(self._opened),
            _milliseconds(agent.last_seen),
            agent.flaps,
            agent.lease_id or None,
            agent.value,
        )
        return Row(row_id(name), cells, agent.mod_revision, before.value, before.version)

    def cleared(self, name: str, at: int) -> Removed:
        """An agent that was forgotten: not gone just now, so it does not linger."""
        gone = row_id(name.encode("utf-8", "surrogateescape"))
        self._lineage.forget(gone)
        return Removed(gone, 0, at, lingers=False)


def _ttl(agent: Agent) -> Ttl | None:
    if agent.expires_at is None or agent.granted_ttl is None:
        return None
    return Ttl(int(agent.expires_at * 1000), agent.granted_ttl)


def _milliseconds(moment: datetime | None) -> int | None:
    return None if moment is None else int(moment.timestamp() * 1000)
