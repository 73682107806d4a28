"""Who is there, who is late, who has gone: worked out from keys and TTL readings. Pure: no threads, no server."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timezone

from yamtam_nb.agents.agent import Agent, AgentStatus
from yamtam_nb.client.lease_reading import Reading
from yamtam_nb.model import KeyValue
from yamtam_nb.values import decoded


@dataclass
class _Line:
    kv: KeyValue
    since: float | None
    last_seen: float | None = None
    offline: bool = False
    flaps: int = 0
    reading: Reading | None = None

    @property
    def status(self) -> AgentStatus:
        if self.offline:
            return AgentStatus.OFFLINE
        return AgentStatus.LATE if self.reading is not None and self.reading.late else AgentStatus.ONLINE

    def seen(self, at: float | None) -> None:
        if at is not None:
            self.last_seen = at if self.last_seen is None else max(self.last_seen, at)


class Roster:
    """Every agent that is there, and those that have gone since somebody looked, until they are cleared.

    All times are wall times. Names are keys without the prefix; odd bytes in them become lone surrogates.
    """

    def __init__(self, prefix: bytes) -> None:
        self._prefix = prefix
        self._lines: dict[str, _Line] = {}
        self._bound: dict[int, set[str]] = {}
        self._loaded = False

    def load(self, kvs: Iterable[KeyValue], at: float) -> list[str]:
        """Compare with everything that is there at one moment. Returns the names of whoever changed."""
        kvs = list(kvs)
        there = {self._name(kv.key) for kv in kvs}
        gone = [self.gone(line.kv.key, at) for name, line in self._lines.items() if name not in there]
        came = [self.put(kv, at if self._loaded else None) for kv in kvs]
        self._loaded = True
        return [name for name in gone + came if name]

    def put(self, kv: KeyValue, at: float | None) -> str:
        """A key is there, since an unknown time if ``at`` is None. Returns the name, "" if that is no news."""
        name = self._name(kv.key)
        line = self._lines.get(name)
        if line is None:
            self._lines[name] = _Line(kv, at, at)
            self._bind(name, kv.lease)
            return name
        if line.kv == kv and not line.offline:
            return ""
        if line.offline or (line.kv.create_revision, line.kv.lease) != (kv.create_revision, kv.lease):
            self._unbind(name, line.kv.lease)
            self._bind(name, kv.lease)
            line.since, line.offline, line.reading = at, False, None
            line.flaps += 1
        line.kv = kv
        line.seen(at)
        return name

    def gone(self, key: bytes, at: float) -> str:
        """A key is not there any more. Returns the name, "" if that is no news."""
        name = self._name(key)
        line = self._lines.get(name)
        if line is None or line.offline:
            return ""
        self._unbind(name, line.kv.lease)
        line.since, line.offline, line.reading = at, True, None
        return name

    def heard(self, lease_id: int, reading: Reading) -> tuple[set[str], set[str]]:
        """What was read of a lease. Returns the names that it is about, and those whose status changed by it."""
        names = set(self._bound.get(lease_id, ()))
        changed = set()
        for name in names:
            line = self._lines[name]
            before, line.reading = line.status, reading
            line.seen(reading.renewed_at)
            if line.status is not before:
                changed.add(name)
        return names, changed

    def leases(self) -> set[int]:
        """The leases of the agents that are there."""
        return set(self._bound)

    def wants(self, lease_id: int) -> bool:
        """Whether an agent that is there has this lease."""
        return lease_id in self._bound

    def _bind(self, name: str, lease_id: int) -> None:
        if lease_id:
            self._bound.setdefault(lease_id, set()).add(name)

    def _unbind(self, name: str, lease_id: int) -> None:
        names = self._bound.get(lease_id, set())
        names.discard(name)
        if not names:
            self._bound.pop(lease_id, None)

    def clear(self, name: str | None = None) -> list[str]:
        """Forget an agent that is offline, or all of them. Returns the names forgotten."""
        names = self._lines if name is None else [name]
        cleared = [name for name in names if name in self._lines and self._lines[name].offline]
        for name in cleared:
            del self._lines[name]
        return cleared

    def agents(self, now: float, names: Iterable[str] | None = None) -> list[Agent]:
        """The agents of these names, or all, as they are at wall time ``now``; ordered by name."""
        chosen = self._lines if names is None else self._lines.keys() & set(names)
        return [_agent(name, self._lines[name], now) for name in sorted(chosen)]

    def _name(self, key: bytes) -> str:
        return key[len(self._prefix) :].decode("utf-8", "surrogateescape")

    def __len__(self) -> int:
        return len(self._lines)

    def __repr__(self) -> str:
        return f"<Roster of {len(self)} agents>"


def _agent(name: str, line: _Line, now: float) -> Agent:
    info = decoded(line.kv.value)
    address = info.get("address") if isinstance(info, dict) else None
    reading = line.reading
    expires_at = None if reading is None else reading.expires_at
    return Agent(
        name=name,
        status=line.status,
        address=address if isinstance(address, str) else "",
        info=info,
        ttl_left=None if expires_at is None else max(0.0, expires_at - now),
        granted_ttl=None if reading is None else reading.granted,
        expires_at=expires_at,
        since=_moment(line.since),
        last_seen=_moment(line.last_seen),
        flaps=line.flaps,
        lease_id=line.kv.lease,
        key=line.kv.key,
        create_revision=line.kv.create_revision,
        mod_revision=line.kv.mod_revision,
        value=line.kv.value,
    )


def _moment(at: float | None) -> datetime | None:
    return None if at is None else datetime.fromtimestamp(at, timezone.utc)
