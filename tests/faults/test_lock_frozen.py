"""Holders that are frozen, or killed, in the middle of what they do."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

import yamtam_nb as yn
from yamtam_nb.client.client import Client

TTL = 2

HOLDER = """
import json, sys, time
import yamtam_nb as yn
from yamtam_nb.model import PutOp

with yn.connect(sys.argv[1]) as client:
    held = yn.Lock(client, sys.argv[2], int(sys.argv[3]), allow_short_ttl=True).acquire()
    told = []
    held.on_lost(told.append)
    before = client.clock.now()
    print(held.fencing_token, flush=True)
    while True:
        time.sleep(0.01)
        says, now = held.still_held(), client.clock.now()
        if now - before > 1.0:
            break
        before = now
    written = client.txn([held.guard()], [PutOp(sys.argv[2].encode() + b"-data", b"stale")]).succeeded
    print(json.dumps({"says": says, "written": written, "told": len(told), "verified": held.verify()}), flush=True)
    held.release()
"""

Start = Callable[[], "subprocess.Popen[str]"]


@pytest.fixture
def holder(client: Client, fresh_prefix: str) -> Iterator[subprocess.Popen[str]]:
    """A process that has the lock; it goes on when it finds that it has been frozen for a second."""
    with ExitStack() as running:
        process = subprocess.Popen(
            [sys.executable, "-c", HOLDER, ",".join(client.endpoints), f"{fresh_prefix}lock", str(TTL)],
            stdout=subprocess.PIPE,
            text=True,
        )
        running.enter_context(process)
        running.callback(process.kill)
        yield process


def test_a_holder_frozen_past_its_ttl_knows_at_once_when_it_wakes(
    client: Client, holder: subprocess.Popen[str], fresh_prefix: str
) -> None:
    """By its own clock, before any thread has told it; and its guarded write is refused."""
    assert holder.stdout is not None
    stale = int(holder.stdout.readline())
    os.kill(holder.pid, signal.SIGSTOP)
    with yn.Lock(client, f"{fresh_prefix}lock", wait=TTL + 5) as held:
        assert held.fencing_token > stale
        os.kill(holder.pid, signal.SIGCONT)
        assert json.loads(holder.stdout.readline()) == {
            "says": False,
            "written": False,
            "told": 1,
            "verified": False,
        }
        assert held.verify()
    assert not client.get(f"{fresh_prefix}lock-data")
    assert holder.wait(10) == 0


def test_the_next_waiter_has_the_lock_of_a_killed_process_within_its_ttl_and_two_seconds(
    client: Client, holder: subprocess.Popen[str], fresh_prefix: str
) -> None:
    """Never before the lease is over."""
    assert holder.stdout is not None
    holder.stdout.readline()
    (key,) = client.get(f"{fresh_prefix}lock/", prefix=True)
    left = client.lease.time_to_live(key.lease).ttl
    holder.kill()
    begun = time.monotonic()
    with yn.Lock(client, f"{fresh_prefix}lock"):
        took = time.monotonic() - begun
    assert left - 0.5 < took < TTL + 2
