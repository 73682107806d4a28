"""Who is there: ``yn.Registry``."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Any

from yamtam_nb.agents.agent import Agents, RegistryChange
from yamtam_nb.agents.entry import Entry, encode
from yamtam_nb.agents.observer import Observer
from yamtam_nb.agents.presence import FAREWELL, check_ttl
from yamtam_nb.agents.registrar import registrar_of
from yamtam_nb.agents.registration import OnLost, Registration
from yamtam_nb.agents.roster import Roster
from yamtam_nb.client.at_once import at_once
from yamtam_nb.client.client import Client
from yamtam_nb.client.lease_reading import Reading
from yamtam_nb.errors import InvalidArgument, RegistrationEnded
from yamtam_nb.keys import KeyRange, to_bytes
from yamtam_nb.mirror.reading import read_all
from yamtam_nb.mirror.status import MirrorStatus
from yamtam_nb.values import show_key

DEFAULT_PREFIX = "/yamtam/agents/"


class Registry:
    """Agents that are registered under a prefix: a key for each, bound to a lease that the agent keeps alive.

    An agent that dies is gone when its TTL is over; one that deregisters, at once. Any number of registries, in any
    number of processes, may register under the same prefix and look at it.

    :meth:`agents` reads once. After :meth:`watch` or :meth:`on_change` it follows, and asks nobody any more. Either
    way an agent that has been seen and is gone is shown as offline until it is cleared.

    Args:
        client: whom to ask.
        prefix: what the keys of all agents start with.

    Example:
        >>> registry = yn.Registry(yn.shared(), "/yamtam/agents/")  # doctest: +SKIP
        >>> agent = registry.register("agent-1", {"address": "ws://agent-1:8080"}, ttl=10)
        >>> registry.agents()["agent-1"].status
        <AgentStatus.ONLINE: 'online'>
    """

    def __init__(self, client: Client, prefix: str | bytes = DEFAULT_PREFIX) -> None:
        self._client = client
        self._prefix = to_bytes(prefix)
        self._lock = threading.RLock()
        self._roster = Roster(self._prefix)
        self._observer: Observer | None = None
        self._read_at = 0
        self._mine: list[Registration] = []
        self._closed = False

    @property
    def prefix(self) -> bytes:
        """What the keys of all agents start with."""
        return self._prefix

    def register(
        self,
        name: str,
        info: Mapping[str, Any] | None = None,
        *,
        ttl: int = 10,
        on_lost: OnLost | None = None,
        allow_short_ttl: bool = False,
        replace: bool = False,
        timeout: float | None = None,
    ) -> Registration:
        """Register an agent, and keep it registered until the registration is closed.

        The registration does not need the Registry that it was made by. It is also closed with the client, and, as
        far as two seconds allow, when the process exits.

        Args:
            name: the agent's name: its key without the prefix.
            info: what it says of itself, a dict that can be a JSON object; it is the value of the key. ``address`` is
                shown in a column of its own.
            ttl: seconds after which an agent that is not heard of counts as offline. The lease is renewed every third.
            on_lost: called with the registration and a sentence, each time the lease or the key is lost. If
                ``registration.state`` is ``lost``, it is registered anew by itself; if it is ``replaced``, another
                agent has the name, and this registration has ended. Runs on a thread that all registrations of the
                client share, so it must be short; it may call ``registration.close()``.
            allow_short_ttl: allow a TTL below 5 s.
            replace: take the name over, whoever has it. An agent of this package that had it notices that within
                its TTL.
            timeout: seconds for each request, None for the client's.

        Raises:
            NameTaken: another agent has the name.
            InvalidArgument: the name, ``info`` or ``ttl`` cannot be.
            EtcdError: etcd did not do it; nothing is left behind but, at worst, a lease that expires.
        """
        if not isinstance(name, str) or not name:
            raise InvalidArgument(f"An agent's name is a text that is not empty, not {name!r:.80}.")
        if self._closed:
            raise RegistrationEnded("The registry is closed. Make a new one.")
        check_ttl(ttl, allow_short=allow_short_ttl)
        registrar = registrar_of(self._client)
        entry = Entry(self._prefix + to_bytes(name), ttl, encode(info))
        registration = Registration(registrar, name, entry, on_lost)
        registrar.enlist(registration, replace=replace, timeout=timeout)
        with self._lock:
            self._mine = [mine for mine in self._mine if not mine.entry.ended]
            self._mine.append(registration)
        return registration

    def agents(self, *, timeout: float | None = None) -> Agents:
        """All agents, ordered by name, with those that have gone since this Registry first looked.

        Followed (see :meth:`watch`), it is what is known at the moment. Else everything is read now: the keys in a
        linearizable read, then what is left of each lease, eight at a time.

        Args:
            timeout: seconds for each request, None for the client's.

        Raises:
            EtcdError: etcd cannot be read.
        """
        observer = self._observer
        if observer is not None:
            return observer.agents()
        revision, kvs = read_all(self._client, KeyRange.of(self._prefix, prefix=True))

        def look(lease_id: int) -> tuple[int, Reading]:
            left = self._client.lease.time_to_live(lease_id, timeout=timeout)
            return lease_id, Reading(left.ttl, left.granted_ttl, time.time())

        readings = dict(at_once(look, {kv.lease for kv in kvs if kv.lease}, name="yamtam-registry"))
        with self._lock:
            if self._observer is None and revision >= self._read_at:
                self._read_at = revision
                self._roster.load(kvs, time.time())
                for lease_id, reading in readings.items():
                    self._roster.heard(lease_id, reading)
            return Agents(self._roster.agents(time.time()), max(revision, self._read_at))

    def watch(self) -> Registry:
        """Follow the registry from now on, until :meth:`close`. Doing it twice is fine. Returns the Registry.

        Raises:
            EtcdError: the first read failed.
        """
        self._watching()
        return self

    def on_change(self, callback: Callable[[RegistryChange], object]) -> Callable[[], None]:
        """Follow the registry, and call ``callback`` when agents come, go, are late, recover or say something else.

        Each change has whole :class:`Agent` rows. To start from a known state, subscribe first and call
        :meth:`agents` then. Callbacks run on threads of their own, one after another; one that takes long delays the
        others, and what it raises is logged.

        Returns:
            A function that ends it.

        Raises:
            EtcdError: the first read failed.
        """
        return self._watching().changes.add(callback)

    def on_renewal(self, callback: Callable[[RegistryChange], object]) -> Callable[[], None]:
        """As :meth:`on_change`, for fresh readings of what is left of the leases: about two a TTL for each agent."""
        return self._watching().renewals.add(callback)

    def on_status(self, callback: Callable[[MirrorStatus], None]) -> Callable[[], None]:
        """Follow the registry, and call ``callback`` when :attr:`status` may have changed. Returns what ends it."""
        return self._watching().mirror.on_status(callback)

    @property
    def status(self) -> MirrorStatus | None:
        """How current it is; None while nobody follows it."""
        observer = self._observer
        return None if observer is None else observer.mirror.status

    def clear(self, name: str | None = None) -> list[str]:
        """Forget an agent that is offline, or all that are. Returns their names."""
        observer = self._observer
        if observer is not None:
            return observer.clear(name)
        with self._lock:
            return self._roster.clear(name)

    def close(self, *, timeout: float = FAREWELL) -> bool:
        """Stop following, and deregister what was registered here. Closing twice is fine.

        Returns:
            False when etcd could not be told in ``timeout`` seconds; then those agents go when their TTL is over.
        """
        with self._lock:
            self._closed = True
            observer, self._observer = self._observer, None
            mine, self._mine = self._mine, []
        if observer is not None:
            observer.close()
        return registrar_of(self._client).close(mine, timeout=timeout) if mine else True

    def _watching(self) -> Observer:
        with self._lock:
            if self._closed:
                raise RegistrationEnded("The registry is closed. Make a new one.")
            if self._observer is None:
                self._observer = Observer(self._client, self._prefix, self._roster, self._lock)
            return self._observer

    def __enter__(self) -> Registry:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        status = self.status
        how = "not watched" if status is None else status.state
        return f"<Registry {show_key(self._prefix)} {len(self._roster)} agents seen, {how}>"
