"""One ``get`` of one key against a bare stub call."""

from __future__ import annotations

import time
from collections.abc import Callable

import grpc

import yamtam_nb as yn
from benchmarks.data import LAST
from benchmarks.figures import Comparison, Series
from benchmarks.report import progress
from yamtam_nb.rpc import etcd_pb as pb
from yamtam_nb.rpc.methods import RANGE

CALLS = 4_000
_WARM_UP = 300


def time_gets(endpoint: str) -> Comparison:
    """Call by call in turns, in one process; each has its own channel."""
    channel = grpc.insecure_channel(
        endpoint.removeprefix("http://"), options=[("grpc.use_local_subchannel_pool", 1)]
    )
    stub = channel.unary_unary(
        RANGE.path,
        request_serializer=pb.RangeRequest.SerializeToString,
        response_deserializer=pb.RangeResponse.FromString,
    )
    key, metadata = LAST.encode(), (("hasleader", "true"),)
    with channel, yn.connect(endpoint) as client:
        series = _take_turns(
            {
                "bare stub call, deadline and metadata": lambda: stub(
                    pb.RangeRequest(key=key), timeout=5.0, metadata=metadata
                ),
                "client.get": lambda: client.get(LAST),
                "bare stub call, neither": lambda: stub(pb.RangeRequest(key=key)),
            }
        )
    return Comparison("One get of one key", series, target="client.get <= 1.15")


def _take_turns(calls: dict[str, Callable[[], object]]) -> list[Series]:
    series = {name: Series(name) for name in calls}
    progress(f"get: {CALLS:,} calls each")
    for number in range(_WARM_UP + CALLS):
        for name, call in calls.items():
            started = time.perf_counter()
            call()
            took = time.perf_counter() - started
            if number >= _WARM_UP:
                series[name].runs.append(took)
    return list(series.values())
