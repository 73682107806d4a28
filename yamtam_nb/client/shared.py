"""The one client that the magics of this process, its tables and its code share."""

from __future__ import annotations

import atexit
import logging
import threading
from collections.abc import Callable

from yamtam_nb.client.client import Client
from yamtam_nb.errors import DeadlineExceeded, NotConnected, Unavailable
from yamtam_nb.model import Settings

_log = logging.getLogger(__name__)
_lock = threading.RLock()
_client: Client | None = None
_listeners: list[Callable[[Client | None], None]] = []


def shared() -> Client:
    """The client that the magics use.

    Raises:
        NotConnected: nothing is connected yet.
    """
    if _client is None or _client.closed:
        raise NotConnected(
            "Not connected to etcd yet: run %etcd connect ENDPOINTS, or %etcd sandbox start for a local cluster."
        )
    return _client


def connect_shared(settings: Settings, *, answered: bool = True) -> Client:
    """Connect, and put the new client in place of the shared one, which is closed.

    The old one stays when the new connection fails.

    Args:
        settings: for the new client.
        answered: False to go on also when no member answers, as where the whole cluster is down.

    Raises:
        EtcdError: the new connection fails.
    """
    try:
        client = Client.open(settings)
    except (Unavailable, DeadlineExceeded):
        if answered:
            raise
        client = Client(settings)
    _replace(client)
    return client


def close_shared() -> None:
    """Close the shared client, if there is one."""
    _replace(None)


def on_shared(callback: Callable[[Client | None], None]) -> Callable[[], None]:
    """Call back with the new client whenever it is replaced, with None when it is closed.

    Returns:
        A function that ends it.
    """
    with _lock:
        _listeners.append(callback)

    def forget() -> None:
        with _lock:
            if callback in _listeners:
                _listeners.remove(callback)

    return forget


def _replace(client: Client | None) -> None:
    global _client
    with _lock:
        old, _client = _client, client
        listeners = list(_listeners)
    try:
        for listener in listeners:
            _tell(listener, client)
    finally:
        if old is not None:
            old.close()


def _tell(listener: Callable[[Client | None], None], client: Client | None) -> None:
    try:
        listener(client)
    except Exception:  # noqa: BLE001 - the others are to hear of it too
        _log.exception("a listener for the shared client failed")


atexit.register(close_shared)
