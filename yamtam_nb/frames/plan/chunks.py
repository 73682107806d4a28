"""How many steps go into one transaction."""

from __future__ import annotations

from collections.abc import Iterable

from yamtam_nb.frames.plan.step import Step

MOST_STEPS = 128
"""etcd's default for ``--max-txn-ops``, which holds for each of the three lists of a transaction."""

MOST_BYTES = 1 << 20
"""Bytes of a request. etcd takes 1.5 MiB by default (``--max-request-bytes``), so a value alone may be larger."""

_OVERHEAD = 64
"""Bytes of a step beside its key and its value, at most: a condition, a write, a read, with their lengths."""


def first_chunk(steps: Iterable[Step], most: int = MOST_STEPS, most_bytes: int = MOST_BYTES) -> list[Step]:
    """The steps that the next transaction takes: at least one, unless there is none."""
    chunk: list[Step] = []
    size = 0
    for step in steps:
        # The key stands in the condition, in the write, and in the read that tells why it was not done.
        size += 3 * len(step.key) + len(step.value or b"") + _OVERHEAD
        if chunk and (size > most_bytes or len(chunk) >= most):
            break
        chunk.append(step)
    return chunk
