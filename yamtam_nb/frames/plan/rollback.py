"""Back to an earlier revision: ``yn.rollback``."""

from __future__ import annotations

from yamtam_nb.client.client import Client
from yamtam_nb.errors import InvalidArgument
from yamtam_nb.frames.plan.making import Wanted, plan_towards
from yamtam_nb.frames.plan.plan import Plan
from yamtam_nb.frames.snapshot import snapshot
from yamtam_nb.keys import to_bytes
from yamtam_nb.values import show_key


def rollback(client: Client, prefix: str | bytes, revision: int) -> Plan:
    """The plan that makes a prefix what it was at a revision. Nothing is written before ``.apply()``.

    Keys that were changed get their old values and leases back, those that have come since are deleted, those that
    were deleted are created again. A lease that does not exist any more cannot be had back; the plan's notes say where.

    Args:
        client: a client, such as ``yn.shared()``.
        prefix: every key that starts with it; an empty one means every key there is.
        revision: the store's revision to go back to.

    Raises:
        Compacted: that revision is compacted away.
        FutureRevision: it does not exist yet.
        InvalidArgument: it is no revision.
        EtcdError: the prefix cannot be read.

    Example:
        >>> yn.rollback(yn.shared(), "/yamtam/config/", 17).apply()  # doctest: +SKIP
    """
    if revision < 1:
        raise InvalidArgument(f"revision={revision} is not a revision to go back to: they start at 1.")
    current = snapshot(client, prefix)
    past = snapshot(client, prefix, revision)
    return plan_towards(
        client,
        current,
        {kv.key: Wanted(kv.value, kv.lease) for kv in past},
        delete_others=True,
        title=f"{show_key(to_bytes(prefix)) or 'all keys'} back to revision {revision}",
    )
