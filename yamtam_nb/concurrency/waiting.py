"""Waiting in a queue, over every trouble that can be got over."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

from yamtam_nb.client.renewal import LeaseState
from yamtam_nb.client.watch import Watch
from yamtam_nb.concurrency.loss import Loss, key_gone
from yamtam_nb.concurrency.patience import Patience
from yamtam_nb.concurrency.place import Ahead, Place
from yamtam_nb.concurrency.session import Session
from yamtam_nb.concurrency.vigil import Vigil
from yamtam_nb.errors import Compacted, SessionLost, TooManyRequests, TransportError, WatchLost
from yamtam_nb.model import WatchFilter
from yamtam_nb.values import show_key

_T = TypeVar("_T")

_ATTEMPT = 2.0
"""Seconds for one attempt to join. Joining twice is joining once, so a silent member is soon left for another."""

_FIRST_PAUSE = 0.05
_LONGEST_PAUSE = 1.0
_GLANCE = 1.0
_GUARD_AFTER = 0.5
"""Seconds of waiting after which the own key is watched, too. In a queue that moves, most are through by then."""

_SETTLING = 0.05


class Waiting:
    """From joining a queue to being the first in it.

    Args:
        session: whose lease the place is bound to.
        place: the place.
        vigil: what tells of its loss.
        patience: how long to wait.
    """

    def __init__(self, session: Session, place: Place, vigil: Vigil, patience: Patience) -> None:
        self._session = session
        self._place = place
        self._vigil = vigil
        self._patience = patience
        self._allowance = place.client.settings.timeout
        self._lock = threading.Lock()
        self._stirred = threading.Event()
        self._watch: Watch | None = None
        self._abandoned = False

    def join(self) -> bool:
        """Join the queue. Returns whether nobody is before.

        Raises:
            LeaseNotFound: the session's lease is gone.
            EtcdError: etcd could not be reached while the session was certainly alive, or refuses.
        """
        attempt = min(_ATTEMPT, self._allowance)
        return self._persist(
            lambda: self._place.join(self._patience.call(attempt)), lambda: self._session.alive
        )

    def wait(self, glance: Callable[[], None] | None = None) -> bool:
        """Wait until nobody is before. False when the time was up first, or it was abandoned.

        Only the contender right before is watched, so that a release wakes one waiter and not all.

        Args:
            glance: called at the start and then once a second.

        Raises:
            SessionLost: the key or the lease went: the place in the queue is lost.
            EtcdError: something that no repeating changes.
        """
        self._vigil.on_loss(lambda loss: self._stir() if loss.proven else None)
        self._vigil.guard(delay=_GUARD_AFTER)
        try:
            while True:
                ahead = self.look()
                if ahead.before is None:
                    self._settle()
                    return True
                if self._patience.over or self._abandoned:
                    return False
                self._wait_gone(ahead.before.key, ahead.revision, glance)
        finally:
            self._leave_watch()

    def look(self) -> Ahead:
        """Who is before; asked until etcd answers.

        Raises:
            SessionLost: the place is lost.
        """
        ahead = self._persist(self._ask, lambda: True)
        if not ahead.there:
            self._vigil.lose(key_gone())
            raise self._lost(self._vigil.loss or key_gone())
        return ahead

    def abandon(self) -> None:
        """End ``wait``, from another thread."""
        self._abandoned = True
        self._stir()

    def _ask(self) -> Ahead:
        loss = self._vigil.loss
        if loss is not None and loss.proven:
            raise self._lost(loss)
        return self._place.ahead(self._patience.call(self._allowance))

    def _persist(self, question: Callable[[], _T], worth_it: Callable[[], bool]) -> _T:
        """Ask until there is an answer, or an error that stays, or the time is up."""
        pause = _FIRST_PAUSE
        while True:
            try:
                return question()
            except (TransportError, TooManyRequests):  # noqa: PERF203 - asking again is the point
                if self._patience.over or self._abandoned or not worth_it():
                    raise
                self._stirred.wait(self._patience.at_most(pause))
                pause = min(pause * 2, _LONGEST_PAUSE)

    def _wait_gone(self, key: bytes, revision: int, glance: Callable[[], None] | None) -> None:
        """Wait for a key's deletion after ``revision``, or until there is another reason to look again."""
        try:
            watch = self._open(key, revision)
            while not (self._stirred.is_set() or self._patience.over or self._abandoned):
                if glance is not None:
                    glance()
                batch = watch.read(self._patience.at_most(_GLANCE) if glance else self._patience.left)
                if batch is not None and batch.events:
                    return
        except Compacted:
            return
        except (TransportError, TooManyRequests, WatchLost):
            self._stirred.wait(self._patience.at_most(_FIRST_PAUSE))

    def _open(self, key: bytes, revision: int) -> Watch:
        self._leave_watch()
        watch = self._place.client.watch(
            key, start_revision=revision + 1, filters=(WatchFilter.NOPUT,), fragment=False
        )
        with self._lock:
            self._watch = watch
        return watch

    def _leave_watch(self) -> None:
        """Close the watch, if there is one; without waiting, because somebody waits for us by now."""
        with self._lock:
            watch, self._watch = self._watch, None
        if watch is not None:
            watch.close(wait=False)

    def _stir(self) -> None:
        """There is a reason to stop waiting."""
        self._stirred.set()
        with self._lock:
            watch = self._watch
        if watch is not None:
            watch.close(wait=False)

    def _settle(self) -> None:
        """A process that slept may hear of its turn before its overdue renewal is answered; wait for that answer."""
        while self._session.state is LeaseState.EXPIRED_LOCAL and not self._patience.over:
            self._stirred.wait(self._patience.at_most(_SETTLING))
        if self._session.alive:
            self._vigil.trust()

    def _lost(self, loss: Loss) -> SessionLost:
        name = show_key(self._place.prefix[:-1])
        return SessionLost(f"The place in the queue of {name!r} is lost: {loss}. Acquire again to join anew.")
