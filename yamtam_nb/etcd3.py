"""The ``etcd3`` package beside us: it can be imported again, and has a client on the shared connection.

Importing this module, or ``%load_ext yamtam_nb``, is enough for ``import etcd3`` to work with today's
protobuf; the package itself comes with ``pip install "yamtam-nb[etcd3]"``. What it does and how it fails stays
its own: no failover, no resumed watch, locks under ``/locks/`` that ``yn.Lock`` and ``etcdctl lock`` know nothing of.

    >>> import yamtam_nb as yn                                       # doctest: +SKIP
    >>> etcd = yn.etcd3.client()                                     # an etcd3.Etcd3Client
    >>> value, metadata = etcd.get("/yamtam/config/model-tier")
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from yamtam_nb.errors import InvalidArgument
from yamtam_nb.rpc import etcd3_finder

if TYPE_CHECKING:
    from yamtam_nb.client.client import Client
    from yamtam_nb.model import Settings
    from yamtam_nb.rpc.endpoint import Endpoint

__all__ = ["client"]

etcd3_finder.install()


def client(shared: Client | None = None) -> Any:
    """An ``etcd3.Etcd3Client`` on the endpoint and with the credentials of one of our clients.

    It talks to the endpoint that calls go to now, and stays there. Its calls take as long as ours may. With a
    password it has a token of its own, renewed when etcd refuses it. It is closed with ours, or before.

    Args:
        shared: the client to stand beside, None for the one that the magics use.

    Returns:
        A new ``etcd3.Etcd3Client``, a context manager.

    Raises:
        NotConnected: there is no shared client yet.
        InvalidArgument: the package ``etcd3`` is not installed, or the endpoint's TLS is none that it can do.

    Example:
        >>> with yn.etcd3.client(client) as etcd:  # doctest: +SKIP
        ...     etcd.put("/yamtam/config/model-tier", "power")
    """
    from yamtam_nb.client.shared import shared as the_shared
    from yamtam_nb.rpc.endpoint import Endpoint
    from yamtam_nb.rpc.etcd3_watcher import watcher

    package = _package()
    beside = the_shared() if shared is None else shared
    settings = beside.settings
    endpoint = Endpoint.parse(beside.endpoint)
    made = package.Etcd3Client(**_address(endpoint, settings), timeout=settings.timeout)
    if settings.user:
        _sign(package, made, settings)
    made.watcher = watcher(package.watch, package.etcdrpc.WatchStub(made.channel), settings.timeout)
    _end_with(beside, made)
    return made


def _end_with(beside: Client, made: Any) -> None:
    """Close it with our client; closed before, it is remembered no longer."""

    def close() -> None:
        forget()
        type(made).close(made)

    forget = beside.on_close(close)
    made.close = close


def _package() -> Any:
    """The package.

    Raises:
        InvalidArgument: it, or something that it needs, is not installed.
    """
    try:
        return importlib.import_module("etcd3")
    except ModuleNotFoundError as error:
        raise InvalidArgument(
            f'There is no module {error.name}, which this needs: pip install "yamtam-nb[etcd3]".'
        ) from error


def _address(endpoint: Endpoint, settings: Settings) -> dict[str, Any]:
    """What ``Etcd3Client`` takes; without a CA it would speak plain HTTP to a TLS endpoint."""
    from yamtam_nb.rpc.peer import OPTIONS

    if endpoint.tls and not settings.ca_cert:
        raise InvalidArgument(
            f"The etcd3 package speaks TLS to {endpoint.url} only with a CA that it is given: connect with ca_cert=."
        )
    host, _, port = endpoint.target.rpartition(":")
    files = {"ca_cert": settings.ca_cert, "cert_cert": settings.cert, "cert_key": settings.key}
    return {"host": host, "port": int(port), "grpc_options": OPTIONS, **(files if endpoint.tls else {})}


def _sign(package: Any, made: Any, settings: Settings) -> None:
    """Give the client a channel that signs its calls, and make its services anew on it."""
    from yamtam_nb.rpc.etcd3_channel import signed

    rpc = package.etcdrpc
    made.channel = signed(made.channel, settings)
    made.kvstub = rpc.KVStub(made.channel)
    made.clusterstub = rpc.ClusterStub(made.channel)
    made.leasestub = rpc.LeaseStub(made.channel)
    made.maintenancestub = rpc.MaintenanceStub(made.channel)
