"""What a fork does to gRPC: its threads stay behind in the parent, and any call in the child would hang."""

from __future__ import annotations

import os
import weakref
from typing import Protocol

from yamtam_nb.errors import ClientClosed

NO_FORK = (
    "This process was forked from one that talks to etcd, and gRPC does not survive that: start it with the "
    "spawn method of multiprocessing (or subprocess) and connect there."
)


class Forkable(Protocol):
    """Something that is of no use in a forked child."""

    def forget(self) -> None:
        """Called in the child, which has only one thread: locks may be held for ever by those that are gone."""
        ...


_alive: weakref.WeakSet[Forkable] = weakref.WeakSet()
_used = False  # whether gRPC has threads in this process
_broken = False  # whether it had them in the parent


def enter(user: Forkable) -> None:
    """Note that gRPC is used from now on.

    Raises:
        ClientClosed: the process was forked from one that used it.
    """
    global _used
    if _broken:
        raise ClientClosed(NO_FORK)
    _used = True
    _alive.add(user)


def _forked() -> None:
    global _broken
    # With gRPC's own fork handlers on, which a user may have asked for, a child can have clients of its own.
    _broken = _used and os.environ.get("GRPC_ENABLE_FORK_SUPPORT") in ("0", "false", "")
    for user in list(_alive):
        user.forget()


os.register_at_fork(after_in_child=_forked)
