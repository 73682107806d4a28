"""A process hangs with a lock in its hands, and keeps its lease alive; the runbook passes the lock on."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

import yamtam_nb as yn
from tests.integration.concurrency.conftest import until
from tests.rehearsals.rehearsal import Rehearsal, fingerprint
from yamtam_nb.client.client import Client
from yamtam_nb.concurrency.entries import waiters
from yamtam_nb.sandbox import Cluster

PROGRAM = Path(__file__).with_name("hanging_holder.py")


@pytest.fixture
def holder(etcd_endpoints: str, fresh_prefix: str) -> Iterator[subprocess.Popen[str]]:
    """The process that hangs; it has the lock when the test begins."""
    command = [sys.executable, str(PROGRAM), etcd_endpoints, f"{fresh_prefix}migration"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None and process.stdout.readline() == "held\n"
        yield process
        process.kill()


def in_line(client: Client, name: str, count: int) -> bool:
    """Whether so many have the lock or wait for it."""
    return len(waiters(client, name, ttl=False)) == count


def test_stuck_lock_passes_to_whoever_waits_first(
    etcd_cluster: Cluster, client: Client, fresh_prefix: str, holder: subprocess.Popen[str], tmp_path: Path
) -> None:
    """Those who wait get it in their order, the holder notices; the dry run changes nothing but its leases' time."""
    name = f"{fresh_prefix}migration"
    turns: list[str] = []

    def wait_for_it(who: str) -> None:
        with yn.connect(etcd_cluster.endpoints) as own, yn.Lock(own, name, 15, what=who):
            turns.append(who)

    threads = []
    for number, who in enumerate(("first", "second"), 1):
        threads.append(threading.Thread(target=wait_for_it, args=(who,)))
        threads[-1].start()
        until(partial(in_line, client, name, number + 1))
    runbook = Rehearsal(
        "stuck-lock", etcd_cluster, tmp_path, prefix=fresh_prefix, agents=f"{fresh_prefix}none/"
    )

    before = fingerprint(client)
    dry = runbook.dry()
    assert (dry.outcome, dry.reason) == ("success", "")
    assert fingerprint(client) == before
    assert turns == []

    live = runbook.live()

    assert (live.outcome, live.reason) == ("success", "")
    for thread in threads:
        thread.join(20.0)
    assert turns == ["first", "second"]
    assert holder.communicate(timeout=20.0)[0] == "lost\n"
    assert waiters(client, name) == []
    (applied,) = [record for record in runbook.records() if record.get("fencing_token")]
    assert (applied["result"], applied["size"]) == ("applied", 1)
    yn.doctor(client).raise_if("red", ignoring=["known bugs"])
