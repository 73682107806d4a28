"""Replay of 100,000 watch events to Event objects against the bare stream."""

from __future__ import annotations

import time
from collections.abc import Iterator
from queue import SimpleQueue

import grpc

import yamtam_nb as yn
from benchmarks.contestants.bare import OPTIONS
from benchmarks.data import KEYS, LAST, PREFIX, span
from benchmarks.figures import Comparison, interleave
from benchmarks.report import progress
from yamtam_nb.client.client import Client
from yamtam_nb.rpc import etcd_pb as pb
from yamtam_nb.rpc.methods import WATCH

ROUNDS = 9
_TAIL = 4096


def time_replays(endpoint: str) -> Comparison:
    """From revision 2 on, until the event of the key that was written last."""
    with (
        grpc.insecure_channel(endpoint.removeprefix("http://"), options=OPTIONS) as channel,
        yn.connect(endpoint) as client,
    ):
        series = interleave(
            {
                "bare stream, to bytes": lambda: _bare(channel),
                "client.watch, to Event": lambda: _ours(client),
            },
            ROUNDS,
            on_round=lambda number: progress(f"watch: round {number} of {ROUNDS}"),
        )
    return Comparison(f"Replay of {KEYS:,} watch events", series, target="client.watch <= 1.30")


def _ours(client: Client) -> float:
    started, seen, last = time.perf_counter(), 0, b""
    with client.watch(PREFIX, prefix=True, start_revision=2) as watch:
        for batch in watch:
            seen += len(batch.events)
            if seen >= KEYS:
                last = batch.events[-1].key
                break
        took = time.perf_counter() - started
    if seen != KEYS or last != LAST.encode():
        raise RuntimeError(f"{seen} events instead of {KEYS}")
    return took


def _bare(channel: grpc.Channel) -> float:
    """Until the last key's name is in the last bytes of a message: that costs next to nothing to see."""
    requests: SimpleQueue[bytes | None] = SimpleQueue()
    create = pb.WatchCreateRequest(key=span().key, range_end=span().range_end, start_revision=2)
    requests.put(pb.WatchRequest(create_request=create).SerializeToString())
    started = time.perf_counter()
    call = channel.stream_stream(WATCH.path)(_until_none(requests))
    for message in call:
        if LAST.encode() in message[-_TAIL:]:
            break
    took = time.perf_counter() - started
    requests.put(None)
    call.cancel()
    return took


def _until_none(requests: SimpleQueue[bytes | None]) -> Iterator[bytes]:
    while (request := requests.get()) is not None:
        yield request
