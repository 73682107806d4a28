"""Seeing that a place in a queue is lost, from whichever side the news comes."""

from __future__ import annotations

import threading
from collections.abc import Callable

from yamtam_nb.concurrency.guardian import Guardian
from yamtam_nb.concurrency.loss import Loss, deadline_passed, key_gone, lease_gone
from yamtam_nb.concurrency.place import Place
from yamtam_nb.concurrency.session import Session


class Vigil:
    """Three tell of a loss: etcd says that the lease is gone, the deadline passes unrenewed, the key is deleted.

    Attributes:
        loss: how the place was lost, or None. One that is not proven is forgotten when etcd confirms the place.
    """

    def __init__(self, session: Session, place: Place) -> None:
        self.loss: Loss | None = None
        self._session = session
        self._place = place
        self._lock = threading.Lock()
        self._callback: Callable[[Loss], None] | None = None
        self._guardian: Guardian | None = None
        self._dismissed = False
        self._unsubscribe = (
            session.on_lost(lambda lost: self.lose(lease_gone(lost.lease_id))),
            session.on_doubt(lambda doubtful: self.lose(deadline_passed(doubtful.ttl))),
        )

    def guard(self, *, delay: float = 0.0) -> None:
        """Watch the key, too; after ``delay`` seconds, or sooner if that was asked for before."""
        if self._guardian is not None:
            self._guardian.hurry(delay)
        else:
            place = self._place
            self._guardian = Guardian(
                place.client,
                place.key,
                place.token,
                lambda revision: self.lose(key_gone(revision)),
                delay=delay,
            )

    def on_loss(self, callback: Callable[[Loss], None]) -> None:
        """Call back with every loss that is news; at once if there is one. Replaces the callback before."""
        with self._lock:
            self._callback = callback
            loss = self.loss
        if loss is not None:
            callback(loss)

    def lose(self, loss: Loss) -> None:
        """Note a loss. Proof counts after doubt, nothing counts after proof."""
        with self._lock:
            known = self.loss
            if self._dismissed or (known is not None and (known.proven or not loss.proven)):
                return
            self.loss = loss
            callback = self._callback
        if callback is not None:
            callback(loss)

    def doubt(self) -> None:
        """Whoever looked at the clock has found the deadline passed, maybe before the thread whose task that is."""
        self.lose(deadline_passed(self._session.ttl))

    def trust(self) -> None:
        """etcd has confirmed the place: a doubt is over."""
        with self._lock:
            if self.loss is not None and not self.loss.proven:
                self.loss = None

    def dismiss(self) -> None:
        """Note no loss any more: what goes now, goes on purpose."""
        with self._lock:
            self._dismissed = True
            self._callback = None
        for unsubscribe in self._unsubscribe:
            unsubscribe()
        if self._guardian is not None:
            self._guardian.dismiss()

    def close(self) -> None:
        """End the watch of the key. Closing twice is fine."""
        self.dismiss()
        if self._guardian is not None:
            self._guardian.close()

    def __repr__(self) -> str:
        return f"<Vigil over {self._place.key!r}: {self.loss or 'all is well'}>"
