"""One agent's entry in the registry, as the agent holds it."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Callable, Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Any

from yamtam_nb.agents.entry import Entry, RegistrationState, encode
from yamtam_nb.agents.presence import FAREWELL
from yamtam_nb.errors import RegistrationEnded

if TYPE_CHECKING:
    from yamtam_nb.agents.registrar import Registrar

_log = logging.getLogger("yamtam_nb.callbacks")

OnLost = Callable[["Registration", str], None]
"""``on_lost(registration, reason)``; see :meth:`Registry.register`."""


class Registration:
    """An agent's presence in the registry, made by :meth:`Registry.register`. Thread-safe.

    It holds by itself: its lease is renewed, and when it is lost all the same (the machine slept, the cluster was
    away for longer than the TTL), or when the key was deleted by hand, the agent is registered anew under the same
    name as soon as that is possible. It ends with :meth:`close`, with the client, or with the process; and when another
    agent takes the name over.

    Attributes:
        name: the agent's name.
        key: its key in etcd.
    """

    def __init__(self, registrar: Registrar, name: str, entry: Entry, on_lost: OnLost | None) -> None:
        self.name = name
        self.key = entry.key
        self.entry = entry
        self._registrar = registrar
        self._on_lost = on_lost
        self._pid = os.getpid()

    @property
    def info(self) -> dict[str, Any]:
        """What the agent says of itself; a copy. :meth:`update` changes it."""
        info: dict[str, Any] = json.loads(self.entry.value)
        return info

    @property
    def ttl(self) -> int:
        """Seconds without a renewal after which the agent counts as offline. etcd raises a very small one."""
        presence = self.entry.presence
        return presence.ttl if presence is not None else self.entry.ttl

    @property
    def lease_id(self) -> int:
        """The lease that the key is bound to; another one after a loss, and 0 while there is none."""
        return self.entry.lease_id

    @property
    def deadline(self) -> float:
        """Reading of ``client.clock`` until which the lease certainly lives, even if no renewal gets through."""
        presence = self.entry.presence
        return presence.deadline if presence is not None else 0.0

    @property
    def state(self) -> RegistrationState:
        """How it stands, worked out at the time of asking."""
        return self.entry.state

    @property
    def flaps(self) -> int:
        """Times that it was registered anew."""
        return self.entry.flaps

    @property
    def last_loss(self) -> str:
        """Why it was registered anew the last time, or why it has ended; "" if it never was."""
        return self.entry.last_loss

    def wait(self, timeout: float | None = None) -> bool:
        """Wait until it is registered (anew). The Stop button ends the wait.

        Returns:
            Whether it is; False after ``timeout`` seconds, or when it has ended.
        """
        return self.entry.wait(timeout)

    def update(self, info: Mapping[str, Any] | None, *, timeout: float | None = None) -> None:
        """Say something else of the agent, in place of all it said before. The lease stays.

        While the registration is lost, this is remembered and written as soon as the agent is registered anew. It is
        never written over somebody else's key.

        Args:
            info: anything that can be a JSON object.
            timeout: seconds, None for the client's.

        Raises:
            NameTaken: another has the name now; this registration has ended.
            RegistrationEnded: it had ended before.
            InvalidArgument: ``info`` cannot be a JSON object.
            EtcdError: it could not be written now. It is written with the next update, or when the agent is
                registered anew.
        """
        value = encode(info)
        with self.entry.writing:
            if os.getpid() != self._pid:
                raise RegistrationEnded(
                    f"{self.name!r} is registered by the parent process. Register another name."
                )
            if self.entry.ended:
                raise RegistrationEnded(
                    f"The registration of {self.name!r} is {self.state}. Register it anew."
                )
            self.entry.value = value
            self._registrar.rewrite(self, timeout)

    def close(self, *, timeout: float = FAREWELL) -> bool:
        """Deregister: the lease is revoked, and the key goes at once. Closing twice is fine.

        Returns:
            False when etcd could not be told in ``timeout`` seconds; then the key goes when its TTL is over.
        """
        if os.getpid() != self._pid:  # a forked child's copy: the agent is the parent
            return True
        return self._registrar.close([self], timeout=timeout)

    def tell_lost(self, reason: str) -> None:
        """Call ``on_lost``; done by the registrar."""
        if self._on_lost is None:
            return
        try:
            self._on_lost(self, reason)
        except Exception:  # noqa: BLE001 - somebody else's code, which must not stop what keeps the others registered
            _log.exception("The on_lost callback of agent %r failed", self.name)

    def __enter__(self) -> Registration:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        lease = f", lease {self.lease_id:x}" if self.lease_id else ""
        flaps = f", registered anew {self.flaps} time{'s' * (self.flaps != 1)}" if self.flaps else ""
        why = f" ({self.last_loss})" if self.last_loss and (self.entry.lost or self.entry.ended) else ""
        return f"<Registration {self.name!r} {self.state}{why}, ttl {self.ttl} s{lease}{flaps}>"
