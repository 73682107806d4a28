"""An address of a member, as the user writes it and as gRPC takes it."""

from __future__ import annotations

import ipaddress
from typing import NamedTuple
from urllib.parse import urlsplit

from yamtam_nb.errors import InvalidEndpoint

DEFAULT_PORT = 2379


class Endpoint(NamedTuple):
    """A member's client address.

    Attributes:
        url: ``http://host:port`` or ``https://host:port``, always with its port.
        target: ``host:port``.
        tls: whether it speaks TLS.
    """

    url: str
    target: str
    tls: bool

    @classmethod
    def parse(cls, text: str, *, tls: bool = False) -> Endpoint:
        """Read an endpoint. Without a scheme, ``tls`` decides; without a port it is 2379.

        Raises:
            InvalidEndpoint: it is not ``http://host:port``, ``https://host:port`` or ``host:port``.
        """
        written = text.strip()
        if "@" in written:  # not repeated in the message: what stands before it may be a password
            raise InvalidEndpoint(
                "An endpoint is only scheme, host and port, such as http://host:2379: "
                "give user= and password= on their own."
            )
        if "://" not in written:
            written = f"{'https' if tls else 'http'}://{written}"
        try:
            parts = urlsplit(written)
            host, port = parts.hostname, DEFAULT_PORT if parts.port is None else parts.port
        except ValueError as error:
            raise InvalidEndpoint(
                f"{text!r} is not an endpoint ({error}): write http://host:2379."
            ) from error
        strange = any(sign.isspace() or sign == "," for sign in written)
        if parts.scheme not in ("http", "https") or not host or strange or port == 0:
            raise InvalidEndpoint(
                f"{text!r} is not an endpoint: write http://host:2379 or https://host:2379."
            )
        if parts.path.strip("/") or parts.query or parts.fragment:
            raise InvalidEndpoint(
                f"{text!r} is more than an endpoint: write only {parts.scheme}://{host}:{port}."
            )
        target = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        return cls(f"{parts.scheme}://{target}", target, parts.scheme == "https")

    @property
    def host(self) -> str:
        """Host name or address, IPv6 without brackets."""
        return self.target.rpartition(":")[0].strip("[]")

    @property
    def port(self) -> int:
        """TCP port."""
        return int(self.target.rpartition(":")[2])

    @property
    def loopback(self) -> bool:
        """Whether the address stays on this machine."""
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"
