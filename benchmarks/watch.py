"""Replay of 100,000 watch events to Event objects against the bare stream."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from queue import SimpleQueue
from typing import NamedTuple

import grpc

import yamtam_nb as yn
from benchmarks.contestants.bare import OPTIONS
from benchmarks.data import KEYS, LAST, PREFIX, value
from benchmarks.figures import Comparison, interleave
from benchmarks.report import progress
from yamtam_nb.client.client import Client
from yamtam_nb.keys import KeyRange
from yamtam_nb.model import PutOp
from yamtam_nb.rpc import etcd_pb as pb
from yamtam_nb.rpc.methods import WATCH

ROUNDS = 9
ROUNDS_OF_ONE_RESPONSE = 25
"""One message of 18 MB: what the memory allocator does makes a round up to a third slower."""
_TAIL = 4096
_SMALL = "/yamtam/small/"
_OPS = 8


class History(NamedTuple):
    """A stretch of events to replay: all of one prefix, from a revision on, up to the key that was written last."""

    prefix: str
    start: int
    last: bytes


def time_replays(endpoint: str) -> Comparison:
    """Events of 8 puts to a transaction, which come in a dozen responses."""
    with _connected(endpoint) as (client, channel):
        return _time(client, channel, _write(client), "written 8 to a transaction", ROUNDS)


def time_large_replays(endpoint: str) -> Comparison:
    """Events of 128 puts to a transaction, which all come in one response."""
    with _connected(endpoint) as (client, channel):
        history = History(PREFIX, 2, LAST.encode())
        return _time(client, channel, history, "written 128 to a transaction", ROUNDS_OF_ONE_RESPONSE)


@contextmanager
def _connected(endpoint: str) -> Iterator[tuple[Client, grpc.Channel]]:
    target = endpoint.removeprefix("http://")
    with grpc.insecure_channel(target, options=OPTIONS) as channel, yn.connect(endpoint) as client:
        yield client, channel


def _time(client: Client, channel: grpc.Channel, history: History, how: str, rounds: int) -> Comparison:
    series = interleave(
        {
            "bare stream, to messages": lambda: _bare_messages(channel, history),
            "client.watch, to Event": lambda: _ours(client, history),
            "bare stream, to bytes": lambda: _bare(channel, history),
        },
        rounds,
        on_round=lambda number: progress(f"watch: round {number} of {rounds}"),
    )
    return Comparison(f"Replay of {KEYS:,} watch events, {how}", series, target="client.watch <= 1.30")


def _write(client: Client) -> History:
    """Write the keys anew, a few to a transaction."""
    start = client.get(PREFIX, prefix=True, count_only=True).revision + 1
    names = [f"{_SMALL}{number:08d}".encode() for number in range(KEYS)]
    for first in range(0, KEYS, _OPS):
        numbers = range(first, min(first + _OPS, KEYS))
        client.txn(success=[PutOp(names[number], value(number)) for number in numbers])
        progress(f"watch: writing keys: {numbers.stop:,} of {KEYS:,}")
    return History(_SMALL, start, names[-1])


def _ours(client: Client, history: History) -> float:
    started, seen, last = time.perf_counter(), 0, None
    with client.watch(history.prefix, prefix=True, start_revision=history.start) as watch:
        for batch in watch:
            for event in batch.events:  # a large batch makes each event here, not before
                seen, last = seen + 1, event
            if seen >= KEYS:
                break
        took = time.perf_counter() - started
    if seen != KEYS or last is None or last.key != history.last:
        raise RuntimeError(f"{seen} events instead of {KEYS}")
    return took


def _create(history: History) -> pb.WatchRequest:
    span = KeyRange.of(history.prefix, prefix=True)
    return pb.WatchRequest(
        create_request=pb.WatchCreateRequest(
            key=span.key, range_end=span.range_end, start_revision=history.start
        )
    )


def _bare(channel: grpc.Channel, history: History) -> float:
    """Until the last key's name is in the last bytes of a message: that costs next to nothing to see."""
    requests: SimpleQueue[bytes | None] = SimpleQueue()
    requests.put(_create(history).SerializeToString())
    started = time.perf_counter()
    call = channel.stream_stream(WATCH.path)(_until_none(requests))
    for message in call:
        if history.last in message[-_TAIL:]:
            break
    took = time.perf_counter() - started
    requests.put(None)
    call.cancel()
    return took


def _bare_messages(channel: grpc.Channel, history: History) -> float:
    """As a stub gives it: protobuf messages, which have parsed everything and made an object of nothing yet."""
    requests: SimpleQueue[pb.WatchRequest | None] = SimpleQueue()
    requests.put(_create(history))
    started, seen = time.perf_counter(), 0
    call = channel.stream_stream(WATCH.path, pb.WatchRequest.SerializeToString, pb.WatchResponse.FromString)(
        iter(requests.get, None)
    )
    for message in call:
        seen += len(message.events)
        if seen >= KEYS:
            break
    took = time.perf_counter() - started
    requests.put(None)
    call.cancel()
    return took


def _until_none(requests: SimpleQueue[bytes | None]) -> Iterator[bytes]:
    while (request := requests.get()) is not None:
        yield request
