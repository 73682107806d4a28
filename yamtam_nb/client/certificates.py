"""How long certificates are good for: the one that a server shows, and those in files.

The standard library tells the end of a certificate only after it has verified it, and one that has expired is just
what somebody wants to know of. So the two dates are read from its DER form here.
"""

from __future__ import annotations

import re
import socket
import ssl
from datetime import datetime, timezone
from pathlib import Path
from typing import NamedTuple

from yamtam_nb.errors import InvalidArgument, Unavailable
from yamtam_nb.model import Settings
from yamtam_nb.rpc.endpoint import Endpoint

TIMEOUT = 2.0
"""Seconds that a server may take to show its certificate."""

SOON, VERY_SOON = 30, 7
"""Days before the end of a certificate at which something should be done, and at which it must be."""

_DAY = 86_400.0

_PEM = re.compile(r"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----", re.DOTALL)
_VERSION_TAG = 0xA0
_LONG_FORM = 0x80
_SERIAL_ALGORITHM_ISSUER = 3


class Certificate(NamedTuple):
    """When a certificate begins and ends to be good, seconds since 1970.

    Attributes:
        where: the endpoint that shows it, or the file that it is in.
        not_before, not_after: its two ends.
    """

    where: str
    not_before: float
    not_after: float

    def days_left(self, at: float) -> float:
        """Days from ``at`` (seconds since 1970) to its end; below 0 when it has ended.

        >>> Certificate("a", 0.0, 172_800.0).days_left(86_400.0)
        1.0
        """
        return (self.not_after - at) / _DAY

    @property
    def end(self) -> str:
        """The day on which it ends, in UTC, such as ``2026-11-25``."""
        return datetime.fromtimestamp(self.not_after, timezone.utc).date().isoformat()


def served(endpoint: str, settings: Settings, *, timeout: float = TIMEOUT) -> Certificate:
    """The certificate that a member shows; it is not verified, for it may have expired.

    Raises:
        Unavailable: none was shown.
    """
    address = Endpoint.parse(endpoint, tls=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    try:
        if settings.cert:
            context.load_cert_chain(settings.cert, settings.key)
        with (
            socket.create_connection((address.host, address.port), timeout=timeout) as connection,
            context.wrap_socket(connection, server_hostname=address.host) as secure,
        ):
            shown = secure.getpeercert(binary_form=True)
        return Certificate(endpoint, *validity(shown or b""))
    except (OSError, ValueError) as error:  # ssl's errors are among them
        raise Unavailable(f"{endpoint} shows no certificate: {error}.", endpoint=endpoint) from error


def in_file(path: str) -> Certificate:
    """The certificate in a PEM file that ends first.

    Raises:
        InvalidArgument: there is none.
    """
    try:
        found = _PEM.findall(Path(path).read_text(encoding="ascii", errors="replace"))
        ends = [validity(ssl.PEM_cert_to_DER_cert(text)) for text in found]
    except (OSError, ValueError) as error:
        raise InvalidArgument(f"{path} holds no certificate that can be read: {error}.") from error
    if not ends:
        raise InvalidArgument(f"{path} holds no certificate in PEM form.")
    return Certificate(path, *min(ends, key=lambda end: end[1]))


def validity(der: bytes) -> tuple[float, float]:
    """``notBefore`` and ``notAfter`` of a certificate in DER form (RFC 5280, 4.1), seconds since 1970.

    Raises:
        ValueError: it is no certificate.
    """
    try:
        return _validity(der)
    except IndexError as error:
        raise ValueError("the certificate ends too early") from error


def _validity(der: bytes) -> tuple[float, float]:
    _, at, _ = _element(der, 0)  # Certificate
    _, at, _ = _element(der, at)  # TBSCertificate
    if der[at] == _VERSION_TAG:
        _, _, at = _element(der, at)
    for _ in range(_SERIAL_ALGORITHM_ISSUER):
        _, _, at = _element(der, at)
    _, at, _ = _element(der, at)  # Validity
    tag, start, end = _element(der, at)
    before = _moment(tag, der[start:end])
    tag, start, end = _element(der, end)
    return before, _moment(tag, der[start:end])


def _element(der: bytes, at: int) -> tuple[int, int, int]:
    """Tag, and where the content of the element at ``at`` starts and ends."""
    if at + 2 > len(der):
        raise ValueError("the certificate ends too early")
    tag, length, start = der[at], der[at + 1], at + 2
    if length & _LONG_FORM:
        size = length & ~_LONG_FORM
        length, start = int.from_bytes(der[start : start + size], "big"), start + size
    if start + length > len(der):
        raise ValueError("the certificate ends too early")
    return tag, start, start + length


def _moment(tag: int, text: bytes) -> float:
    """A UTCTime (tag 23, two digits of the year) or a GeneralizedTime (24)."""
    written = text.decode("ascii", "replace")
    if tag == 23:
        written = ("20" if int(written[:2]) < 50 else "19") + written
    elif tag != 24:
        raise ValueError(f"{tag} is no point in time")
    return datetime.strptime(written, "%Y%m%d%H%M%SZ").replace(tzinfo=timezone.utc).timestamp()
