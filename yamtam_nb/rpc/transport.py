"""Calls and streams over all endpoints, with failover, tokens and deadlines."""

from __future__ import annotations

import threading
from collections.abc import Generator
from typing import Any

import grpc

from yamtam_nb.clock import BootClock, Clock
from yamtam_nb.errors import ClientClosed, EtcdError, Unavailable
from yamtam_nb.model import Settings
from yamtam_nb.rpc import etcd_pb as pb
from yamtam_nb.rpc import forks, retry
from yamtam_nb.rpc.attempts import Attempts
from yamtam_nb.rpc.diagnose import diagnose
from yamtam_nb.rpc.download import download
from yamtam_nb.rpc.failure import Failure
from yamtam_nb.rpc.methods import AUTHENTICATE, Method, Repeat
from yamtam_nb.rpc.peer import Peer
from yamtam_nb.rpc.peers import Peers
from yamtam_nb.rpc.stream import Stream
from yamtam_nb.rpc.tokens import Tokens, without_leader
from yamtam_nb.rpc.watermark import Watermark


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
        forks.enter(self)
        self.settings = settings
        self.clock = clock or BootClock()
        self.watermark = Watermark()
        self._peers = Peers(settings)
        self._closed = threading.Event()
        self._dead = ""
        self.forked = False
        self.tokens = Tokens(self._authenticate if settings.user else None)

    @property
    def endpoints(self) -> tuple[str, ...]:
        """URLs of the endpoints, in the order given."""
        return tuple(peer.url for peer in self._peers.configured)

    @property
    def endpoint(self) -> str:
        """URL of the endpoint that is preferred at the moment."""
        return self._peers.preferred.url

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
        peer = self._peers.preferred if endpoint is None else self._peers.at(endpoint)
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
        except KeyboardInterrupt:
            peer.interrupted()
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
        peer = self._peers.at(endpoint) if endpoint else self._peers.preferred
        if avoid and peer.url == avoid:
            peer = self._peers.after(peer)
        try:
            return Stream(peer, method, self.tokens.metadata, self.clock)
        except ValueError:
            self.check_open()
            raise

    def download(
        self, method: Method, request: Any, *, endpoint: str, timeout: float | None = None
    ) -> Generator[Any, None, None]:
        """The messages of an RPC that answers with a stream, from one endpoint; see :func:`download`.

        Args:
            method: the RPC.
            request: its message.
            endpoint: URL of the member.
            timeout: seconds for all of it; None for as long as it takes.

        Raises:
            ClientClosed: the client is closed.
            EtcdError: the stream failed.
        """
        if self._dead or not self.tokens.ready:
            self._get_ready(self.settings.timeout)
        return download(self, self._peers.at(endpoint), method, request, timeout)

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
        return self._peers.after(failed)

    def avoid(self, endpoint: str) -> None:
        """Stop preferring this endpoint: something found it silent."""
        self._peers.after(self._peers.at(endpoint))

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
        self._peers.close()

    def _get_ready(self, timeout: float) -> None:
        self.check_open()
        self.tokens.first(timeout)

    def peer(self, url: str) -> Peer:
        """The peer of an endpoint, configured or not."""
        return self._peers.at(url)

    def _authenticate(self, timeout: float) -> str:
        request = pb.AuthenticateRequest(name=self.settings.user or "", password=self.settings.password or "")
        peer = self._peers.preferred
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
        except KeyboardInterrupt:
            peer.interrupted()
            raise
        return str(response.token)

    def forget(self) -> None:
        """Called in a forked child: the client is the parent's."""
        self.forked = True
        self._dead = forks.NO_FORK
        self._closed = threading.Event()  # another thread may have held the old one's lock
        self._closed.set()

    def __repr__(self) -> str:
        return f"<Transport {self.endpoint} of {len(self._peers)}{' closed' if self.closed else ''}>"
