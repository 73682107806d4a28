"""A prefix copied to another place, or to another cluster: ``yn.copy``."""

from __future__ import annotations

from yamtam_nb.client.client import Client
from yamtam_nb.errors import InvalidArgument
from yamtam_nb.frames.plan.making import Wanted, plan_towards
from yamtam_nb.frames.plan.plan import Plan
from yamtam_nb.frames.snapshot import Snapshot, snapshot
from yamtam_nb.keys import to_bytes
from yamtam_nb.values import show_key


def copy(
    client: Client,
    source: str | bytes,
    destination: str | bytes,
    *,
    to: Client | None = None,
    prune: bool = False,
) -> Plan:
    """The plan that copies every key under ``source`` to ``destination``. Nothing is written before ``.apply()``.

    ``source`` is replaced by ``destination`` at the beginning of each key, so either both end in a slash or neither.
    The source is read at one revision. Leases belong to their cluster and their owners, so they are not carried over:
    a copy of a key on a lease has none, and a key that is there keeps its own. The notes of the plan say so.

    Args:
        client: a client of the cluster that is read.
        source: the prefix that is copied.
        destination: the prefix that it is copied to.
        to: a client of the cluster that is written; None for the same.
        prune: delete the keys under ``destination`` that have no counterpart under ``source``.

    Raises:
        InvalidArgument: the two prefixes overlap.
        EtcdError: one of the prefixes cannot be read.

    Example:
        >>> yn.copy(yn.shared(), "/yamtam/config/", "/yamtam/config-2026/").apply()  # doctest: +SKIP
    """
    there = client if to is None else to
    old, new = to_bytes(source), to_bytes(destination)
    if there is client:
        _refuse_overlap(old, new)
    given = snapshot(client, old)
    current = snapshot(there, new)
    if given.cluster_id == current.cluster_id:
        _refuse_overlap(old, new)
    wanted = {new + kv.key[len(old) :]: Wanted(kv.value) for kv in given}
    return plan_towards(
        there,
        current,
        wanted,
        delete_others=prune,
        title=f"{show_key(old) or 'all keys'} at revision {given.revision} copied to {show_key(new) or 'all keys'}",
        notes=_lease_notes(given),
    )


def _refuse_overlap(old: bytes, new: bytes) -> None:
    if old.startswith(new) or new.startswith(old):
        raise InvalidArgument(
            f"{show_key(old) or 'All keys'} and {show_key(new) or 'all keys'} overlap: copy to a prefix beside it."
        )


def _lease_notes(given: Snapshot) -> list[str]:
    bound = [kv.key for kv in given if kv.lease]
    if not bound:
        return []
    more = f" and {len(bound) - 1:,} more" if len(bound) > 1 else ""
    are = "is on a lease" if len(bound) == 1 else "are on leases"
    return [
        f"{show_key(bound[0])}{more} {are}, which a copy does not carry over: the copies stay until deleted."
    ]
