"""The one sandbox of this process, for people: what ``%etcd sandbox`` starts, shows and stops."""

from __future__ import annotations

import threading
from typing import Any

from yamtam_nb.errors import SandboxError
from yamtam_nb.sandbox.cluster import Cluster

_lock = threading.Lock()
_cluster: Cluster | None = None


def start(**options: Any) -> Cluster:
    """Start this process's sandbox; takes what :meth:`Cluster.start` takes.

    Raises:
        SandboxError: one runs already, or it could not be started.
    """
    global _cluster
    with _lock:
        if _cluster is not None and not _cluster.closed:
            raise SandboxError(
                f"A sandbox runs already at {','.join(_cluster.endpoints)}. Use it, or stop it first."
            )
        _cluster = Cluster.start(**options)
        return _cluster


def current() -> Cluster | None:
    """This process's sandbox, or None if none runs."""
    cluster = _cluster
    return None if cluster is None or cluster.closed else cluster


def stop() -> bool:
    """Stop this process's sandbox and remove what it wrote; False if none ran."""
    global _cluster
    with _lock:
        cluster, _cluster = _cluster, None
        if cluster is None or cluster.closed:
            return False
        cluster.close()
        return True
