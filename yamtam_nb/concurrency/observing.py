"""Following who leads."""

from __future__ import annotations

import random
import time
from collections.abc import Generator, Iterator

from yamtam_nb.client.client import Client
from yamtam_nb.concurrency.layout import contends
from yamtam_nb.errors import Compacted, TooManyRequests, TransportError
from yamtam_nb.model import EventType, KeyValue

_PAUSE = 0.25


def first_contender(
    client: Client, prefix: bytes, timeout: float | None = None
) -> tuple[KeyValue | None, int]:
    """The contender that came first, if there is one, and the revision that shows it."""
    found = client.get(
        prefix, prefix=True, limit=1, sort_order="ascend", sort_target="create", timeout=timeout
    )
    if found and not contends(found[0].key, prefix):
        # The key of an election whose name goes on after a slash: look behind it.
        found = client.get(prefix, prefix=True, sort_order="ascend", sort_target="create", timeout=timeout)
    return next((kv for kv in found if contends(kv.key, prefix)), None), found.revision


def observe(client: Client, prefix: bytes) -> Generator[KeyValue, None, None]:
    """Each leader and each proclamation, over whatever a watch can be got over."""
    shown = (b"", 0)
    while True:
        try:
            leader, revision = first_contender(client, prefix)
            if leader is not None and shown != (leader.key, leader.mod_revision):
                shown = (leader.key, leader.mod_revision)
                yield leader
            for kv in _until_next(client, prefix, leader, revision):
                shown = (kv.key, kv.mod_revision)
                yield kv
        except Compacted:  # noqa: PERF203 - looking again is the point
            continue
        except (TransportError, TooManyRequests):
            time.sleep(_PAUSE * random.uniform(0.75, 1.25))  # noqa: S311 - jitter, not a secret


def _until_next(client: Client, prefix: bytes, leader: KeyValue | None, revision: int) -> Iterator[KeyValue]:
    """The leader's further proclamations, until there may be another leader."""
    watched = prefix if leader is None else leader.key
    with client.watch(watched, prefix=leader is None, start_revision=revision + 1) as changes:
        for batch in changes:
            for event in batch.events:
                if leader is None or event.type is EventType.DELETE:
                    return
                yield event.kv
