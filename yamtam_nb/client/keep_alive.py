"""A lease that is being renewed, as its owner holds it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING

from yamtam_nb.client.deadlines import LOOK, OVER
from yamtam_nb.client.renewal import LeaseState, Renewal

if TYPE_CHECKING:
    from yamtam_nb.client.renewals import Renewals

_log = logging.getLogger(__name__)


class KeepAlive:
    """A lease that is being renewed. Close it to stop; the lease then lives until it expires.

    Example:
        >>> with client.lease.keep_alive(client.lease.grant(10).id) as kept:  # doctest: +SKIP
        ...     kept.alive
        True
    """

    def __init__(self, renewals: Renewals, renewal: Renewal) -> None:
        self._renewals = renewals
        self._renewal = renewal
        self._callbacks: list[Callable[[KeepAlive], None]] = []
        self._doubters: list[Callable[[KeepAlive], None]] = []
        self._told = False
        self._doubted = False

    @property
    def lease_id(self) -> int:
        """The lease."""
        return self._renewal.lease_id

    @property
    def ttl(self) -> int:
        """Seconds that the last renewal gave."""
        return self._renewal.ttl

    @property
    def deadline(self) -> float:
        """Clock reading (``client.clock``) until which the lease is certainly alive."""
        return self._renewal.deadline

    @property
    def state(self) -> LeaseState:
        """What is known of the lease, worked out at the time of asking."""
        return self._renewal.state(self._renewals.now())

    @property
    def alive(self) -> bool:
        """Whether the lease is certainly alive at this moment."""
        return self.state in (LeaseState.ALIVE, LeaseState.SUSPECT)

    def on_lost(self, callback: Callable[[KeepAlive], None]) -> Callable[[], None]:
        """Call back, once, when the server says that the lease is gone; at once if it is known already.

        The callback runs on the renewing thread and must be short. Returns a function that ends the wish.
        """
        return self._register(self._callbacks, callback, now=self._told)

    def on_doubt(self, callback: Callable[[KeepAlive], None]) -> Callable[[], None]:
        """Call back when the deadline passes without a renewal (state ``EXPIRED_LOCAL``); at once if it has.

        No answer is needed for that, so it also comes when no member can be reached. It is doubt and not proof: a
        later renewal may find the lease alive, and then a second passing calls back a second time. The callback
        runs on a thread shared by all leases of the process and must be short. Returns a function that ends the wish.
        """
        return self._register(self._doubters, callback, now=self._doubted)

    def close(self) -> None:
        """Stop renewing. Closing twice is fine."""
        self._renewals.forget(self.lease_id)

    def lost(self) -> None:
        """Tell everyone who asked; called by the renewing thread."""
        self._told = True
        for callback in list(self._callbacks):
            self._call(callback)

    def look(self) -> float:
        """See whether the deadline has passed, and tell once if so; called by the thread that watches deadlines."""
        if self.state is not LeaseState.EXPIRED_LOCAL:
            self._doubted = False
            return self.deadline - self._renewals.now() if self.alive else OVER
        if not self._doubted:
            self._doubted = True
            for callback in list(self._doubters):
                self._call(callback)
        return LOOK

    def _register(
        self,
        callbacks: list[Callable[[KeepAlive], None]],
        callback: Callable[[KeepAlive], None],
        *,
        now: bool,
    ) -> Callable[[], None]:
        callbacks.append(callback)
        if now:
            self._call(callback)

        def unsubscribe() -> None:
            if callback in callbacks:
                callbacks.remove(callback)

        return unsubscribe

    def _call(self, callback: Callable[[KeepAlive], None]) -> None:
        try:
            callback(self)
        except Exception:  # noqa: BLE001 - a callback must not stop the renewing
            _log.exception("A callback of lease %x failed", self.lease_id)

    def __enter__(self) -> KeepAlive:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        left = self.deadline - self._renewals.now()
        return f"<KeepAlive lease {self.lease_id:x} {self.state}, {max(left, 0):.1f} s of {self.ttl} s left>"
