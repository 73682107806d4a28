"""One renewal of one lease, on a stream of its own."""

from __future__ import annotations

import threading

from yamtam_nb.errors import EtcdError, InvalidToken
from yamtam_nb.model import KeepAliveResult
from yamtam_nb.rpc import etcd_pb as pb
from yamtam_nb.rpc import methods
from yamtam_nb.rpc.stream import Stream
from yamtam_nb.rpc.transport import Transport

_PAUSE = 0.1
_SHORTEST = 0.25
_MOST_REFRESHES = 3


def renew_once(transport: Transport, lease_id: int, timeout: float) -> KeepAliveResult | None:
    """Ask the endpoints in turn; each has half of the time. None when no answer came in time.

    Raises:
        EtcdError: a refusal that another try would not change.
    """
    deadline = transport.clock.now() + timeout
    avoid, refreshes = "", 0
    while (left := deadline - transport.clock.now()) > 0:
        stream = transport.stream(methods.LEASE_KEEP_ALIVE, avoid=avoid)
        try:
            result = _ask(transport, stream, lease_id, min(left, max(timeout / 2, _SHORTEST)))
        except InvalidToken:
            if not transport.tokens.password or refreshes >= _MOST_REFRESHES:
                raise
            refreshes += 1
            transport.refresh(stream.metadata, timeout=deadline - transport.clock.now())
            continue
        except EtcdError as error:
            if not passing(error):
                raise
            transport.wait(min(_PAUSE, left))
            result = None
        if result is not None:
            return result
        avoid = stream.endpoint
    return None


def _ask(transport: Transport, stream: Stream, lease_id: int, patience: float) -> KeepAliveResult | None:
    timer = threading.Timer(patience, stream.close)
    timer.daemon = True
    timer.start()
    try:
        sent_at = transport.clock.now()
        stream.send(pb.LeaseKeepAliveRequest(ID=lease_id))
        answer = stream.receive()
    finally:
        timer.cancel()
        stream.close()
    return answer and KeepAliveResult(answer.ID, answer.TTL, sent_at, answer.header.revision)


def passing(error: EtcdError) -> bool:
    """Whether what ended a stream has to do with the member or the way to it, and not with what was asked."""
    return error.code in ("UNAVAILABLE", "UNKNOWN", "INTERNAL", "CANCELLED", "DEADLINE_EXCEEDED")
