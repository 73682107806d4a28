"""What this process itself holds or waits for: etcd cannot tell two holders with one lease apart."""

from __future__ import annotations

import os
import threading
from typing import NamedTuple

from yamtam_nb.errors import InvalidArgument
from yamtam_nb.values import show_key


class Claim(NamedTuple):
    """Somebody in this process who holds, or waits for, a lock or a leadership.

    Attributes:
        cluster_id: the cluster.
        prefix: the prefix of the lock's keys.
        lease_id: the lease of a session that several may share, or 0 for one of its own.
        thread: the thread; not its ident, which a later thread may get anew.
    """

    cluster_id: int
    prefix: bytes
    lease_id: int
    thread: object


class InUse:
    """The claims of this process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._claims: list[Claim] = []

    def claim(self, cluster_id: int, prefix: bytes, lease_id: int) -> Claim:
        """Note a claim of the calling thread.

        Raises:
            InvalidArgument: this thread has the same lock already and would wait for itself for ever; or the same
                session has it, for which etcd would say yes a second time.
        """
        claim = Claim(cluster_id, prefix, lease_id, _this_thread())
        with self._lock:
            for other in self._claims:
                if other[:2] == claim[:2] and _same_owner(other, claim):
                    raise InvalidArgument(
                        f"{show_key(prefix[:-1])!r} is already held, or waited for, by "
                        f"{'this session' if lease_id and other.lease_id == lease_id else 'this thread'}: "
                        "release it first. Locks of etcd are not reentrant."
                    )
            self._claims.append(claim)
        return claim

    def free(self, claim: Claim) -> None:
        """Take a claim back."""
        with self._lock:
            if claim in self._claims:
                self._claims.remove(claim)

    def _after_fork(self) -> None:
        self._lock = threading.Lock()
        self._claims.clear()

    def __len__(self) -> int:
        return len(self._claims)


def _same_owner(one: Claim, other: Claim) -> bool:
    return one.thread is other.thread or bool(one.lease_id and one.lease_id == other.lease_id)


def _this_thread() -> object:
    if not hasattr(_local, "thread"):
        _local.thread = object()
    found: object = _local.thread
    return found


_local = threading.local()

IN_USE = InUse()
"""The one of this process."""

if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=IN_USE._after_fork)  # noqa: SLF001 - same module
