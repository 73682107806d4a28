"""Many processes after one lock, while a holder is frozen for longer than its TTL and the leader dies."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yamtam_nb as yn
from tests.faults.truth import history
from yamtam_nb.client.client import Client
from yamtam_nb.concurrency.entries import LockEntry, waiters
from yamtam_nb.sandbox import Cluster

NAME = "/race"
_RECORDS = f"{NAME}-records"
_CATCH = 30.0


@dataclass(frozen=True)
class Race:
    """What happened, by etcdctl's account and by that of the processes.

    Attributes:
        tokens: the token of each guarded write that was applied, in the order of the revisions.
        whole: tokens of the turns that wrote to their end.
        turns: turns of each process.
        refused: guarded writes of a stale holder that etcd refused.
        again: turns done again because an answer was lost or the place in the queue was.
        longest: seconds that the longest turn took, with its waiting.
        overtaken: seconds until another had the lock of the frozen holder.
        seconds: from the start of the processes to the end of the last.
    """

    tokens: list[int]
    whole: list[int]
    turns: list[int]
    refused: int
    again: int
    longest: float
    overtaken: float
    seconds: float


def race(cluster: Cluster, *, workers: int, turns: int, ttl: int, rest: float = 0.01) -> Race:
    """Run it: freeze a holder in the middle of its turn, kill the leader, thaw the holder once it is overtaken."""
    begun = time.monotonic()
    with _running(cluster, workers, turns, ttl, rest) as processes, yn.connect(cluster.endpoints) as client:
        frozen, token = _freeze_the_holder(client, {process.pid for process in processes})
        cluster.leader.kill()
        try:
            overtaken = _wait_for_token_after(client, token)
        finally:
            os.kill(frozen, signal.SIGCONT)
        told = [json.loads(process.communicate(timeout=600)[0]) for process in processes]
        seconds = time.monotonic() - begun
        last = client.get(_RECORDS)[0].mod_revision
    survivor = next(member for member in cluster.members if member.running)
    records = [json.loads(event.kv.value) for event in history(survivor.endpoint, _RECORDS, last)]
    return Race(
        tokens=[record["token"] for record in records],
        whole=[record["token"] for record in records if record["part"] == "leave"],
        turns=[one["turns"] for one in told],
        refused=sum(one["refused"] for one in told),
        again=sum(one["again"] for one in told),
        longest=max(one["longest"] for one in told),
        overtaken=overtaken,
        seconds=seconds,
    )


@contextmanager
def _running(
    cluster: Cluster, workers: int, turns: int, ttl: int, rest: float
) -> Iterator[list[subprocess.Popen[str]]]:
    program = str(Path(__file__).with_name("lock_worker.py"))
    arguments: list[Any] = [",".join(cluster.endpoints), NAME, turns, ttl, rest]
    processes = [
        subprocess.Popen([sys.executable, program, *map(str, arguments)], stdout=subprocess.PIPE, text=True)
        for _ in range(workers)
    ]
    try:
        yield processes
    finally:
        for process in processes:
            process.kill()
            process.communicate()


def _freeze_the_holder(client: Client, among: set[int]) -> tuple[int, int]:
    """Stop a process in the middle of its turn, with others waiting. Its id, and the token that it has."""
    until = time.monotonic() + _CATCH
    while time.monotonic() < until:
        holder = _holder(client)
        if holder is None or holder.holder is None or holder.holder.pid not in among:
            continue
        os.kill(holder.holder.pid, signal.SIGSTOP)
        records = client.get(_RECORDS)
        if records and records[0].json() == {"token": holder.token, "part": "enter"}:
            return holder.holder.pid, holder.token
        os.kill(holder.holder.pid, signal.SIGCONT)
    raise AssertionError("no holder was caught in its turn")


def _wait_for_token_after(client: Client, token: int) -> float:
    """Seconds until another has the lock."""
    begun = time.monotonic()
    while (now := _holder(client)) is None or now.token <= token:
        time.sleep(0.05)
        assert time.monotonic() - begun < 60, "the lock of a frozen holder stays"
    return time.monotonic() - begun


def _holder(client: Client) -> LockEntry | None:
    queue = waiters(client, NAME, ttl=False)
    return queue[0] if len(queue) >= 3 else None
