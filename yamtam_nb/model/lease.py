"""Answers of the lease service."""

from __future__ import annotations

from typing import NamedTuple


class LeaseGrantResult(NamedTuple):
    """A lease that was granted: its ID and the TTL in seconds that the server gave (it may raise a small one)."""

    id: int
    ttl: int
    revision: int


class KeepAliveResult(NamedTuple):
    """One renewal: seconds granted anew, and the clock reading (see ``yamtam_nb.clock``) when it was asked for.

    The lease is certainly alive until ``sent_at + ttl``; ``ttl <= 0`` means that it is gone.
    """

    id: int
    ttl: int
    sent_at: float
    revision: int


class LeaseTimeToLive(NamedTuple):
    """What is left of a lease.

    Attributes:
        id: lease ID.
        ttl: whole seconds left; -1 when the lease does not exist.
        granted_ttl: seconds it was granted for.
        keys: keys bound to it in their order, when they were asked for.
        revision: store revision of the answer.
    """

    id: int
    ttl: int
    granted_ttl: int
    keys: tuple[bytes, ...]
    revision: int


class LeaseRow(NamedTuple):
    """One lease of the cluster, as a list of all leases shows it.

    Attributes:
        lease_id: the lease.
        ttl: whole seconds left.
        granted_ttl: seconds it was granted for. After a change of leader more than these can be left.
        keys: keys bound to it.
        at: wall time (``time.time()``) at which that was so.
        revision: store revision at which that was so.
    """

    lease_id: int
    ttl: int
    granted_ttl: int
    keys: tuple[bytes, ...]
    at: float = 0.0
    revision: int = 0
