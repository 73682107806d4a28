"""What the keys of a transaction tell about it: pure decisions about a write whose answer was lost.

A transaction is applied as a whole and in one revision, and its guards hold at that moment. So one key that still
has the ``mod_revision`` of its guard proves that it has not been applied so far, and one whose ``mod_revision`` is
another proves that it cannot be applied any more: a ``mod_revision`` never comes back. So does one that was written
once since, by somebody else. A key that was not there, and is not there, proves neither: it may have been there in
between.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum
from typing import NamedTuple

from yamtam_nb.frames.plan.step import Step
from yamtam_nb.model import KeyValue

Found = Mapping[bytes, KeyValue | None]
"""Keys as they are at one revision, None for those that are not there."""


class Sign(Enum):
    """What a look at the keys says."""

    APPLIED = "applied"  # all is as wanted, by one write at one revision
    NEVER = "never"  # it was not applied, and its guards do not hold any more
    NOT_YET = "not yet"  # all looks as before: it was not applied, or may have been and be gone again
    UNCLEAR = "unclear"  # the keys alone do not tell


class Look(NamedTuple):
    """The sign, and the revision at which it was applied."""

    sign: Sign
    revision: int = 0


def look_at(chunk: Sequence[Step], found: Found, floor: int = 0) -> Look:
    """What the keys say, read after the transaction was sent.

    Args:
        chunk: its steps.
        found: their keys.
        floor: a revision that the store had before it was sent.
    """
    changed = [step for step in chunk if not step.as_seen(found[step.key])]
    if not changed:
        return Look(Sign.NOT_YET)
    if any(step.before is not None and step not in changed for step in chunk):
        final = any(step.before is not None for step in changed)
        return Look(Sign.NEVER if final else Sign.NOT_YET)
    if any(_another_write(step, found[step.key]) for step in chunk):
        return Look(Sign.NEVER)
    revision = _one_write(chunk, found)
    if not revision:
        return Look(Sign.UNCLEAR)
    # All was as wanted before it was sent, so its guards did not hold.
    return Look(Sign.APPLIED, revision) if revision > floor else Look(Sign.NEVER)


def proven(chunk: Sequence[Step]) -> bool:
    """Whether "all as seen" proves that the transaction was not applied: one of its keys was there before."""
    return any(step.before is not None for step in chunk)


def broken(chunk: Sequence[Step], found: Found) -> bool:
    """Whether a guard does not hold and never will again."""
    return any(step.before is not None and not step.as_seen(found[step.key]) for step in chunk)


def applied_at(chunk: Sequence[Step], changes: Mapping[int, Found]) -> int:
    """The revision at which all keys became what was wanted, 0 if there is none.

    Args:
        chunk: the steps.
        changes: all changes of these keys since before the transaction was sent, by revision.
    """
    for revision, changed in changes.items():
        if all(step.key in changed and step.as_wanted(changed[step.key]) for step in chunk):
            return revision
    return 0


def _another_write(step: Step, now: KeyValue | None) -> bool:
    """Whether the only write that the key has had since was somebody else's."""
    before = step.before
    if before is None or now is None or step.as_wanted(now):
        return False
    return (now.create_revision, now.version) == (before.create_revision, before.version + 1)


def _one_write(chunk: Sequence[Step], found: Found) -> int:
    """The revision of the one write that made all keys what is wanted; 0 when it is not one, or leaves no trace."""
    revisions = set()
    for step in chunk:
        now = found[step.key]
        if not step.as_wanted(now):
            return 0
        if now is not None:
            version = step.before.version + 1 if step.before else 1
            revisions.add(now.mod_revision if now.version == version else 0)
    return revisions.pop() if len(revisions) == 1 else 0
