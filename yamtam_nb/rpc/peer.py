"""One member to talk to: its channel and a callable for each RPC."""

from __future__ import annotations

import gc
import threading
from contextlib import suppress
from typing import Any

import grpc

from yamtam_nb.rpc.endpoint import Endpoint
from yamtam_nb.rpc.methods import Method

OPTIONS = [
    # etcd's answers have no upper size; its requests are refused above 1.5 MiB by the server itself, in words.
    ("grpc.max_receive_message_length", -1),
    ("grpc.max_send_message_length", -1),
    # A dead peer is noticed after 10 s + 5 s on any open stream, also an idle one. etcd refuses pings
    # less than 5 s apart (--grpc-keepalive-min-time).
    ("grpc.keepalive_time_ms", 10_000),
    ("grpc.keepalive_timeout_ms", 5_000),
    ("grpc.keepalive_permit_without_calls", 0),
    ("grpc.http2.max_pings_without_data", 0),
    # Reconnect soon: the default grows to two minutes. The "min" is, against its name, the time that one
    # attempt to connect may take: TLS over a slow line needs several round trips.
    ("grpc.initial_reconnect_backoff_ms", 100),
    ("grpc.min_reconnect_backoff_ms", 2_000),
    ("grpc.max_reconnect_backoff_ms", 2_000),
    # Otherwise a "new" channel to the same address may be the old, dead socket of another one.
    ("grpc.use_local_subchannel_pool", 1),
    # Notebook hosts often set http_proxy; etcd is not behind it.
    ("grpc.enable_http_proxy", 0),
    ("grpc.enable_retries", 0),
]


class Peer:
    """A channel to one endpoint, opened on first use; it speaks TLS if and only if it has credentials."""

    def __init__(self, endpoint: Endpoint, credentials: grpc.ChannelCredentials | None) -> None:
        self.endpoint = endpoint
        self.proven = False  # whether it ever answered; if not, a failure is worth a diagnosis
        self._callables: dict[Any, Any] = {}  # by response class: one RPC may be read into several
        if credentials is not None:
            self._channel = grpc.secure_channel(endpoint.target, credentials, options=OPTIONS)
        else:
            self._channel = grpc.insecure_channel(endpoint.target, options=OPTIONS)

    @property
    def url(self) -> str:
        """The endpoint's URL."""
        return self.endpoint.url

    def unary(self, method: Method) -> Any:
        """The blocking callable of a unary RPC: ``(request, timeout, metadata) -> response``."""
        found = self._callables.get(method.response)
        if found is None:
            found = self._callables[method.response] = self._channel.unary_unary(
                method.path,
                request_serializer=method.request.SerializeToString,
                response_deserializer=method.response.FromString,
            )
        return found

    def interrupted(self) -> None:
        """Give back what an interrupt on this thread left locked in the channel; call it outside of any call.

        A channel has one reentrant lock. The Stop button, pressed at the moment when ``threading.Condition`` has
        acquired it and the ``with`` block has not begun, leaves it with the main thread for ever: that one goes on,
        and every call on another thread (renewals, watches, the revoking of a lease) hangs without a time limit.
        """
        channel = getattr(self._channel, "_channel", None)
        for state in gc.get_referents(channel):
            for lock in gc.get_referents(state):
                if isinstance(lock, threading.Condition):
                    with suppress(RuntimeError):  # this thread does not have it (any more)
                        while True:
                            lock.release()

    def stream(self, method: Method) -> Any:
        """The callable of a bidirectional RPC: ``(request_iterator, metadata=) -> call``."""
        return self._channel.stream_stream(
            method.path,
            request_serializer=method.request.SerializeToString,
            response_deserializer=method.response.FromString,
        )

    def download(self, method: Method) -> Any:
        """The callable of an RPC that answers with a stream: ``(request, timeout=, metadata=) -> call``."""
        return self._channel.unary_stream(
            method.path,
            request_serializer=method.request.SerializeToString,
            response_deserializer=method.response.FromString,
        )

    def close(self) -> None:
        """Close the channel; calls under way end as cancelled."""
        self._channel.close()

    def __repr__(self) -> str:
        return f"<Peer {self.url}>"
