"""Many processes after one lock, while the leader dies and a holder is frozen for longer than its TTL."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import yamtam_nb as yn
from tests.faults.truth import history
from yamtam_nb.client.client import Client
from yamtam_nb.concurrency.entries import LockEntry, waiters
from yamtam_nb.sandbox import Cluster

WORKERS = 5
TURNS = 12
TTL = 2
ELECTIONS = 5
"""Seconds that may pass until there is a leader again."""

NAME = "/race"


def test_tokens_grow_and_stale_writes_are_refused_and_nobody_starves(
    own_cluster: Callable[..., Cluster],
) -> None:
    """What etcdctl saw: whole turns, one after the other, in the order of their tokens; all that were asked for."""
    cluster = own_cluster()
    workers = [_start(cluster) for _ in range(WORKERS)]
    try:
        with yn.connect(cluster.endpoints) as client:
            frozen, token = _freeze_the_holder(client, {worker.pid for worker in workers})
            cluster.leader.kill()
            survivor = next(member for member in cluster.members if member.running)
            overtaken = _wait_for_token_after(client, token)
            os.kill(frozen, signal.SIGCONT)
            told = [json.loads(worker.communicate(timeout=60)[0]) for worker in workers]
            last = client.get(f"{NAME}-records")[0].mod_revision
    finally:
        for worker in workers:
            worker.kill()
            worker.communicate()
    records = [json.loads(event.kv.value) for event in history(survivor.endpoint, f"{NAME}-records", last)]
    _check(records)
    assert [one["turns"] for one in told] == [TURNS] * WORKERS
    assert sum(one["refused"] for one in told) >= 1
    # A change of leader gives every lease its whole TTL and an election's time (1 s here) anew.
    assert overtaken < 2 * TTL + 1 + ELECTIONS
    assert max(one["longest"] for one in told) < 2 * TTL + ELECTIONS + WORKERS


def _check(records: list[dict[str, object]]) -> None:
    """Each entered turn is left before the next is entered, unless its holder was overtaken; tokens grow."""
    entered = [record["token"] for record in records if record["part"] == "enter"]
    tokens = [record["token"] for record in records]
    assert entered == sorted(set(entered))  # type: ignore[type-var]
    assert tokens == sorted(tokens)  # type: ignore[type-var]
    whole = [record["token"] for record in records if record["part"] == "leave"]
    # A write whose answer was lost in the death of the leader is made again in another turn.
    assert len(whole) >= WORKERS * TURNS
    assert len(whole) == len(set(whole))


def _start(cluster: Cluster) -> subprocess.Popen[str]:
    program = Path(__file__).with_name("lock_worker.py")
    return subprocess.Popen(
        [sys.executable, program, ",".join(cluster.endpoints), NAME, str(TURNS), str(TTL)],
        stdout=subprocess.PIPE,
        text=True,
    )


def _freeze_the_holder(client: Client, among: set[int]) -> tuple[int, int]:
    """Stop a process that holds the lock at that moment, with others waiting. Its id, and the token that it has."""
    until = time.monotonic() + 20
    while time.monotonic() < until:
        holder = _holder(client)
        if holder is not None and holder.holder and holder.holder.pid in among:
            os.kill(holder.holder.pid, signal.SIGSTOP)
            records = client.get(f"{NAME}-records")
            if records and records[0].json() == {"token": holder.token, "part": "enter"}:
                return holder.holder.pid, holder.token
            os.kill(holder.holder.pid, signal.SIGCONT)
    raise AssertionError("no holder was caught")


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
