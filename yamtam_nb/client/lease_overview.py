"""All leases with what is left of them and what hangs on them, as one list."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from typing import overload

from yamtam_nb.client.at_once import at_once
from yamtam_nb.client.client import Client
from yamtam_nb.errors import InvalidArgument
from yamtam_nb.model import LeaseRow

MOST_LEASES = 10_000
"""Leases that are looked at, unless told otherwise; each costs a request."""


class LeaseOverview(Sequence[LeaseRow]):
    """The leases of a cluster: a sequence of :class:`LeaseRow`, the one that expires first in front.

    Attributes:
        total: leases that etcd listed, whether or not all of them were looked at.
        phantoms: leases that it listed and that were gone when they were looked at.
        revision: the store's revision right before.
    """

    def __init__(self, rows: Sequence[LeaseRow], total: int, phantoms: int, revision: int) -> None:
        self._rows = list(rows)
        self.total = total
        self.phantoms = phantoms
        self.revision = revision

    @property
    def complete(self) -> bool:
        """Whether every lease was looked at."""
        return len(self._rows) + self.phantoms == self.total

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[LeaseRow]:
        return iter(self._rows)

    @overload
    def __getitem__(self, index: int) -> LeaseRow: ...
    @overload
    def __getitem__(self, index: slice) -> list[LeaseRow]: ...
    def __getitem__(self, index: int | slice) -> LeaseRow | list[LeaseRow]:
        return self._rows[index]

    def __repr__(self) -> str:
        more = "" if self.complete else f" of {self.total}"
        return f"<LeaseOverview {len(self)}{more} leases>"


def lease_overview(
    client: Client, *, most: int | None = MOST_LEASES, timeout: float | None = None
) -> LeaseOverview:
    """Look at every lease: its TTL, what is left of it, and the keys bound to it.

    The list of leases comes from one member, brought up to date by a linearizable read before; what is left comes
    from the leader, for each lease by itself, eight at a time. A lease that is listed and gone is left out and
    counted. With authentication on, etcd 3.5.28 and 3.6.9 and later want read permission on all keys of all leases.

    Args:
        client: whom to ask.
        most: leases to look at, those with the smallest IDs; None for all.
        timeout: seconds for each request, None for the client's.

    Raises:
        PermissionDenied: the user may not see all of it.
        EtcdError: etcd did not answer.

    Example:
        >>> for lease in lease_overview(client):  # doctest: +SKIP
        ...     print(f"{lease.lease_id:x} {lease.ttl}/{lease.granted_ttl} s {lease.keys}")
        694d9a2c8f1b7c0a 8/10 s (b'/yamtam/agents/agent-1',)
    """
    if most is not None and most < 1:
        raise InvalidArgument(
            f"most={most} leases cannot be looked at: give a number from 1 on, or None for all."
        )
    revision = client.get(b"\0", keys_only=True, timeout=timeout).revision
    listed = sorted(client.lease.leases(timeout=timeout))

    def look(lease_id: int) -> LeaseRow | None:
        left = client.lease.time_to_live(lease_id, keys=True, timeout=timeout)
        if left.ttl < 0:
            return None
        return LeaseRow(lease_id, left.ttl, left.granted_ttl, left.keys, time.time(), left.revision)

    looked = at_once(look, listed[:most], name="yamtam-leases")
    rows = sorted((row for row in looked if row is not None), key=lambda row: (row.ttl, row.lease_id))
    return LeaseOverview(rows, len(listed), len(looked) - len(rows), revision)
