"""TLS files, read and checked before gRPC sees them: gRPC reports a bad file only as a failed handshake."""

from __future__ import annotations

import ssl
from pathlib import Path

import grpc

from yamtam_nb.errors import InvalidArgument
from yamtam_nb.model import Settings


def channel_credentials(settings: Settings) -> grpc.ChannelCredentials:
    """Credentials for the endpoints that speak TLS; without a CA the roots that gRPC ships are trusted.

    Raises:
        InvalidArgument: a file is missing, is not PEM, or certificate and key do not belong together.
    """
    check_files(settings)
    return grpc.ssl_channel_credentials(
        root_certificates=_content(settings.ca_cert),
        private_key=_content(settings.key),
        certificate_chain=_content(settings.cert),
    )


def check_files(settings: Settings) -> None:
    """See that the TLS files are what they should be.

    Raises:
        InvalidArgument: one is not; the message names it.
    """
    if bool(settings.cert) != bool(settings.key):
        raise InvalidArgument(
            "A client certificate needs its key, and a key its certificate: give both cert and key."
        )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if settings.ca_cert:
        _readable(settings.ca_cert)
        try:
            context.load_verify_locations(settings.ca_cert)
        except ssl.SSLError as error:
            raise InvalidArgument(
                f"{settings.ca_cert} holds no CA certificate in PEM form: {error.reason}."
            ) from error
    if settings.cert and settings.key:
        _readable(settings.cert)
        _readable(settings.key)
        try:
            context.load_cert_chain(settings.cert, settings.key, password=lambda: "")
        except ssl.SSLError as error:
            raise InvalidArgument(
                f"{settings.cert} and {settings.key} are not a certificate and its unencrypted key: {error.reason}."
            ) from error


def _readable(path: str) -> None:
    try:
        Path(path).read_bytes()
    except OSError as error:
        raise InvalidArgument(
            f"{path} cannot be read ({error.strerror}): check the path of the TLS file."
        ) from error


def _content(path: str | None) -> bytes | None:
    return Path(path).read_bytes() if path else None
