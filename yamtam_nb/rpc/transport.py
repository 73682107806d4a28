"""Calls and streams over all endpoints, with failover, tokens and deadlines."""

from __future__ import annotations

import os
import threading
import weakref
from typing import Any

import grpc

from yamtam_nb.clock import BootClock, Clock
from yamtam_nb.errors import (
    ClientClosed,
    EtcdError,
    InvalidArgument,
    Unavailable,
)
from yamtam_nb.model import Settings
from yamtam_nb.rpc import etcd_pb as pb
from yamtam_nb.rpc import retry
from yamtam_nb.rpc.attempts import Attempts
from yamtam_nb.rpc.credentials import channel_credentials
from yamtam_nb.rpc.diagnose import diagnose
from yamtam_nb.rpc.endpoint import Endpoint
from yamtam_nb.rpc.failure import Failure
from yamtam_nb.rpc.methods import AUTHENTICATE, Method, Repeat
from yamtam_nb.rpc.peer import Peer
from yamtam_nb.rpc.stream import Stream
from yamtam_nb.rpc.tokens import Tokens, without_leader
from yamtam_nb.rpc.watermark import Watermark

_NO_FORK = (
    "This process was forked from one that talks to etcd, and gRPC does not survive that: start it with the "
    "spawn method of multiprocessing (or subprocess) and connect there."
)
_alive: weakref.WeakSet[Transport] = weakref.WeakSet()
_used = False  # whether gRPC has threads in this process
_broken = False  # whether it had them in the parent: any call here would hang, beyond its deadline


