"""Why an endpoint cannot be talked to, found out with plain sockets after gRPC gave up.

gRPC says "Socket closed" for a TLS port that is spoken to in plain text, and for a web server alike.
One look at the port tells them apart.
"""

from __future__ import annotations

import contextlib
import socket
import ssl

from yamtam_nb.errors import TlsFailure, Unavailable
from yamtam_nb.model import Settings
from yamtam_nb.rpc.endpoint import Endpoint

_MOST_PATIENCE = 1.0
_LEAST_PATIENCE = 0.05
_LOOKS = 4
_NOT_NOW = {
    9: "the server's certificate is not good yet: compare the clocks of this machine and of the server.",
    10: "the server's certificate has expired. Put a new one in place there; etcd reads it at the next connection.",
}
"""What OpenSSL says of a certificate out of its time (X509_V_ERR_CERT_NOT_YET_VALID, ..._HAS_EXPIRED)."""

_HTTP2_PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\x00\x00\x00\x04\x00\x00\x00\x00\x00"


def diagnose(endpoint: Endpoint, settings: Settings, failure: Unavailable, left: float) -> Unavailable:
    """The failure with a cause that a person can act on, or the failure itself when none was found.

    Args:
        endpoint: where to look.
        settings: the TLS files.
        failure: what gRPC made of it.
        left: seconds that the caller still has; a little more is taken at the end of its time.
    """
    try:
        with _connect(endpoint, min(max(left / _LOOKS, _LEAST_PATIENCE), _MOST_PATIENCE)) as connection:
            words = (
                _look_tls(connection, endpoint, settings)
                if endpoint.tls
                else _look_plain(connection, endpoint)
            )
    except socket.gaierror:
        return _like(
            failure, Unavailable, f"the host name {endpoint.host!r} cannot be resolved. Check its spelling."
        )
    except ConnectionRefusedError:
        return _like(
            failure,
            Unavailable,
            f"connection refused: nothing listens at {endpoint.target}. Is etcd running there?",
        )
    except OSError:
        return failure
    if not words:
        return failure
    return _like(failure, TlsFailure if "TLS" in words or "certificate" in words else Unavailable, words)


def _connect(endpoint: Endpoint, patience: float | None) -> socket.socket:
    return socket.create_connection((endpoint.host, endpoint.port), timeout=patience)


def _look_plain(connection: socket.socket, endpoint: Endpoint) -> str:
    if _speaks_tls(endpoint, connection.gettimeout()):
        return f"the port speaks TLS. Use https://{endpoint.target} (and ca_cert= for a private CA)."
    return _first_words(connection)


def _first_words(connection: socket.socket) -> str:
    connection.sendall(_HTTP2_PREFACE)
    answer = b""
    with contextlib.suppress(OSError):
        answer = connection.recv(64)
    if answer.startswith((b"HTTP/1", b"<")):
        return "the port speaks HTTP/1, not gRPC: this is not etcd's client port (2379 by default)."
    if answer and not answer.startswith(b"\x00\x00"):
        return (
            "what listens there does not speak gRPC: check the port (etcd's client port is 2379 by default)."
        )
    return ""


def _speaks_tls(endpoint: Endpoint, patience: float | None) -> bool:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    try:
        with _connect(endpoint, patience) as connection, context.wrap_socket(connection):
            return True
    except ssl.SSLError as error:
        # A server that wants a client certificate answers in TLS, if only to refuse.
        return "ALERT" in (error.reason or "")
    except OSError:
        return False


def _look_tls(connection: socket.socket, endpoint: Endpoint, settings: Settings) -> str:
    try:
        context = ssl.create_default_context(cafile=settings.ca_cert)
        if settings.cert:
            context.load_cert_chain(settings.cert, settings.key)
        with context.wrap_socket(connection, server_hostname=endpoint.host) as secure:
            return _refused_after_handshake(secure, settings)
    except ssl.SSLCertVerificationError as error:
        return _NOT_NOW.get(error.verify_code) or (
            f"the server's certificate is not trusted: {error.verify_message}. Check ca_cert= and the host name."
        )
    except (ssl.SSLError, ConnectionResetError) as error:
        plain = _speaks_plain(endpoint, connection.gettimeout())
        return _handshake_failed(
            endpoint, settings, getattr(error, "reason", None) or "connection reset", plain=plain
        )


def _handshake_failed(endpoint: Endpoint, settings: Settings, reason: str, *, plain: bool) -> str:
    if plain:
        return f"the port does not speak TLS. Use http://{endpoint.target}."
    if "ALERT" in reason:
        return _certificate_refused(settings, reason)
    return f"the TLS handshake failed: {reason}."


def _certificate_refused(settings: Settings, reason: str) -> str:
    if settings.cert and "EXPIRED" in reason:
        return f"the client certificate {settings.cert} has expired, says the server. Put a new one there."
    if settings.cert:
        asked = " Has it expired?" if "BAD_CERTIFICATE" in reason else ""
        return f"the server refuses the client certificate {settings.cert}: {reason}.{asked}"
    return "the server asks for a client certificate. Give cert= and key=."


def _speaks_plain(endpoint: Endpoint, patience: float | None) -> bool:
    try:
        with _connect(endpoint, patience) as connection:
            connection.sendall(_HTTP2_PREFACE)
            answer = connection.recv(64)
    except OSError:
        return False
    # An HTTP/2 server answers with a SETTINGS frame, whose 24-bit length starts with zeros; a web server with text.
    return answer.startswith((b"\x00\x00", b"HTTP/1"))


def _refused_after_handshake(secure: ssl.SSLSocket, settings: Settings) -> str:
    """In TLS 1.3 a client certificate is judged after the handshake: the refusal is the first thing to read."""
    try:
        secure.sendall(_HTTP2_PREFACE)
        secure.recv(64)
    except ssl.SSLError as error:
        return _certificate_refused(settings, error.reason or "refused")
    except OSError:
        return ""
    return ""


def _like(failure: Unavailable, error: type[Unavailable], words: str) -> Unavailable:
    where = f" at {failure.endpoint}" if failure.endpoint else ""
    return error(
        f"No etcd could be reached{where}: {words}",
        method=failure.method,
        endpoint=failure.endpoint,
        code=failure.code,
        detail=failure.detail,
        definite=failure.definite,
    )
