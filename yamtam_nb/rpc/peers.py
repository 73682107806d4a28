"""The endpoints of one client: which of them calls go to, and which is next."""

from __future__ import annotations

import threading

import grpc

from yamtam_nb.errors import ClientClosed, InvalidArgument
from yamtam_nb.model import Settings
from yamtam_nb.rpc.credentials import channel_credentials
from yamtam_nb.rpc.endpoint import Endpoint
from yamtam_nb.rpc.peer import Peer


class Peers:
    """Those that are configured, one of them preferred; and others, made when a call names them.

    Attributes:
        configured: in the order given.
        preferred: where calls go.

    Raises:
        InvalidEndpoint: an endpoint cannot be read.
        InvalidArgument: no endpoint, a bad TLS file, or a password over plain HTTP to another host.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._credentials: grpc.ChannelCredentials | None = None
        self._lock = threading.Lock()
        self._others: dict[Endpoint, Peer] = {}
        self._closed = False
        endpoints = [Endpoint.parse(text, tls=settings.tls) for text in settings.endpoints]
        if not endpoints:
            raise InvalidArgument("No endpoint given: name at least one, such as http://127.0.0.1:2379.")
        for endpoint in endpoints:
            self._check_password_is_safe(endpoint)
        self.configured = [self._make(endpoint) for endpoint in dict.fromkeys(endpoints)]
        self.preferred = self.configured[0]

    def __len__(self) -> int:
        return len(self.configured)

    def after(self, failed: Peer) -> Peer:
        """Prefer the endpoint after ``failed``, unless another thread has already turned elsewhere."""
        with self._lock:
            if self.preferred is failed:
                following = self.configured.index(failed) + 1
                self.preferred = self.configured[following % len(self.configured)]
            return self.preferred

    def at(self, url: str) -> Peer:
        """The peer of an endpoint, configured or not.

        Raises:
            InvalidEndpoint, InvalidArgument: it cannot be read, or the password would go there in clear text.
            ClientClosed: the client is closed.
        """
        wanted = Endpoint.parse(url, tls=self._settings.tls)
        for peer in self.configured:
            if peer.endpoint == wanted:
                return peer
        self._check_password_is_safe(wanted)
        with self._lock:
            if self._closed:
                raise ClientClosed("The client is closed: connect again.")
            if wanted not in self._others:
                self._others[wanted] = self._make(wanted)
            return self._others[wanted]

    def close(self) -> None:
        """Close every channel; calls under way end as cancelled."""
        with self._lock:
            self._closed = True
            peers = (*self.configured, *self._others.values())
        for peer in peers:
            peer.close()

    def _make(self, endpoint: Endpoint) -> Peer:
        if endpoint.tls and self._credentials is None:
            self._credentials = channel_credentials(self._settings)
        return Peer(endpoint, self._credentials if endpoint.tls else None)

    def _check_password_is_safe(self, endpoint: Endpoint) -> None:
        safe = endpoint.tls or endpoint.loopback or self._settings.insecure
        if self._settings.user and not safe:
            raise InvalidArgument(
                f"The password would go to {endpoint.url} in clear text: "
                "use https://, or pass insecure=True to allow it."
            )

    def __repr__(self) -> str:
        return f"<Peers {self.preferred.url} of {len(self)}>"
