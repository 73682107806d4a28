"""The status of every member beside ``etcdctl endpoint status``: all up, here and far away, and some silent."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from functools import partial
from typing import Any

import grpc

import yamtam_nb as yn
from benchmarks.far import far
from benchmarks.figures import Comparison, interleave
from benchmarks.report import progress
from yamtam_nb.client.client import Client
from yamtam_nb.client.whole_cluster import status_of_cluster
from yamtam_nb.errors import EtcdError
from yamtam_nb.rpc import etcd_pb as pb
from yamtam_nb.rpc.methods import STATUS
from yamtam_nb.sandbox import Cluster
from yamtam_nb.sandbox.binary import find_etcdctl

SILENT = {3: (0, 1), 5: (0, 1, 2)}
"""Members -> how many of them are paused; a majority goes on."""

ROUNDS = 21
ROUNDS_OF_SILENCE = 5
"""A round with a silent member takes a deadline for each contestant."""

DEADLINE = 1.0

ONE_WAY = 0.01
"""Seconds to a member that is far away: in another zone, or at the end of a tunnel."""


def time_status() -> list[Comparison]:
    """Clusters of 3 and of 5 members; all of them up, and some followers paused (SIGSTOP)."""
    comparisons = []
    for members, silences in SILENT.items():
        with Cluster.start(members) as cluster, yn.connect(cluster.endpoints) as client:
            followers = [member for member in cluster.members if member is not cluster.leader]
            for silent in silences:
                for follower in followers[:silent]:
                    follower.pause()
                comparisons.append(_compare(cluster, client, silent=silent))
                if not silent:
                    comparisons.append(_compare_far(cluster))
            for follower in followers[: max(silences)]:
                follower.resume()
    return comparisons


def _compare(cluster: Cluster, client: Client, *, silent: int) -> Comparison:
    endpoints, rounds = cluster.endpoints, ROUNDS_OF_SILENCE if silent else ROUNDS
    state = f"{silent} silent, deadline {DEADLINE:g} s" if silent else "all up"
    title = f"endpoint status --cluster, {len(endpoints)} members, {state}"
    contestants: dict[str, Callable[[], float]] = {
        "slowest member, each asked alone": partial(_slowest, client, endpoints),
        "yamtam-nb": partial(_ours, client, expected=silent),
        "etcdctl, a process": partial(_etcdctl, endpoints),
    }
    with ExitStack() as channels:
        if not silent:
            contestants["bare stubs, all asked at once"] = partial(_bare, _stubs(endpoints, channels))
        series = interleave(
            contestants, rounds, on_round=lambda number: progress(f"{title}: round {number} of {rounds}")
        )
    if silent:
        return Comparison(title, series, target="yamtam-nb <= 1.20")
    note = "on one machine a member answers sooner than the next can be asked, and all share its processors"
    return Comparison(title, series, notes=[note])


def _compare_far(cluster: Cluster) -> Comparison:
    """All up, each behind a relay; the endpoints are named, since a list of members would name the near ones."""
    title = f"endpoint status, {len(cluster.endpoints)} members, all up, {ONE_WAY * 1000:g} ms away"
    with far(cluster.endpoints, ONE_WAY) as endpoints, yn.connect(endpoints) as client:
        series = interleave(
            {
                "slowest member, each asked alone": partial(_slowest, client, endpoints),
                "yamtam-nb": partial(_ours_named, client),
                "etcdctl, a process": partial(_etcdctl, endpoints, cluster=False),
            },
            ROUNDS,
            on_round=lambda number: progress(f"{title}: round {number} of {ROUNDS}"),
        )
    return Comparison(title, series, target="yamtam-nb <= 1.20")


def _slowest(client: Client, endpoints: list[str]) -> float:
    slowest = 0.0
    for endpoint in endpoints:
        started = time.perf_counter()
        with suppress(EtcdError):
            client.maintenance.status(endpoint, timeout=DEADLINE)
        slowest = max(slowest, time.perf_counter() - started)
    return slowest


def _stubs(endpoints: list[str], channels: ExitStack) -> list[grpc.UnaryUnaryMultiCallable[Any, Any]]:
    opened = [channels.enter_context(grpc.insecure_channel(url.removeprefix("http://"))) for url in endpoints]
    return [
        channel.unary_unary(STATUS.path, pb.StatusRequest.SerializeToString, pb.StatusResponse.FromString)
        for channel in opened
    ]


def _bare(stubs: Sequence[grpc.UnaryUnaryMultiCallable[Any, Any]]) -> float:
    """What gRPC for Python itself needs to ask them all, and nothing else."""
    started = time.perf_counter()
    calls = [stub.future(pb.StatusRequest(), timeout=DEADLINE) for stub in stubs]
    for call in calls:
        with suppress(grpc.RpcError):
            call.result()
    return time.perf_counter() - started


def _ours_named(client: Client) -> float:
    started = time.perf_counter()
    answers = client.maintenance.status_all(timeout=DEADLINE)
    took = time.perf_counter() - started
    if any(isinstance(answer, EtcdError) for answer in answers):
        raise RuntimeError(f"not all members answered: {answers}")
    return took


def _ours(client: Client, *, expected: int) -> float:
    started = time.perf_counter()
    answers = status_of_cluster(client, timeout=DEADLINE)
    took = time.perf_counter() - started
    silent = sum(isinstance(answer, EtcdError) for answer in answers)
    if silent != expected:
        raise RuntimeError(f"{silent} members were silent instead of {expected}")
    return took


def _etcdctl(endpoints: list[str], *, cluster: bool = True) -> float:
    command = [str(find_etcdctl()), f"--endpoints={','.join(endpoints)}", f"--command-timeout={DEADLINE:g}s"]
    started = time.perf_counter()
    subprocess.run(
        [*command, "endpoint", "status", *(["--cluster"] if cluster else [])],
        capture_output=True,
        check=False,
    )
    return time.perf_counter() - started
