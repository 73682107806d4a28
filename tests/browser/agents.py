"""Agents that come, go and renew their leases as a registry would tell it, straight into a table."""

from __future__ import annotations

import json
import time
from datetime import datetime, timezone

from yamtam_nb.agents.agent import Agent, AgentStatus
from yamtam_nb.widgets.buttons import Button
from yamtam_nb.widgets.live_table import LiveTable
from yamtam_nb.widgets.registry_rows import COLUMNS, RegistryRows
from yamtam_nb.widgets.status import TableStatus

PREFIX = "/yamtam/agents/"


class Agents:
    """A table of agents, and those who are in it."""

    def __init__(self) -> None:
        self._rows = RegistryRows(PREFIX.encode(), int(time.time() * 1000))
        self._agents: dict[str, Agent] = {}
        self._revision = 0
        clear = Button("clear", "Clear offline", "offline", self.clear)
        self.table = LiveTable(COLUMNS, title=PREFIX, noun="agents", buttons=[clear])
        self._tell()

    def put(self, name: str, *, ttl: int = 10, **info: object) -> None:
        """An agent registers, or says something else of itself."""
        self._revision += 1
        now = time.time()
        value = json.dumps({"address": f"ws://{name}:8080", **info}).encode()
        address = str({"address": f"ws://{name}:8080", **info}["address"])
        old = self._agents.get(name)
        self._agents[name] = Agent(
            name=name,
            status=AgentStatus.ONLINE,
            address=address,
            info=None,
            ttl_left=ttl,
            granted_ttl=ttl,
            expires_at=now + ttl,
            since=datetime.fromtimestamp(now, timezone.utc),
            last_seen=datetime.fromtimestamp(now, timezone.utc),
            flaps=0,
            lease_id=0x694D71DDACFDA200 + len(self._agents),
            key=(PREFIX + name).encode(),
            create_revision=old.create_revision if old else self._revision,
            mod_revision=self._revision,
            value=value,
        )
        self._show(name)

    def renew(self, name: str, left: float = 10.0) -> None:
        """A look at the agent's lease found that much left of it."""
        self._agents[name] = self._agents[name]._replace(expires_at=time.time() + left)
        self._show(name, renewed=True)

    def turn(self, name: str, status: AgentStatus) -> None:
        """The agent is late, offline or back."""
        gone = {"expires_at": None, "granted_ttl": None} if status is AgentStatus.OFFLINE else {}
        self._agents[name] = self._agents[name]._replace(status=status, **gone)  # type: ignore[arg-type]
        self._show(name)

    def clear(self) -> None:
        """Forget those who are offline."""
        gone = [agent.name for agent in self._agents.values() if agent.status is AgentStatus.OFFLINE]
        for name in gone:
            del self._agents[name]
        self.table.apply((), [self._rows.cleared(name, int(time.time() * 1000)) for name in gone], changes=0)
        self._tell()

    def _show(self, name: str, *, renewed: bool = False) -> None:
        self.table.apply([self._rows.row(self._agents[name])], changes=0 if renewed else 1)
        self._tell()

    def _tell(self) -> None:
        self.table.set_status(TableStatus("live", self._revision, len(self._agents)))
