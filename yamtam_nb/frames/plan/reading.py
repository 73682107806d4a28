"""Reading the keys of a transaction: as they are, and what has happened to them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from yamtam_nb.client.at_once import at_once
from yamtam_nb.client.client import Client
from yamtam_nb.errors import NoSpace, YamtamError
from yamtam_nb.frames.plan.evidence import Found
from yamtam_nb.frames.plan.step import Step
from yamtam_nb.keys import KeyRange
from yamtam_nb.model import EventType, GetOp, GetResult, KeyValue, TxnResult

_PATIENCE = 5.0
"""Seconds that a replay of a few seconds' history may take."""

_NUDGE = 0.1
"""Seconds after which a silent watch is asked how far it is."""


class State(NamedTuple):
    """Keys at one revision."""

    found: Found
    revision: int


def reads(chunk: Sequence[Step]) -> list[GetOp]:
    """A read of each key, as operations of a transaction."""
    return [GetOp(KeyRange(step.key)) for step in chunk]


def state(chunk: Sequence[Step], answer: TxnResult) -> State:
    """What these reads were answered with."""
    found: dict[bytes, KeyValue | None] = {}
    for step, response in zip(chunk, answer.responses, strict=True):
        found[step.key] = response[0] if isinstance(response, GetResult) and response else None
    return State(found, answer.revision)


def read(client: Client, chunk: Sequence[Step]) -> State:
    """The keys as they are now, linearizably and all at one revision.

    Raises:
        EtcdError: nobody answered.
    """
    try:
        return state(chunk, client.txn(success=reads(chunk)))
    except NoSpace:  # etcd refuses every transaction then, also one that only reads
        return _one_by_one(client, chunk)


def _one_by_one(client: Client, chunk: Sequence[Step]) -> State:
    revision = client.get(chunk[0].key, count_only=True).revision

    def find(step: Step) -> KeyValue | None:
        found = client.get(step.key, revision=revision)
        return found[0] if found else None

    kvs = at_once(find, chunk, name="yamtam-plan-read")
    return State({step.key: kv for step, kv in zip(chunk, kvs, strict=True)}, revision)


def changes(client: Client, chunk: Sequence[Step], after: int, upto: int) -> dict[int, Found] | None:
    """All that happened to the keys in the revisions after ``after`` up to ``upto``, by revision.

    Returns:
        None when that cannot be known: it was compacted away, or is not told in time.
    """
    keys = {step.key for step in chunk}
    seen: dict[int, dict[bytes, KeyValue | None]] = {}
    until = client.clock.now() + _PATIENCE
    try:
        with client.watch(min(keys), max(keys) + b"\0", start_revision=after + 1) as watch:
            reached = after
            while reached < upto:
                batch = watch.read(_NUDGE)
                if batch is None:
                    if client.clock.now() > until:
                        return None
                    watch.request_progress()
                    continue
                for event in batch.events:
                    if event.key in keys and event.kv.mod_revision <= upto:
                        now = event.kv if event.type is EventType.PUT else None
                        seen.setdefault(event.kv.mod_revision, {})[event.key] = now
                reached = batch.revision
    except YamtamError:
        return None
    return dict(seen)
