"""An agent as the registry shows it, and all of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING, Any, NamedTuple, overload

if TYPE_CHECKING:
    import pandas as pd


class AgentStatus(str, Enum):
    """ONLINE: registered. LATE: registered, and its last renewal is overdue. OFFLINE: was registered and is gone."""

    ONLINE = "online"
    LATE = "late"
    OFFLINE = "offline"

    def __str__(self) -> str:
        return self.value


class Agent(NamedTuple):
    """One agent at one moment. What it says of itself (name, info, address) is to be shown as hostile text.

    Times are those of this machine and in UTC; etcd keeps none.

    Attributes:
        name: the key without the registry's prefix.
        status: online, late or offline.
        address: ``info["address"]`` where there is one, else "".
        info: the value: parsed where it is JSON, else text, else bytes. Of an offline agent, the last one.
        ttl_left: seconds until it expires unless it is renewed, to half a second; None where unknown, for a key
            without a lease, and offline.
        granted_ttl: seconds that a renewal lasts; None where unknown or without a lease.
        expires_at: wall time (``time.time()``) that ``ttl_left`` ends at.
        since: when it came, or when it went if it is offline; None if it was there before anybody looked.
        last_seen: its last sign of life: the last renewal, to half a second, or the last write; None where unknown.
        flaps: times that it went and came back while somebody looked.
        lease_id: the lease of its key, 0 for none. Of an offline agent, the last one.
        key: its key.
        create_revision, mod_revision: of the key.
        value: the value itself, as etcd holds it. Of an offline agent, the last one.
    """

    name: str
    status: AgentStatus
    address: str
    info: Any
    ttl_left: float | None
    granted_ttl: int | None
    expires_at: float | None
    since: datetime | None
    last_seen: datetime | None
    flaps: int
    lease_id: int
    key: bytes
    create_revision: int
    mod_revision: int
    value: bytes = b""


class Agents(Sequence[Agent]):
    """The agents of a registry at one moment, ordered by name; ``agents["agent-1"]`` is the one of that name.

    Attributes:
        revision: the revision at which etcd knew of them.
    """

    def __init__(self, agents: Sequence[Agent], revision: int) -> None:
        self._agents = tuple(agents)
        self._named = {agent.name: agent for agent in self._agents}
        self.revision = revision

    @property
    def df(self) -> pd.DataFrame:
        """A frame with a row for each agent; leases are written in hex, as etcdctl does."""
        import pandas as pd

        rows = [
            (a.name, a.address, str(a.status), a.ttl_left, a.granted_ttl, a.since, a.last_seen, a.flaps,
             f"{a.lease_id:016x}" if a.lease_id else "", a.info)
            for a in self._agents
        ]  # fmt: skip
        # Objects first: what agents say of themselves may be no text that pandas could keep as such.
        frame: pd.DataFrame = pd.DataFrame(rows, columns=COLUMNS, dtype=object)
        frame["flaps"] = frame["flaps"].astype("int64")
        for column in ("ttl_left", "granted_ttl"):
            frame[column] = frame[column].astype("float64")
        for column in ("since", "last_seen"):
            frame[column] = pd.to_datetime(frame[column], utc=True)
        return frame

    def count(self, status: object) -> int:
        """How many have this status."""
        return sum(agent.status == status or agent == status for agent in self._agents)

    def __len__(self) -> int:
        return len(self._agents)

    def __iter__(self) -> Iterator[Agent]:
        return iter(self._agents)

    def __contains__(self, name: object) -> bool:
        return name in self._named if isinstance(name, str) else name in self._agents

    @overload
    def __getitem__(self, index: int | str) -> Agent: ...
    @overload
    def __getitem__(self, index: slice) -> list[Agent]: ...
    def __getitem__(self, index: int | str | slice) -> Agent | list[Agent]:
        if isinstance(index, str):
            return self._named[index]
        return list(self._agents[index]) if isinstance(index, slice) else self._agents[index]

    def __repr__(self) -> str:
        counts = ", ".join(f"{self.count(status)} {status}" for status in AgentStatus)
        return f"<Agents {len(self)}: {counts}, at revision {self.revision}>"


COLUMNS = [
    "name",
    "address",
    "status",
    "ttl_left",
    "granted_ttl",
    "since",
    "last_seen",
    "flaps",
    "lease",
    "info",
]
"""Columns of :attr:`Agents.df`."""


class RegistryChange(NamedTuple):
    """News of a registry.

    Attributes:
        agents: those that changed, as they are now.
        cleared: names of offline agents that were forgotten.
        revision: the revision at which etcd knew of it.
    """

    agents: tuple[Agent, ...]
    cleared: tuple[str, ...]
    revision: int
