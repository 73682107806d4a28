"""The history of 100,000 revisions to a frame: against the bare stream, and against one Range per version."""

from __future__ import annotations

import random
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import grpc

import yamtam_nb as yn
from benchmarks.contestant import Contestant
from benchmarks.contestants import bare_history
from benchmarks.data import value
from benchmarks.figures import Comparison, Series, interleave
from benchmarks.report import progress
from yamtam_nb.client.client import Client
from yamtam_nb.rpc import etcd_pb as pb
from yamtam_nb.rpc.methods import DELETE_RANGE, PUT

REVISIONS = 100_000
KEYS = 2_000
ROUNDS = 3
WALKED = 300
"""Versions read one by one; what all of them would take is worked out from that."""

_PREFIX = "/yamtam/history/"
_UNDER_WAY = 256
_DELETES = 0.05
_LINE_UP = {
    "bare stream, to messages": ("bare_history", ""),
    "yn.history, to .df": ("yamtam_nb_history", ""),
}


def time_histories() -> Comparison:
    """In this process, taking turns."""
    with _written() as endpoint, yn.connect(endpoint) as client, bare_history.connect(endpoint) as channel:
        series = interleave(
            {
                "bare stream, to messages": lambda: _bare(channel),
                "yn.history, to .df": lambda: _ours(client),
                "client.watch, to Event": lambda: _watch(client),
            },
            ROUNDS,
            on_round=lambda number: progress(f"history: round {number} of {ROUNDS}"),
        )
        series.append(_one_by_one(client))
        picture = _picture(client)
    return Comparison(
        f"History of {REVISIONS:,} revisions of {KEYS:,} keys, {_DELETES:.0%} of them deletions",
        series,
        notes=[
            f"One Range per version: {WALKED} were read, walking back from the present; the time is that of one "
            f"times {REVISIONS:,}. It finds no key that is gone, and nothing of the lives before the present one.",
            f"The picture of it takes {picture:.2f} s more.",
        ],
    )


def weigh_histories() -> Comparison:
    """The most memory that a fresh process had after one read, less what it had when connected."""
    with _written() as endpoint:
        series = [_weighed(name, endpoint) for name in _LINE_UP]
    return Comparison(
        f"Peak memory of the history of {REVISIONS:,} revisions, over the connected process", series
    )


@contextmanager
def _written() -> Iterator[str]:
    """A server with the revisions, one change to each; the same ones every time. Gives its endpoint."""
    with yn.sandbox.Cluster.start(members=1, fsync=False) as cluster:
        endpoint = cluster.endpoints[0]
        with bare_history.connect(endpoint) as channel:
            _write(channel)
        yield endpoint


def _write(channel: grpc.Channel) -> None:
    put = channel.unary_unary(PUT.path, pb.PutRequest.SerializeToString, pb.PutResponse.FromString)
    delete = channel.unary_unary(
        DELETE_RANGE.path, pb.DeleteRangeRequest.SerializeToString, pb.DeleteRangeResponse.FromString
    )
    chance = random.Random(4)
    under_way: deque[Any] = deque()
    alive: set[int] = set()
    for number in range(REVISIONS):
        chosen = chance.randrange(KEYS)
        key = _key(chosen)
        if chosen in alive and chance.random() < _DELETES:
            alive.discard(chosen)
            under_way.append(delete.future(pb.DeleteRangeRequest(key=key)))
        else:
            alive.add(chosen)
            under_way.append(put.future(pb.PutRequest(key=key, value=value(number))))
        if len(under_way) > _UNDER_WAY:
            under_way.popleft().result()
        if not number % 1_000:
            progress(f"history: writing revisions: {number:,} of {REVISIONS:,}")
    for answer in under_way:
        answer.result()


def _key(number: int) -> bytes:
    return f"{_PREFIX}{number:08d}".encode()


def _ours(client: Client) -> float:
    started = time.perf_counter()
    found = len(yn.history(client, _PREFIX).df)
    return _timed(started, found)


def _bare(channel: grpc.Channel) -> float:
    started = time.perf_counter()
    found = len(bare_history.frame(channel, _PREFIX))
    return _timed(started, found)


def _watch(client: Client) -> float:
    started, found = time.perf_counter(), 0
    end = client.get(_PREFIX, prefix=True, count_only=True).revision
    with client.watch(_PREFIX, prefix=True, start_revision=1) as watch:
        for batch in watch:
            found += len(batch.events)
            if batch.revision >= end:
                break
        return _timed(started, found)


def _timed(started: float, found: int) -> float:
    took = time.perf_counter() - started
    # Calls that were under way together may overtake each other, and a deletion of nothing makes no revision.
    if not REVISIONS * 0.99 <= found <= REVISIONS:
        raise RuntimeError(f"{found} changes instead of {REVISIONS}")
    return took


def _one_by_one(client: Client) -> Series:
    """What a list of the versions of a key costs where each is one read."""
    started, read, number = time.perf_counter(), 0, 0
    while read < WALKED:
        revision = 0
        while read < WALKED:
            found = client.get(_key(number), revision=revision)
            if not found:
                break
            read += 1
            revision = found[0].mod_revision - 1
        number += 1
    each = (time.perf_counter() - started) / read
    return Series("one Range per version", [each * REVISIONS], note=f"{each * 1e3:.2f} ms each")


def _picture(client: Client) -> float:
    history = yn.history(client, _PREFIX)
    history.picture()
    started = time.perf_counter()
    history.picture()
    return time.perf_counter() - started


def _weighed(name: str, endpoint: str) -> Series:
    progress(f"history-memory: {name}")
    try:
        with Contestant(name, endpoint, _PREFIX, _LINE_UP) as contestant:
            peak = contestant.run()["peak"]
            idle = contestant.idle["idle"]
    except Exception as error:  # noqa: BLE001 - a failing contestant is a result
        return Series(name, error=str(error), unit="MiB")
    return Series(name, [(peak - idle) / 2**20], unit="MiB", note=f"{peak / 2**20:,.0f} MiB in all")
