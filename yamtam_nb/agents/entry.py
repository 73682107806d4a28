"""How one entry of the registry stands: what everybody who works on it agrees about. No RPCs in here."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from enum import Enum
from typing import Any

from yamtam_nb.agents.presence import Presence
from yamtam_nb.client.renewal import LeaseState
from yamtam_nb.errors import InvalidArgument


class RegistrationState(str, Enum):
    """How a registration stands.

    REGISTERED: everybody sees it. LATE: so they do, but renewals go unanswered, so they may soon not. LOST: the lease
    or the key is gone; it is being registered anew. REPLACED: another has the name now, and this registration has
    ended. CLOSED: deregistered.
    """

    REGISTERED = "registered"
    LATE = "late"
    LOST = "lost"
    REPLACED = "replaced"
    CLOSED = "closed"

    def __str__(self) -> str:
        return self.value


_ENDED = (RegistrationState.REPLACED, RegistrationState.CLOSED)


class Entry:
    """The state of one registration, safe for the agent's threads and the one that registers anew.

    Attributes:
        key: its key in etcd.
        ttl: seconds asked for.
        writing: held while the key is rewritten, so that the value written last is the newest.
        flaps: times that it was registered anew.
        last_loss: why it was registered anew the last time, or why it has ended; "" before.
        mod_revision: of the key, as far as is known.
    """

    def __init__(self, key: bytes, ttl: int, value: bytes) -> None:
        self.key = key
        self.ttl = ttl
        self.writing = threading.Lock()
        self.flaps = 0
        self.last_loss = ""
        self.mod_revision = 0
        self._moved = threading.Condition()
        self._value = value
        self._state = RegistrationState.LOST
        self._presence: Presence | None = None
        self._bygone: set[int] = set()

    @property
    def state(self) -> RegistrationState:
        """How it stands at this moment."""
        with self._moved:
            if self._state is RegistrationState.REGISTERED and self._presence is not None:
                alive = self._presence.state is LeaseState.ALIVE
                return self._state if alive else RegistrationState.LATE
            return self._state

    @property
    def lost(self) -> bool:
        """Whether it is to be registered (anew)."""
        return self._state is RegistrationState.LOST

    @property
    def ended(self) -> bool:
        """Whether it is over with it."""
        return self._state in _ENDED

    @property
    def presence(self) -> Presence | None:
        """The lease, if there is one at the moment."""
        return self._presence

    @property
    def lease_id(self) -> int:
        """Its ID, or 0."""
        presence = self._presence
        return presence.lease_id if presence is not None else 0

    @property
    def bygone(self) -> frozenset[int]:
        """Leases that it had before: a key that is bound to one of them is its own."""
        with self._moved:
            return frozenset(self._bygone)

    @property
    def value(self) -> bytes:
        """What is to be written to the key."""
        with self._moved:
            return self._value

    @value.setter
    def value(self, value: bytes) -> None:
        with self._moved:
            self._value = value

    def adopts(self, presence: Presence) -> bool:
        """Use this lease from now on. Returns False when it has ended meanwhile."""
        with self._moved:
            if self.ended:
                return False
            self._presence = presence
            return True

    def holds(self, mod_revision: int, lease_id: int) -> bool:
        """The key is bound to that lease. Returns False when that is no use any more: ended, or the lease is lost."""
        with self._moved:
            if self.ended or lease_id != self.lease_id:
                return False
            self.mod_revision = mod_revision
            self._state = RegistrationState.REGISTERED
            self._moved.notify_all()
            return True

    def loses_lease(self, lease_id: int, reason: str) -> bool:
        """The lease is gone, and the key with it. Returns False when that is no news."""
        with self._moved:
            if self.ended or lease_id != self.lease_id:
                return False
            self._presence = None
            self._bygone.add(lease_id)
            return self._loses(reason)

    def loses_key(self, lease_id: int, reason: str) -> bool:
        """The key is gone while the lease is alive. Returns False when that is no news."""
        with self._moved:
            return lease_id == self.lease_id and self._loses(reason)

    def _loses(self, reason: str) -> bool:
        if self._state is not RegistrationState.REGISTERED:
            return False
        self._state = RegistrationState.LOST
        self.last_loss = reason
        self.mod_revision = 0
        return True

    def ends(self, state: RegistrationState, reason: str = "") -> bool:
        """It is over. Returns False when it was before."""
        with self._moved:
            if self.ended:
                return False
            self._state = state
            self.last_loss = reason or self.last_loss
            self._moved.notify_all()
            return True

    def wait(self, timeout: float | None) -> bool:
        """Wait until it is registered or has ended. Returns whether it is registered."""
        with self._moved:
            self._moved.wait_for(lambda: not self.lost, timeout)
            return self._state is RegistrationState.REGISTERED

    def __repr__(self) -> str:
        return f"<Entry {self.key!r} {self.state}>"


def encode(info: Mapping[str, Any] | None) -> bytes:
    """What an agent says of itself, as it is written: a JSON object.

    Raises:
        InvalidArgument: it is no mapping, or holds what JSON cannot say.
    """
    if info is not None and not isinstance(info, Mapping):
        raise InvalidArgument(
            f"info must be a dict, such as {{'address': 'ws://agent-1:8080'}}, not {info!r:.80}."
        )
    try:
        return json.dumps(dict(info or {}), ensure_ascii=False, allow_nan=False).encode()
    except (TypeError, ValueError, RecursionError) as error:
        raise InvalidArgument(
            f"info cannot be written as JSON ({error}): use plain dicts, lists, text and numbers."
        ) from error
