"""``yn.connect``: from arguments and environment to a client that has been answered once."""

from __future__ import annotations

from collections.abc import Iterable

from yamtam_nb.client.client import Client
from yamtam_nb.client.environment import settings_from


def connect(
    endpoints: str | Iterable[str] | None = None,
    *,
    user: str | None = None,
    password: str | None = None,
    ca_cert: str | None = None,
    cert: str | None = None,
    key: str | None = None,
    timeout: float | None = None,
    insecure: bool = False,
) -> Client:
    """Connect to an etcd cluster, and see that it answers.

    What is not given is taken from the ``ETCDCTL_*`` variables that etcdctl reads
    (``ETCDCTL_ENDPOINTS``, ``_USER``, ``_PASSWORD``, ``_CACERT``, ``_CERT``, ``_KEY``,
    ``_COMMAND_TIMEOUT``), then from ``ETCD_PASSWORD``, then the default: ``http://127.0.0.1:2379`` and 5 seconds.

    Args:
        endpoints: URLs, or one string with commas between them. Name several: the client fails over.
        user: user name for password authentication; ``name:password`` is understood as etcdctl does.
        password: its password. Over plain HTTP it is only sent to this machine, unless ``insecure``.
        ca_cert: path of the CA certificate to trust, PEM; with it an endpoint without a scheme is ``https``.
        cert: path of the client certificate, PEM.
        key: path of its key, PEM.
        timeout: seconds that a call may take unless it says otherwise.
        insecure: allow a password over plain HTTP to another machine.

    Returns:
        The client, a context manager; close it when done.

    Raises:
        InvalidEndpoint, InvalidArgument: an argument is not what it should be; nothing was sent.
        Unavailable: no endpoint answers; the message says what was found there instead.
        TlsFailure: TLS against plain text, or a certificate that is not trusted.
        AuthenticationFailed: wrong user or password.

    Example:
        >>> with connect(["http://127.0.0.1:2379", "http://127.0.0.1:22379"]) as client:  # doctest: +SKIP
        ...     client.get("/yamtam/config/", prefix=True).count
        3
    """
    settings = settings_from(
        endpoints,
        user=user,
        password=password,
        ca_cert=ca_cert,
        cert=cert,
        key=key,
        timeout=timeout,
        insecure=insecure,
    )
    return Client.open(settings)
