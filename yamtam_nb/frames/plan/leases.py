"""Which leases still exist."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress

from yamtam_nb.client.at_once import at_once
from yamtam_nb.client.client import Client
from yamtam_nb.errors import PermissionDenied


def gone(client: Client, leases: Iterable[int]) -> frozenset[int]:
    """Those of the leases that do not exist (any more); 0 stands for none and is never among them.

    The list of all leases is what one member knows, which may lag behind. What it lacks is asked for by name, and
    that question goes to the leader. Newer servers show a lease only to those who may read all of its keys: that
    refusal says that there is one.

    Raises:
        EtcdError: nobody could be asked.
    """
    asked = {lease for lease in leases if lease}
    if not asked:
        return frozenset()
    with suppress(PermissionDenied):
        asked.difference_update(client.lease.leases())

    def missing(lease: int) -> bool:
        try:
            return client.lease.time_to_live(lease).ttl < 0
        except PermissionDenied:
            return False

    unlisted = sorted(asked)
    answers = at_once(missing, unlisted, name="yamtam-plan-leases")
    return frozenset(lease for lease, dead in zip(unlisted, answers, strict=True) if dead)
