"""Somebody in the queue of a lock or an election: joins, waits, holds, and leaves nothing behind."""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable

from yamtam_nb.client.client import Client
from yamtam_nb.concurrency.farewell import Parting, in_background, insist
from yamtam_nb.concurrency.in_use import IN_USE
from yamtam_nb.concurrency.patience import Patience
from yamtam_nb.concurrency.place import Place
from yamtam_nb.concurrency.session import FAREWELL, Session
from yamtam_nb.concurrency.vigil import Vigil
from yamtam_nb.concurrency.waiting import Waiting
from yamtam_nb.errors import LeaseNotFound, SessionLost
from yamtam_nb.values import show_key

_log = logging.getLogger("yamtam_nb.concurrency")

_GUARD_AFTER = 0.1
"""Seconds that a key is held before it is watched. Most are given back sooner; what happens meanwhile is seen later."""

_SWEEPS = (1.0, 7.0)
"""Seconds after which a key is deleted once more when it is not known whether it was written: etcd works on a
proposal for up to 7 s."""


class Contender:
    """A place in a queue, with the session that it is bound to.

    Attributes:
        place: the key.
        session: the session.
        vigil: what tells of a loss.
        waited: whether it had to wait for its turn.
        left: set once the place is being taken back.

    Args:
        client: where.
        prefix: of the keys of the lock or election.
        session: a session to share; None for one of its own, which comes and goes with the place.
        ttl: seconds, for a session of its own.
        value: what the key is to hold.
    """

    def __init__(
        self,
        client: Client,
        prefix: bytes,
        session: Session | None,
        ttl: int,
        value: bytes,
        patience: Patience,
    ) -> None:
        self.client = client
        self._value = value
        self._owns_session = session is None
        self._pid = os.getpid()
        self.waited = False
        self._unsure = False  # whether the key may be there without our knowing
        self.left = threading.Event()
        self._lock = threading.Lock()
        self._claim = IN_USE.claim(client.cluster_id, prefix, session.lease_id if session else 0)
        try:
            self.session = session or _own_session(client, ttl, patience)
        except BaseException:
            IN_USE.free(self._claim)
            raise
        self.place = Place(client, prefix, self.session.lease_id, value)
        self.vigil = Vigil(self.session, self.place)
        self._waiting = Waiting(self.session, self.place, self.vigil, patience)

    @property
    def name(self) -> str:
        """The name of the lock or election, for reading."""
        return show_key(self.place.prefix[:-1])

    @property
    def foreign(self) -> bool:
        """Whether this is a copy in a forked child: the place belongs to the parent."""
        return os.getpid() != self._pid

    def win(self, *, wait: bool = True, glance: Callable[[], None] | None = None) -> bool:
        """Join, and wait for the turn. False when the time was up first, or it was abandoned.

        Whenever it does not return True, the place has to be left with ``give_up``.

        Args:
            wait: False only looks whether the turn is there already.
            glance: called at the start of the waiting and then once a second.

        Raises:
            SessionLost: the place, or the session, was lost before.
            EtcdError: etcd could not be reached, or refuses.
        """
        self._unsure = True
        try:
            first = self._waiting.join()
            self._unsure = False
        except LeaseNotFound as error:
            self._unsure = False
            raise SessionLost(
                f"The lease of this session is gone, so it cannot acquire {self.name!r}: open a new one."
            ) from error
        if self.place.value != self._value:
            # The session had left a key here before.
            self.place.rewrite(self._value, self.client.settings.timeout)
        if first:
            self.vigil.guard(delay=_GUARD_AFTER)
            return True
        if not wait:
            return self._waiting.look().before is None
        self.waited = True
        won = self._waiting.wait(glance)
        if won:
            self.vigil.guard(delay=_GUARD_AFTER)
        return won

    def abandon(self) -> None:
        """End the waiting, from another thread."""
        self._waiting.abandon()

    def leave(self, timeout: float = FAREWELL) -> Parting:
        """Take the key back, and the session with it if that is its own. What etcd could not be told in time is told
        in the background for as long as the lease may live. Leaving twice is fine.

        Returns:
            TAKEN: the place existed until now. GONE: it had been lost before. UNKNOWN: etcd could not be told.
        """
        if not self._close():
            return Parting.GONE
        try:
            parting = self._part(timeout)
        except BaseException:
            in_background(self._withdraw)
            raise
        if parting is Parting.UNKNOWN:
            in_background(self._withdraw)  # and what watches over the key cannot be ended quickly either
        else:
            self.vigil.close()
        return parting

    def give_up(self) -> None:
        """Leave without having had the lock, also when it is not known what was written; nothing interrupts that."""
        if not self._close():
            return
        in_background(self._withdraw, wait=FAREWELL)
        if self._unsure and not self._owns_session and self.place.value:
            in_background(self._sweep)

    def _close(self) -> bool:
        """Whether there is something to leave, for the caller that is the first to ask."""
        with self._lock:
            if self.left.is_set():
                return False
            self.left.set()
        IN_USE.free(self._claim)
        if self.foreign:
            return False
        self.vigil.dismiss()
        if self._owns_session:
            self.session.orphan()
        return True

    def _part(self, timeout: float) -> Parting:
        return self.session.revoke(timeout) if self._owns_session else self.place.part(timeout)

    def _withdraw(self) -> None:
        self._insist()
        self.vigil.close()

    def _sweep(self) -> None:
        for pause in _SWEEPS:
            time.sleep(pause)
            self._insist()

    def _insist(self) -> None:
        session = self.session
        if self._owns_session:
            session.revoke_insistently(session.ttl)
        else:
            insist(lambda: self.place.part(FAREWELL), lambda: not self.client.closed and session.alive)

    def __repr__(self) -> str:
        return f"<Contender for {self.name!r} {self.place!r}>"


def _own_session(client: Client, ttl: int, patience: Patience) -> Session:
    return Session(client, ttl, allow_short_ttl=True, timeout=patience.call(client.settings.timeout))
