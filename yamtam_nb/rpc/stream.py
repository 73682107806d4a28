"""A bidirectional stream to one endpoint."""

from __future__ import annotations

import queue
from collections.abc import Iterator
from typing import Any

import grpc

from yamtam_nb.clock import Clock
from yamtam_nb.rpc.failure import Failure
from yamtam_nb.rpc.methods import Method
from yamtam_nb.rpc.peer import Peer
from yamtam_nb.rpc.tokens import Metadata

_END = object()


class Stream:
    """One open stream: ``send`` from any thread, ``receive`` from one, ``close`` from any.

    Attributes:
        endpoint: URL of the member at the other end.
        metadata: what it was opened with, for ``Transport.refresh``.
        last_received: clock reading at the last message, or at opening.
    """

    def __init__(self, peer: Peer, method: Method, metadata: Metadata, clock: Clock) -> None:
        self.endpoint = peer.url
        self.metadata = metadata
        self._method = method
        self._clock = clock
        self._outgoing: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._closed = False
        self.last_received = clock.now()
        self._call = peer.stream(method)(self._requests(), metadata=metadata)

    def _requests(self) -> Iterator[Any]:
        return iter(self._outgoing.get, _END)

    def send(self, message: Any) -> None:
        """Queue a message; it is sent as soon as the connection stands."""
        self._outgoing.put(message)

    def receive(self) -> Any | None:
        """The next message, or None when the stream ended without an error or was closed here.

        Raises:
            EtcdError: the stream failed.
        """
        try:
            message = next(self._call)
        except StopIteration:
            return None
        except grpc.RpcError as error:
            if self._closed:
                return None
            raise Failure(error).error(self._method.name, self.endpoint) from None
        self.last_received = self._clock.now()
        return message

    def close(self) -> None:
        """Cancel the stream; a ``receive`` that waits returns None."""
        self._closed = True
        self._outgoing.put(_END)
        self._call.cancel()

    def __repr__(self) -> str:
        return f"<Stream {self._method.name} to {self.endpoint}{' closed' if self._closed else ''}>"
