"""What follows a registry: a mirror of its keys, and a look at their leases now and then."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable

from yamtam_nb.agents.agent import Agents, RegistryChange
from yamtam_nb.agents.roster import Roster
from yamtam_nb.client.client import Client
from yamtam_nb.client.lease_looks import LeaseLooks
from yamtam_nb.client.lease_reading import Reading
from yamtam_nb.client.listeners import Listeners
from yamtam_nb.mirror.mirror import Mirror
from yamtam_nb.mirror.status import MirrorChange
from yamtam_nb.model import Event, EventType


class Observer:
    """Keeps a roster current, and tells of what changes in it.

    Presence comes from the watch: an agent goes offline when etcd deletes its key, never before. Looking at leases
    adds how much is left and who is late.

    Args:
        client: where to read from.
        prefix: the registry's prefix.
        roster: what is known so far.
        lock: guards the roster.

    Attributes:
        changes: told of a RegistryChange when agents come, go, are late or say something else.
        renewals: told of a RegistryChange when fresh readings of leases are there.
    """

    def __init__(self, client: Client, prefix: bytes, roster: Roster, lock: threading.RLock) -> None:
        self.changes = Listeners("the changes of a registry")
        self.renewals = Listeners("the renewals in a registry")
        self._roster = roster
        self._lock = lock
        # Held while telling, so that news arrive in the order in which they happened.
        self._order = threading.RLock()
        self._looks = LeaseLooks(client, self._wanted, self._heard, name="yamtam-registry-ttl")
        self.mirror = Mirror(client, prefix, prev_kv=False)
        with self._order:
            self.mirror.on_change(self._changed)
            self._loaded, kvs = self.mirror.state()
            with lock:
                roster.load(kvs.values(), time.time())
                for lease_id in roster.leases():
                    self._looks.add(lease_id)
        self._unhook = client.on_close(self.close)

    def clear(self, name: str | None) -> list[str]:
        """Forget an offline agent, or all of them, and tell. Returns their names."""
        with self._order:
            with self._lock:
                cleared = self._roster.clear(name)
            if cleared:
                self.changes.tell(RegistryChange((), tuple(cleared), self.mirror.revision))
        return cleared

    def agents(self) -> Agents:
        """All agents as they are known now; asks nobody."""
        with self._lock:
            return Agents(self._roster.agents(time.time()), self.mirror.revision)

    def close(self) -> None:
        """Stop following; what is known stays readable. The client does this when it is closed; twice is fine."""
        self._unhook()
        self.mirror.close()
        self._looks.close()
        self.changes.clear()
        self.renewals.clear()

    def _changed(self, change: MirrorChange) -> None:
        with self._order:
            if change.revision <= self._loaded or not change.events:
                return
            with self._lock:
                names = {self._apply(event, change.at) for event in change.events}
            self._tell(self.changes, names, change.revision)

    def _apply(self, event: Event, at: float) -> str:
        if event.type is EventType.DELETE:
            return self._roster.gone(event.key, at)
        if event.kv.lease:
            self._looks.add(event.kv.lease)
        return self._roster.put(event.kv, at)

    def _tell(self, listeners: Listeners, names: Iterable[str], revision: int) -> None:
        with self._lock:
            agents = self._roster.agents(time.time(), names)
        if agents:
            listeners.tell(RegistryChange(tuple(agents), (), revision))

    def _heard(self, readings: dict[int, Reading]) -> None:
        with self._order:
            with self._lock:
                told, changed = set(), set()
                for lease_id, reading in readings.items():
                    about, differing = self._roster.heard(lease_id, reading)
                    told |= about
                    changed |= differing
            revision = self.mirror.revision
            self._tell(self.renewals, told, revision)
            self._tell(self.changes, changed, revision)

    def _wanted(self, lease_id: int) -> bool:
        with self._lock:
            return self._roster.wants(lease_id)

    def __repr__(self) -> str:
        return f"<Observer of {self._roster!r}, {self.mirror.status.state}>"