class Transport:
    """Everything that is shared by the services of one client.

    Calls go to one preferred endpoint; when it fails, the next one is preferred. Reads are repeated
    elsewhere until their time is up, writes only when they certainly had no effect.

    Raises:
        InvalidEndpoint: an endpoint cannot be read.
        InvalidArgument: no endpoint, a bad TLS file, or a password over plain HTTP to another host.
        ClientClosed: the process was forked from one that talks to etcd.
    """

    def __init__(self, settings: Settings, clock: Clock | None = None) -> None:
        _check_fork()
        self.settings = settings
        self.clock = clock or BootClock()
        self.watermark = Watermark()
        endpoints = [Endpoint.parse(text, tls=settings.tls) for text in settings.endpoints]
        if not endpoints:
            raise InvalidArgument("No endpoint given: name at least one, such as http://127.0.0.1:2379.")
        _refuse_open_password(settings, endpoints)
        self._credentials: grpc.ChannelCredentials | None = None
        self._peers = [self._new_peer(endpoint) for endpoint in dict.fromkeys(endpoints)]
        self._others: dict[str, Peer] = {}
        self._preferred = 0
        self._lock = threading.Lock()
        self._closed = threading.Event()
        self._dead = ""
        self.forked = False
        self.tokens = Tokens(self._authenticate if settings.user else None)
        _alive.add(self)

    @property
    def endpoints(self) -> tuple[str, ...]:
        """URLs of the endpoints, in the order given."""
        return tuple(peer.url for peer in self._peers)

    @property
    def endpoint(self) -> str:
        """URL of the endpoint that is preferred at the moment."""
        return self._peers[self._preferred].url

    @property
    def closed(self) -> bool:
        """Whether ``close`` was called."""
        return self._closed.is_set()

    def call(
        self,
        method: Method,
        request: Any,
        *,
        timeout: float | None = None,
        endpoint: str | None = None,
        once: bool = False,
        needs_leader: bool = True,
    ) -> Any:
        """Send a unary request and return its response.

        Args:
            method: the RPC.
            request: its message.
            timeout: seconds in all, over every attempt; None for the client's.
            endpoint: ask this endpoint only.
            once: give up after one round over the endpoints, even when time is left.
            needs_leader: let a member that knows no leader refuse at once; False for what it can answer alone.

        Raises:
            EtcdError: the kind that fits; OutcomeUnknown for a write that may have been applied.
            ClientClosed: the client is closed.
        """
        limit = self.settings.timeout if timeout is None else timeout
        deadline = self.clock.now() + limit
        if self._dead or not self.tokens.ready:
            self._get_ready(limit)
            limit = deadline - self.clock.now()
        peer = self._peers[self._preferred] if endpoint is None else self.peer(endpoint)
        metadata = self.tokens.metadata
        rivals = len(self._peers) if endpoint is None else 1
        try:
            sent = metadata if needs_leader else without_leader(metadata)
            response = peer.unary(method)(request, retry.share(limit, rivals, method.repeat), sent)
        except grpc.RpcError as error:
            attempts = Attempts(self, method, request, deadline, rivals, once=once, needs_leader=needs_leader)
            response, peer = attempts.go_on(Failure(error), peer, metadata)
        except ValueError:
            self.check_open()
            raise
        peer.proven = True
        self.watermark.same_cluster(response.header, peer.url)
        return response

    def stream(self, method: Method, *, avoid: str = "", endpoint: str | None = None) -> Stream:
        """Open a bidirectional stream; failures appear at its first ``receive``.

        Args:
            method: the RPC.
            avoid: URL of an endpoint to stay away from, where there is another.
            endpoint: use this endpoint only.

        Raises:
            ClientClosed: the client is closed.
            EtcdError: no token could be had.
        """
        if self._dead or not self.tokens.ready:
            self._get_ready(self.settings.timeout)
        peer = self.peer(endpoint) if endpoint else self._peers[self._preferred]
        if avoid and peer.url == avoid:
            peer = self.prefer_another(peer)
        try:
            return Stream(peer, method, self.tokens.metadata, self.clock)
        except ValueError:
            self.check_open()
            raise

    def refresh(self, stale: Any, *, timeout: float | None = None) -> None:
        """Replace a token that a member refused.

        Args:
            stale: the metadata it was sent in (``Stream.metadata``).
            timeout: seconds, None for the client's.

        Raises:
            AuthenticationFailed: wrong user or password.
            EtcdError: no member could be asked.
        """
        self.tokens.refresh(stale, self.settings.timeout if timeout is None else timeout)

    def prefer_another(self, failed: Peer) -> Peer:
        """Turn to the endpoint after ``failed``, unless another thread has already turned elsewhere."""
        with self._lock:
            if self._peers[self._preferred] is failed:
                self._preferred = (self._preferred + 1) % len(self._peers)
            return self._peers[self._preferred]

    def avoid(self, endpoint: str) -> None:
        """Stop preferring this endpoint: something found it silent."""
        self.prefer_another(self.peer(endpoint))

    def wait(self, seconds: float) -> None:
        """Wait, or less when the client is closed meanwhile."""
        if seconds > 0:
            self._closed.wait(seconds)

    def explain(self, error: EtcdError, peer: Peer, left: float) -> EtcdError:
        """The error with its cause found out in the seconds left, where the endpoint never answered before."""
        if isinstance(error, Unavailable) and not peer.proven:
            return diagnose(peer.endpoint, self.settings, error, left)
        return error

    def check_open(self) -> None:
        """Raise ClientClosed if the client is closed; gRPC says ValueError of a channel that is."""
        if self._dead:
            raise ClientClosed(self._dead)

    def close(self) -> None:
        """Close every channel; reads under way end as ClientClosed. Closing twice is fine."""
        self._dead = self._dead or "The client is closed: connect again."
        if self.forked:  # the channels are the parent's, and so are the threads that would answer here
            return
        self._closed.set()
        with self._lock:
            peers = (*self._peers, *self._others.values())
        for peer in peers:
            peer.close()

    def _get_ready(self, timeout: float) -> None:
        self.check_open()
        self.tokens.first(timeout)

    def peer(self, url: str) -> Peer:
        """The peer of an endpoint, configured or not."""
        wanted = Endpoint.parse(url, tls=self.settings.tls)
        for peer in self._peers:
            if peer.endpoint == wanted:
                return peer
        _refuse_open_password(self.settings, [wanted])
        with self._lock:
            self.check_open()
            if wanted.url not in self._others:
                self._others[wanted.url] = self._new_peer(wanted)
            return self._others[wanted.url]

    def _new_peer(self, endpoint: Endpoint) -> Peer:
        if endpoint.tls and self._credentials is None:
            self._credentials = channel_credentials(self.settings)
        return Peer(endpoint, self._credentials if endpoint.tls else None)

    def _authenticate(self, timeout: float) -> str:
        request = pb.AuthenticateRequest(name=self.settings.user or "", password=self.settings.password or "")
        peer = self._peers[self._preferred]
        deadline = self.clock.now() + timeout
        rivals = len(self._peers)
        try:
            response = peer.unary(AUTHENTICATE)(request, retry.share(timeout, rivals, Repeat.READ))
        except grpc.RpcError as error:
            attempts = Attempts(self, AUTHENTICATE, request, deadline, rivals, authenticating=True)
            response, _ = attempts.go_on(Failure(error), peer, ())
        except ValueError:
            self.check_open()
            raise
        return str(response.token)

    def _forget_after_fork(self) -> None:
        self.forked = True
        self._dead = _NO_FORK
        self._closed = threading.Event()  # another thread may have held the old one's lock
        self._closed.set()

    def __repr__(self) -> str:
        return f"<Transport {self.endpoint} of {len(self._peers)}{' closed' if self.closed else ''}>"


def _refuse_open_password(settings: Settings, endpoints: list[Endpoint]) -> None:
    if not settings.user or settings.insecure:
        return
    for endpoint in endpoints:
        if not endpoint.tls and not endpoint.loopback:
            raise InvalidArgument(
                f"The password would go to {endpoint.url} in clear text: "
                "use https://, or pass insecure=True to allow it."
            )


def _check_fork() -> None:
    global _used
    if _broken:
        raise ClientClosed(_NO_FORK)
    _used = True


def _forget_all_after_fork() -> None:
    global _broken
    _broken = _used and os.environ.get("GRPC_ENABLE_FORK_SUPPORT") in ("0", "false", "")
    for transport in list(_alive):
        transport._forget_after_fork()  # noqa: SLF001 - same module


os.register_at_fork(after_in_child=_forget_all_after_fork)
