"""Deleted keys brought back: ``yn.undelete``."""

from __future__ import annotations

from yamtam_nb.client.client import Client
from yamtam_nb.errors import InvalidArgument
from yamtam_nb.frames.history.history import History, history
from yamtam_nb.frames.plan.making import Wanted, plan_towards
from yamtam_nb.frames.plan.plan import Plan
from yamtam_nb.keys import to_bytes
from yamtam_nb.values import show_key


def undelete(client: Client, key: str | bytes, *, prefix: bool = False) -> Plan:
    """The plan that brings a deleted key back as it was last. Nothing is written before ``.apply()``.

    It looks through everything that etcd still keeps, so it finds what was deleted after the last compaction. Keys that
    are there now are left alone, also those that were deleted and have come back. A lease that does not exist any more
    cannot be had back: such a key is written without one, and the plan's notes say so.

    Args:
        client: a client, such as ``yn.shared()``.
        key: the key.
        prefix: every deleted key that starts with ``key``.

    Raises:
        InvalidArgument: there is nothing to bring back; the message says how far etcd's memory reaches.
        EtcdError: the history cannot be read.

    Example:
        >>> yn.undelete(yn.shared(), "/yamtam/config/", prefix=True).apply()  # doctest: +SKIP
    """
    past = history(client, key, prefix=prefix)
    gone = past.deleted()
    if not gone:
        raise InvalidArgument(_nothing(past, to_bytes(key), prefix=prefix))
    what = f"{show_key(to_bytes(key)) or 'all keys'}{' ...' if prefix else ''}"
    return plan_towards(
        client,
        past.at(past.revision),
        {name: Wanted(kv.value, kv.lease) for name, kv in gone.items()},
        delete_others=False,
        title=f"{what} undeleted",
    )


def _nothing(past: History, key: bytes, *, prefix: bool) -> str:
    what = f"{show_key(key)} is not a deleted key"
    if prefix:
        what = f"there is no deleted key under {show_key(key)}" if key else "there is no deleted key"
    elif past.at(past.revision).find(key) is not None:
        return f"{show_key(key)} is there: nothing to undelete. %etcd history shows what it was before."
    if past.compact_revision <= 1:
        return f"Nothing to undelete: {what}, as far back as the first revision."
    return (
        f"Nothing to undelete: {what} since revision {past.compact_revision}. What was deleted before that is "
        "compacted away, and only a backup has it."
    )
