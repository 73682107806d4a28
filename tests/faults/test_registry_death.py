"""The ends that an agent can come to, seen by somebody else."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import yamtam_nb as yn
from yamtam_nb.agents.agent import AgentStatus, RegistryChange
from yamtam_nb.client.client import Client

TTL = 3
PROGRAM = Path(__file__).with_name("registry_agent.py")
Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def start(etcd_endpoints: str, fresh_prefix: str) -> Iterator[Start]:
    """Starts an agent's process, and kills those that are left after the test."""
    started: list[subprocess.Popen[str]] = []

    def start(name: str, how: str, ttl: int = TTL) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, str(PROGRAM), etcd_endpoints, fresh_prefix, name, str(ttl), how],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def deadline_of(process: subprocess.Popen[str]) -> float:
    """The next deadline that the agent tells of; its clock is everybody's."""
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line, process.communicate()[1]
    return float(line)


def test_a_killed_agent_is_offline_after_its_ttl_and_never_before(
    client: Client, fresh_prefix: str, start: Start
) -> None:
    """Within two seconds; its deadline counts from the sending of its last renewal, so no server lets go earlier."""
    went: dict[str, float] = {}

    def note(change: RegistryChange) -> None:
        for agent in change.agents:
            if agent.status is AgentStatus.OFFLINE:
                went[agent.name] = client.clock.now()

    with yn.Registry(client, fresh_prefix) as registry:
        registry.on_change(note)
        processes = {name: start(name, "stay") for name in ("agent-1", "agent-2", "agent-3")}
        deadlines = {}
        for name, process in processes.items():
            for _ in range(2):  # the second one is fresh: the next renewal is a third of the TTL away
                deadlines[name] = deadline_of(process)
            process.kill()
        end = time.monotonic() + TTL + 3
        while len(went) < 3 and time.monotonic() < end:
            time.sleep(0.01)
        after = {name: went[name] - deadline for name, deadline in deadlines.items()}
        assert all(0.0 <= seconds <= 2.0 for seconds in after.values()), after
        assert [agent.status for agent in registry.agents()] == [AgentStatus.OFFLINE] * 3


@pytest.mark.parametrize("how", ["exit", "error", "many"])
def test_an_agent_that_ends_without_closing_is_gone_at_once(
    how: str, client: Client, fresh_prefix: str, start: Start
) -> None:
    """Whatever it ends by, short of being killed, and however many registrations it has."""
    process = start("agent-1", how, ttl=60)
    deadline_of(process)
    last = time.monotonic()
    _, said = process.communicate(timeout=10)
    assert time.monotonic() - last < 2.5
    assert not client.get(fresh_prefix, prefix=True)
    assert said == ("an agent that ends by an error\n" if how == "error" else "")


def test_a_forked_child_does_not_deregister_its_parent(
    client: Client, fresh_prefix: str, start: Start
) -> None:
    """Neither by closing its copy nor by its end."""
    process = start("agent-1", "fork")
    deadline_of(process)
    (kv,) = client.get(fresh_prefix, prefix=True)
    assert kv.json() == {"pid": process.pid}
    assert client.lease.time_to_live(kv.lease).ttl >= 1
