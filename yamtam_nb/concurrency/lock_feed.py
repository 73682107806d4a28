"""What follows the locks under a prefix: a mirror of their keys, and looks at the leases of their holders."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from types import TracebackType
from typing import NamedTuple

from yamtam_nb.client.at_once import at_once
from yamtam_nb.client.client import Client
from yamtam_nb.client.lease_looks import LeaseLooks
from yamtam_nb.client.lease_reading import Reading
from yamtam_nb.client.listeners import Listeners
from yamtam_nb.concurrency.queues import LockQueue, Queues
from yamtam_nb.errors import EtcdError
from yamtam_nb.mirror.mirror import Mirror
from yamtam_nb.mirror.status import MirrorChange, MirrorStatus

_FIRST = 200
"""Holders whose leases are looked at right at the beginning, at most."""


class LockChange(NamedTuple):
    """News of locks.

    Attributes:
        queues: those that changed, as they are now.
        free: names of locks that nobody contends for any more.
        revision: the revision at which etcd knew of it.
        at: wall time at which that was seen here.
    """

    queues: tuple[LockQueue, ...]
    free: tuple[bytes, ...]
    revision: int
    at: float


class LockFeed:
    """Follows all locks and elections whose names begin with a prefix, until it or the client is closed.

    A mirror holds all keys under the prefix; those that are no lock's are only held. What is left of a holder's lease
    is asked for a few times in its TTL, for all holders together at most two hundred times a second.

    Args:
        client: where to read from.
        prefix: what the names of the locks begin with; empty for all.

    Raises:
        EtcdError: the first read failed.
    """

    def __init__(self, client: Client, prefix: str | bytes) -> None:
        self._changes = Listeners("the changes of locks")
        self._renewals = Listeners("the renewals of holders")
        self._client = client
        self._queues = Queues()
        self._lock = threading.RLock()  # guards the queues
        self._order = threading.RLock()  # held while telling, so that news arrive in their order
        self._looks = LeaseLooks(client, self._wanted, self._heard, name="yamtam-lock-ttl")
        self._mirror = Mirror(client, prefix, prev_kv=False)
        with self._order:
            self._mirror.on_change(self._changed)
            self._loaded, kvs = self._mirror.state()
            with self._lock:
                self._queues.load(kvs.values(), self._loaded)
            self._look_at_all()
        self._unhook = client.on_close(self.close)

    @property
    def prefix(self) -> bytes:
        """What the names of the locks begin with."""
        return self._mirror.prefix

    @property
    def status(self) -> MirrorStatus:
        """How current it is."""
        return self._mirror.status

    def queues(self) -> list[LockQueue]:
        """All locks that somebody contends for, by name, as they are known now. Asks nobody."""
        with self._lock:
            return self._queues.all()

    def on_change(self, callback: Callable[[LockChange], object]) -> Callable[[], None]:
        """Call ``callback`` when somebody gets a lock, gives it up, begins or ends to wait. Returns what ends it.

        To start from a known state, subscribe first and call :meth:`queues` then. Callbacks run on threads of the
        feed, one after another.
        """
        return self._changes.add(callback)

    def on_renewal(self, callback: Callable[[LockChange], object]) -> Callable[[], None]:
        """As :meth:`on_change`, for fresh readings of what is left of the holders' leases."""
        return self._renewals.add(callback)

    def on_status(self, callback: Callable[[MirrorStatus], None]) -> Callable[[], None]:
        """Call ``callback`` when :attr:`status` may have changed. Returns what ends it."""
        return self._mirror.on_status(callback)

    def close(self) -> None:
        """Stop following; the client does this when it is closed. Twice is fine."""
        self._unhook()
        self._mirror.close()
        self._looks.close()
        self._changes.clear()
        self._renewals.clear()

    def _changed(self, change: MirrorChange) -> None:
        with self._order:
            if change.revision <= self._loaded or not change.events:
                return
            with self._lock:
                # What was missed happened at some time before now.
                at = None if change.gap else change.at
                names = self._queues.apply(change.events, change.revision, at)
                leases = {queue.holder.lease_id for name in names if (queue := self._queues.get(name))}
            self._look_at(leases)
            self._tell(self._changes, names, change.revision, change.at)

    def _look_at_all(self) -> None:
        """The first look at the holders' leases, not one after another, so that the first picture is whole."""
        leases = sorted(self._queues.leases())

        def look(lease_id: int) -> tuple[int, Reading]:
            left = self._client.lease.time_to_live(lease_id)
            return lease_id, Reading(left.ttl, left.granted_ttl, time.time())

        with suppress(EtcdError):
            for lease_id, reading in at_once(look, leases[:_FIRST], name="yamtam-lock-ttl"):
                self._queues.heard(lease_id, reading)
        self._look_at(leases)

    def _look_at(self, leases: Iterable[int]) -> None:
        for lease_id in leases:
            self._looks.add(lease_id)

    def _wanted(self, lease_id: int) -> bool:
        with self._lock:
            return self._queues.holds(lease_id)

    def _heard(self, readings: dict[int, Reading]) -> None:
        with self._order:
            with self._lock:
                heard = [self._queues.heard(lease_id, reading) for lease_id, reading in readings.items()]
            at = max(reading.at for reading in readings.values())
            self._tell(self._renewals, set().union(*heard), self._mirror.revision, at)

    def _tell(self, listeners: Listeners, names: set[bytes], revision: int, at: float) -> None:
        with self._lock:
            found = {name: self._queues.get(name) for name in sorted(names)}
        queues = tuple(queue for queue in found.values() if queue is not None)
        free = tuple(name for name, queue in found.items() if queue is None)
        if found:
            listeners.tell(LockChange(queues, free, revision, at))

    def __enter__(self) -> LockFeed:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<LockFeed {self.prefix!r} {len(self._queues)} locks, {self.status.state}>"
