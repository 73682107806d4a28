"""Locks: what an uncontended one costs, and how fast one is handed over."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import ExitStack, closing
from functools import partial

from benchmarks.figures import Comparison, interleave
from benchmarks.lock_contestant import ETCDCTL, LINE_UP, Locker, locker
from benchmarks.report import progress
from yamtam_nb.sandbox import Cluster

ROUNDS = 9
HANDOVERS = 21
PAIRS = 20
PAIRS_OF_ETCDCTL = 3
NAMES = (*LINE_UP, ETCDCTL)

_SETTLE = 0.15
"""Seconds after which one that was told to acquire waits for the holder."""


def time_pairs() -> Comparison:
    """Acquire and release, with nobody else around."""
    with Cluster.start(3) as cluster, ExitStack() as stack:
        contestants = {
            name: partial(_pairs, _start(stack, name, cluster.endpoints[0], "alone"), name) for name in NAMES
        }
        series = interleave(
            contestants, ROUNDS, on_round=lambda number: progress(f"lock: round {number} of {ROUNDS}")
        )
    return Comparison(
        "Uncontended acquire and release of a lock, three members",
        series,
        notes=[
            f"each run: mean of {PAIRS} in a running process; of etcdctl, of {PAIRS_OF_ETCDCTL} processes",
            "etcd-sdk-python and aetcd leave each lease to expire; the others take it back",
        ],
    )


def time_handovers() -> Comparison:
    """From the moment that the holder begins to release, to the moment that the one who waits has the lock."""
    with Cluster.start(3) as cluster, ExitStack() as stack:
        contestants = {}
        for name in NAMES:
            pair = [_start(stack, name, cluster.endpoints[0], "handed-over") for _ in range(2)]
            contestants[name] = partial(_handover, *pair)
        series = interleave(
            contestants,
            HANDOVERS,
            on_round=lambda number: progress(f"handover: round {number} of {HANDOVERS}"),
        )
    return Comparison("Hand-over of a lock from one process to another, three members", series)


def _start(stack: ExitStack, name: str, endpoint: str, lock: str) -> Callable[[], Locker]:
    """Gives the contestant, or raises why there is none."""
    try:
        started = stack.enter_context(closing(locker(name, endpoint, lock)))
    except (RuntimeError, OSError) as error:
        return partial(_raise, error)
    return lambda: started


def _raise(error: Exception) -> Locker:
    raise error


def _pairs(contestant: Callable[[], Locker], name: str) -> float:
    return contestant().pair(PAIRS_OF_ETCDCTL if name == ETCDCTL else PAIRS)


def _handover(one: Callable[[], Locker], other: Callable[[], Locker]) -> float:
    holder, waiter = one(), other()
    holder.begin()
    holder.acquired()
    waiter.begin()
    time.sleep(_SETTLE)
    released_at = holder.release()
    took = waiter.acquired() - released_at
    waiter.release()
    return took
