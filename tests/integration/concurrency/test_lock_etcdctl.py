"""``etcdctl lock`` and ``yn.Lock`` exclude each other."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

import yamtam_nb as yn
from tests.integration.concurrency.conftest import Background, contenders, until
from yamtam_nb.client.client import Client
from yamtam_nb.concurrency.entries import waiters
from yamtam_nb.sandbox.binary import find_etcdctl

Etcdctl = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def etcdctl(etcd_endpoints: str) -> Iterator[Etcdctl]:
    """Starts etcdctl; ends it after the test."""
    program = find_etcdctl()
    with ExitStack() as running:

        def start(*arguments: str) -> subprocess.Popen[str]:
            process = subprocess.Popen(
                [program, f"--endpoints={etcd_endpoints}", *arguments],
                stdout=subprocess.PIPE,
                text=True,
                env={**os.environ, "ETCDCTL_API": "3"},
            )
            running.enter_context(process)
            running.callback(process.terminate)
            return process

        yield start


def test_yamtam_waits_while_etcdctl_holds(client: Client, etcdctl: Etcdctl, name: str) -> None:
    """And has the lock as soon as etcdctl has released it; the token grows."""
    holder = etcdctl("lock", name, "--", "sh", "-c", "echo in; sleep 0.7; echo out")
    assert holder.stdout is not None
    assert holder.stdout.readline() == "in\n"
    (entry,) = waiters(client, name)
    assert entry.holder is None
    assert entry.granted_ttl == 10
    with yn.Lock(client, name, wait=10) as held:
        assert held.fencing_token > entry.token
    assert holder.stdout.read() == "out\n"


def test_etcdctl_waits_while_yamtam_holds(
    client: Client, etcdctl: Etcdctl, name: str, tmp_path: Path
) -> None:
    """Also behind others, in the order of coming; and a yamtam behind it waits for it."""
    witness = tmp_path / "ran"
    with yn.Lock(client, name) as held:
        process = etcdctl("lock", name, "--", "sh", "-c", f"touch {witness}; sleep 0.5")
        until(lambda: contenders(client, name) == 2)
        behind = Background(lambda: yn.Lock(client, name).acquire(10))
        until(lambda: contenders(client, name) == 3)
        assert held.verify()
        assert not witness.exists()
    until(witness.exists)
    assert not behind.done
    behind.join().release()
    assert process.wait(10) == 0


def test_an_election_is_shared_with_etcdctl(client: Client, etcdctl: Etcdctl, name: str) -> None:
    """It follows as leader after yamtam, and yamtam sees what it proclaims."""
    election = yn.Election(client, name)
    led = election.campaign("from yamtam")
    listener = etcdctl("elect", "-l", name)
    assert listener.stdout is not None
    seen = [listener.stdout.readline().strip() for _ in range(2)]
    assert seen == [led.lock_key.decode(), "from yamtam"]
    candidate = etcdctl("elect", name, "from etcdctl")
    until(lambda: contenders(client, name) == 2)
    led.resign()
    leader = until(election.leader)
    assert leader is not None
    assert leader.text() == "from etcdctl"
    assert leader.create_revision > led.fencing_token
    assert candidate.poll() is None
