"""What happens to a call after its first attempt failed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import grpc

from yamtam_nb.errors import DeadlineExceeded, EtcdError, NoLeader
from yamtam_nb.rpc import retry
from yamtam_nb.rpc.failure import Failure, outcome_unknown
from yamtam_nb.rpc.methods import Method, Repeat
from yamtam_nb.rpc.peer import Peer
from yamtam_nb.rpc.tokens import without_leader

if TYPE_CHECKING:
    from yamtam_nb.rpc.transport import Transport

_SHORTEST_ATTEMPT = 0.25
_SHORTEST_WRITE = 0.1


class Attempts:
    """The attempts after a first one that failed."""

    def __init__(
        self,
        transport: Transport,
        method: Method,
        request: Any,
        deadline: float,
        rivals: int,
        *,
        once: bool = False,
        authenticating: bool = False,
        needs_leader: bool = True,
    ) -> None:
        self._transport = transport
        self._method = method
        self._request = request
        self._deadline = deadline
        self._rivals = rivals
        self._once = once
        self._password = transport.tokens.password and not authenticating
        self._authenticating = authenticating
        self._needs_leader = needs_leader
        self._number = 1
        self._refreshes = 0
        self._telling: EtcdError | None = None
        self._sent_at = 0.0

    def go_on(self, failure: Failure, peer: Peer, metadata: Any) -> tuple[Any, Peer]:
        """Try until it works, until it must not be tried again, or until time is up."""
        while True:
            error = failure.error(self._method.name, peer.url)
            error.attempts = self._number
            if _weight(error) >= _weight(self._telling):
                self._telling = error
            step = retry.decide(
                self._method.repeat, failure.known, password=self._password, refreshes=self._refreshes
            )
            peer = self._next(step, error, peer, metadata)
            metadata = () if self._authenticating else self._transport.tokens.metadata
            sent = metadata if self._needs_leader else without_leader(metadata)
            self._sent_at = self._transport.clock.now()
            try:
                return peer.unary(self._method)(self._request, self._share(), sent), peer
            except grpc.RpcError as again:
                failure = Failure(again)
            except ValueError:
                self._transport.check_open()
                raise
            except KeyboardInterrupt:
                peer.interrupted()
                raise

    def _next(self, step: retry.Next, error: EtcdError, peer: Peer, metadata: Any) -> Peer:
        transport = self._transport
        if step is retry.Next.UNKNOWN:
            transport.prefer_another(peer)
            unknown = outcome_unknown(error, self._request)
            unknown.sent_at = self._sent_at
            raise unknown from error
        transport.check_open()
        if step is retry.Next.RAISE:
            raise transport.explain(error, peer, self._left())
        if step is retry.Next.REFRESH:
            self._refreshes += 1
            transport.refresh(metadata, timeout=self._left())
            self._check_time(error)
            return peer
        if self._rivals > 1:
            peer = transport.prefer_another(peer)
        left = self._check_time(error)
        transport.wait(min(retry.pause(self._number, self._rivals, error), left))
        self._number += 1
        return peer

    def _check_time(self, error: EtcdError) -> float:
        """Seconds until the last moment to begin an attempt; gives up when it has passed.

        A write needs some time: begun too late, its outcome would be open.
        """
        left = self._left() - (_SHORTEST_WRITE if self._method.repeat is Repeat.NEVER else 0.0)
        if (self._once and self._number >= self._rivals) or left <= 0:
            raise self._given_up(self._telling or error)
        return left

    def _given_up(self, error: EtcdError) -> EtcdError:
        asked = self._transport.peer(error.endpoint)
        error.attempts = self._number
        return self._transport.explain(error, asked, self._left())

    def _left(self) -> float:
        return self._deadline - self._transport.clock.now()

    def _share(self) -> float:
        left = self._left()
        return max(min(left, _SHORTEST_ATTEMPT), retry.share(left, self._rivals, self._method.repeat))


def _weight(error: EtcdError | None) -> int:
    """How much an error tells: what a member said weighs more than the silence of another."""
    if error is None or isinstance(error, DeadlineExceeded):
        return 0
    return 2 if isinstance(error, NoLeader) else 1
