"""A lease that is kept alive: what locks and elections are bound to."""

from __future__ import annotations

import atexit
import logging
import os
import random
import weakref
from collections.abc import Callable
from types import TracebackType

from yamtam_nb.client.client import Client
from yamtam_nb.client.keep_alive import KeepAlive
from yamtam_nb.client.renewal import LeaseState
from yamtam_nb.concurrency.farewell import Parting, in_background, insist
from yamtam_nb.errors import EtcdError, InvalidArgument, LeaseNotFound, YamtamError

_log = logging.getLogger("yamtam_nb.concurrency")

SHORTEST_TTL = 5
"""Seconds. A shorter lease does not outlive an election of etcd, or a busy kernel."""

FAREWELL = 2.0
"""Seconds that a revoke may take when a session is closed."""

_AT_EXIT = 1.0


class Session:
    """A lease with everything bound to it, renewed every third of its TTL until it is closed or lost.

    A renewal that stays without an answer is sent to another endpoint. The session is certainly alive until
    ``deadline``: the moment the last answered renewal was *sent*, plus the TTL, on a clock that runs during suspend.

    Closing revokes the lease, and etcd deletes all keys bound to it. If the process dies instead, etcd does so when
    the TTL is over.

    Args:
        client: whose endpoints to use; it must stay open.
        ttl: seconds that the session outlives this process. A long pause of the process (a suspended laptop, a
            starved kernel) loses a session whose TTL is shorter than the pause.
        allow_short_ttl: allow a TTL below 5 s.

    Raises:
        InvalidArgument: ``ttl`` is below 5 s and that was not allowed.
        EtcdError: the lease could not be granted.

    Example:
        >>> with yn.Session(client, ttl=30) as session:  # doctest: +SKIP
        ...     client.put("/yamtam/agents/agent-1", "ws://agent-1:8080", lease=session.lease_id)
    """

    def __init__(
        self,
        client: Client,
        ttl: int = 30,
        *,
        allow_short_ttl: bool = False,
        timeout: float | None = None,
    ) -> None:
        check_ttl(ttl, allow_short_ttl)
        self.client = client
        # Drawn here, so that an interrupt during the grant does not leave a lease that nobody knows.
        self.lease_id = random.getrandbits(62) + 1
        self._closed = False
        self._pid = os.getpid()
        try:
            self._kept = self._grant(int(ttl), timeout)
        except BaseException as error:
            if not isinstance(error, EtcdError) or not error.definite:
                in_background(lambda: self.revoke_insistently(ttl), wait=FAREWELL)
            raise
        _open.add(self)

    def _grant(self, ttl: int, timeout: float | None) -> KeepAlive:
        sent_at = self.client.clock.now()
        granted = self.client.lease.grant(ttl, lease_id=self.lease_id, adopt=True, timeout=timeout)
        return self.client.lease.keep_alive(granted.id, granted.ttl, sent_at=sent_at)

    @property
    def ttl(self) -> int:
        """Seconds that the last renewal gave; etcd raises a very small TTL."""
        return self._kept.ttl

    @property
    def deadline(self) -> float:
        """Reading of ``client.clock`` until which the session is certainly alive."""
        return self._kept.deadline

    @property
    def state(self) -> LeaseState:
        """What is known of the lease, worked out at the time of asking."""
        return self._kept.state

    @property
    def alive(self) -> bool:
        """Whether the session is certainly alive at this moment, in this process."""
        return self._kept.alive and os.getpid() == self._pid

    def remaining(self) -> float:
        """Seconds for which the session is certainly alive, even if no renewal gets through any more; never below 0."""
        return max(self.deadline - self.client.clock.now(), 0.0) if self.alive else 0.0

    def on_lost(self, callback: Callable[[Session], None]) -> Callable[[], None]:
        """Call back, once, when etcd says that the lease is gone; at once if that is known already.

        The callback runs on the renewing thread and must be short. Returns a function that ends the wish.
        """
        return self._kept.on_lost(lambda _: callback(self))

    def on_doubt(self, callback: Callable[[Session], None]) -> Callable[[], None]:
        """Call back when the deadline passes without a renewal (``state`` is ``LeaseState.EXPIRED_LOCAL``).

        From then on etcd may give to others what was bound to the session. It is no proof: a later renewal can find
        the lease alive. The callback runs on a thread shared by all leases of the process and must be short. Returns a
        function that ends the wish.
        """
        return self._kept.on_doubt(lambda _: callback(self))

    def orphan(self) -> None:
        """Stop renewing without revoking: the lease lives on for up to its TTL. Then there is nothing left to close."""
        self._closed = True
        _open.discard(self)
        self._kept.close()

    def close(self, *, timeout: float = FAREWELL) -> bool:
        """Stop renewing and revoke the lease; the keys bound to it go. Closing twice is fine.

        Returns:
            False when etcd could not be told in ``timeout`` seconds; then the lease goes when its TTL is over.
        """
        if self._closed or os.getpid() != self._pid:
            return True
        self.orphan()
        return self.revoke(timeout) is not Parting.UNKNOWN

    def revoke(self, timeout: float) -> Parting:
        """Revoke the lease, and say whether it still was there; ``close`` is what you want."""
        try:
            self.client.lease.revoke(self.lease_id, timeout=timeout)
        except LeaseNotFound:
            return Parting.GONE
        except YamtamError as error:
            _log.info("lease %x was not revoked now: %s", self.lease_id, error)
            return Parting.UNKNOWN
        return Parting.TAKEN

    def revoke_insistently(self, seconds: float) -> Parting:
        """Revoke the lease as soon as etcd can be told; for at most so long, because then it has expired."""
        until = self.client.clock.now() + seconds
        return insist(
            lambda: self.revoke(FAREWELL), lambda: not self.client.closed and self.client.clock.now() < until
        )

    def __enter__(self) -> Session:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return (
            f"<Session lease {self.lease_id:x} {self.state}, {self.remaining():.1f} s of {self.ttl} s left>"
        )


def check_ttl(ttl: int, allow_short: bool) -> None:
    """Refuse a TTL that gives false alarms.

    Raises:
        InvalidArgument: it is below 5 s and that was not allowed.
    """
    if ttl < SHORTEST_TTL and not allow_short:
        raise InvalidArgument(
            f"ttl={ttl} is shorter than {SHORTEST_TTL} s: an election of etcd or a busy kernel would lose the session. "
            f"Use {SHORTEST_TTL} or more, or allow_short_ttl=True."
        )


_open: weakref.WeakSet[Session] = weakref.WeakSet()


@atexit.register
def _close_all() -> None:
    for session in list(_open):
        if not session.client.closed and session.alive:
            session.close(timeout=_AT_EXIT)
