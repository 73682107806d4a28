"""Why a lock is no longer held."""

from __future__ import annotations

from typing import NamedTuple


class Loss(NamedTuple):
    """How a lock or a leadership was lost. ``str(loss)`` is a sentence.

    Attributes:
        reason: what happened, as a sentence without a full stop.
        proven: True when etcd says that the key or its lease is gone. False when only the deadline passed without a
            renewal: etcd may have given the lock to another by now, or not yet.
        revision: revision in which the key was deleted, 0 where unknown.
    """

    reason: str
    proven: bool
    revision: int = 0

    def __str__(self) -> str:
        return self.reason


def lease_gone(lease_id: int) -> Loss:
    """etcd says that the lease does not exist."""
    return Loss(f"its lease {lease_id:x} is gone (expired or revoked)", proven=True)


def deadline_passed(ttl: int) -> Loss:
    """No renewal was answered for the length of the TTL."""
    return Loss(f"its lease was not renewed for {ttl} s, so another may hold it now", proven=False)


def key_gone(revision: int = 0) -> Loss:
    """The contender's key is not there any more."""
    at = f" in revision {revision}" if revision else ""
    return Loss(
        f"its key was deleted{at} (by hand, or because the lease expired or was revoked)", True, revision
    )
