"""Which leases still exist."""

from __future__ import annotations

from collections.abc import Iterable

from yamtam_nb.client.at_once import at_once
from yamtam_nb.client.client import Client


def gone(client: Client, leases: Iterable[int]) -> frozenset[int]:
    """Those of the leases that do not exist (any more); 0 stands for none and is never among them.

    The list of all leases is what one member knows, which may lag behind. What it lacks is asked for by name, and
    that question goes to the leader.

    Raises:
        EtcdError: nobody could be asked.
    """
    asked = {lease for lease in leases if lease}
    if not asked:
        return frozenset()
    missing = sorted(asked.difference(client.lease.leases()))
    left = at_once(client.lease.time_to_live, missing, name="yamtam-plan-leases")
    return frozenset(answer.id for answer in left if answer.ttl < 0)
