"""From the state there is and the state that is wanted to the plan that leads from one to the other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from yamtam_nb.client.client import Client
from yamtam_nb.errors import InvalidArgument
from yamtam_nb.frames.plan.leases import gone
from yamtam_nb.frames.plan.plan import Plan
from yamtam_nb.frames.plan.step import Step
from yamtam_nb.frames.snapshot import Snapshot
from yamtam_nb.keys import to_bytes
from yamtam_nb.model import KeyValue
from yamtam_nb.values import show_key


class Wanted(NamedTuple):
    """What a key shall be.

    Attributes:
        value: its value.
        lease: its lease; 0 for none, None to keep the one that it is on.
    """

    value: bytes
    lease: int | None = None


def plan_towards(
    client: Client,
    current: Snapshot,
    wanted: Mapping[bytes, Wanted],
    *,
    delete_others: bool,
    title: str,
    notes: Sequence[str] = (),
) -> Plan:
    """The plan that makes the keys of a prefix what is wanted. Keys that are so already are not in it.

    A lease that does not exist any more cannot be had back: the key keeps the one it is on, or is written without
    one, and the plan says so in its notes.

    Args:
        client: where the plan will be applied.
        current: the present state of the prefix; what the guards are taken from.
        wanted: every key that shall be there, or shall change.
        delete_others: delete the keys of ``current`` that are not in ``wanted``.
        title: what the plan is, in a few words.
        notes: sentences for the reader.

    Raises:
        InvalidArgument: a wanted key is empty or not under the prefix of ``current``.
    """
    _check(client, current, wanted)
    dead = gone(client, {want.lease or 0 for want in wanted.values()})
    steps = []
    lost: list[Step] = []
    for key, want in wanted.items():
        before = current.find(key)
        lease = _lease(want, before, dead)
        if before is not None and before.value == want.value and before.lease == lease:
            continue
        step = Step(key, before, want.value, lease)
        steps.append(step)
        if want.lease in dead:
            lost.append(step)
    if delete_others:
        steps += [Step(kv.key, kv, None) for kv in current if kv.key not in wanted]
    return Plan(
        client,
        steps,
        revision=current.revision,
        cluster_id=current.cluster_id,
        prefix=current.prefix,
        title=title,
        notes=[*notes, *lease_notes(lost)],
    )


def lease_notes(lost: Iterable[Step]) -> list[str]:
    """What to tell of steps whose old lease does not exist any more."""
    keys = sorted(step.key for step in lost if not step.lease)
    kept = sorted(step.key for step in lost if step.lease)
    notes = []
    if keys:
        notes.append(
            f"{_first(keys)} {'was' if len(keys) == 1 else 'were'} on a lease that is gone: written without one, "
            "so nothing will remove what its owner has left behind."
        )
    if kept:
        notes.append(
            f"{_first(kept)} {'was' if len(kept) == 1 else 'were'} on a lease that is gone: the present one is kept."
        )
    return notes


def _first(keys: Sequence[bytes]) -> str:
    more = f" and {len(keys) - 1:,} more" if len(keys) > 1 else ""
    return f"{show_key(keys[0])}{more}"


def _lease(want: Wanted, before: KeyValue | None, dead: frozenset[int]) -> int:
    if want.lease is None or want.lease in dead:
        return before.lease if before else 0
    return want.lease


def _check(client: Client, current: Snapshot, keys: Iterable[bytes]) -> None:
    if client.cluster_id != current.cluster_id:
        raise InvalidArgument(
            f"The present state is that of cluster {current.cluster_id:x}, and the client is connected to cluster "
            f"{client.cluster_id:x}: read it there."
        )
    for key in keys:
        if not key:
            raise InvalidArgument("A key is empty: name every key.")
        if not current.covers(key):
            raise InvalidArgument(
                f"{show_key(key)} is not under {show_key(to_bytes(current.prefix))}: leave it out, or plan for a "
                "prefix that covers it."
            )
