"""Registrations while their cluster is in trouble."""

from __future__ import annotations

import resource
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import yamtam_nb as yn
from tests.faults.proxy import ProxiedCluster
from yamtam_nb.agents.agent import AgentStatus, RegistryChange
from yamtam_nb.agents.registration import RegistrationState
from yamtam_nb.client.client import Client
from yamtam_nb.sandbox import Cluster

TTL = 3
MANY = 200


def until(condition: Callable[[], object], seconds: float) -> None:
    """Wait until it comes true, which must be in time."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come true in time"
        time.sleep(0.01)


def test_an_agent_that_was_cut_off_for_longer_than_its_ttl_comes_back(
    proxied_cluster: ProxiedCluster,
) -> None:
    """Late for itself, offline for the others after its TTL, told of its loss, and there again."""
    told: list[tuple[str, RegistrationState]] = []
    with (
        yn.connect(proxied_cluster.cluster.endpoints) as direct,
        yn.Registry(direct) as observer,
        yn.connect(proxied_cluster.endpoints) as cut_off,
    ):
        agent = yn.Registry(cut_off).register(
            "agent-1",
            {"a": 1},
            ttl=TTL,
            allow_short_ttl=True,
            on_lost=lambda agent, reason: told.append((reason, agent.state)),
        )
        first = agent.lease_id
        observer.watch()
        for proxy in proxied_cluster.proxies:
            proxy.blackhole()
        until(lambda: agent.state is RegistrationState.LATE, TTL + 1)
        until(lambda: observer.agents()["agent-1"].status is AgentStatus.OFFLINE, TTL + 2)
        assert direct.clock.now() >= agent.deadline
        assert told == []  # nobody has said so yet
        proxied_cluster.resume()
        until(lambda: observer.agents()["agent-1"].status is AgentStatus.ONLINE, 15)
        assert observer.agents()["agent-1"].flaps == 1
        assert agent.wait(1)
        assert agent.lease_id not in (0, first)
        [(reason, state)] = told
        assert state is RegistrationState.LOST
        assert reason.startswith(
            (f"its lease {first:x} is gone", "its key was deleted")
        )  # whoever is told first


def test_two_hundred_agents_of_one_client_outlive_their_leader(
    own_cluster: Callable[..., Cluster], connect_to: Callable[..., Client]
) -> None:
    """No lease comes near its end, nobody is seen offline, and it takes a handful of threads."""
    cluster = own_cluster()
    client, observing = connect_to(cluster), connect_to(cluster)
    told: list[str] = []
    offline: list[str] = []

    def note(change: RegistryChange) -> None:
        offline.extend(agent.name for agent in change.agents if agent.status is AgentStatus.OFFLINE)

    with yn.Registry(client) as registry, yn.Registry(observing) as observer:
        observer.on_change(note)
        before = threading.active_count()
        with ThreadPoolExecutor(8) as pool:
            agents = list(
                pool.map(
                    lambda number: registry.register(
                        f"agent-{number:03}", ttl=10, on_lost=lambda agent, _: told.append(agent.name)
                    ),
                    range(MANY),
                )
            )
        started, used = time.monotonic(), _cpu()
        killed = False
        while (passed := time.monotonic() - started) < 10:
            if passed > 3 and not killed:
                cluster.leader.kill()
                killed = True
            assert min(agent.deadline for agent in agents) > client.clock.now() + 1
            time.sleep(0.1)
        assert (_cpu() - used) / passed < 0.3
        assert threading.active_count() - before <= 16
        assert observer.agents().count(AgentStatus.OFFLINE) == 0
        assert len(observer.agents()) == MANY
    assert (told, offline) == ([], [])
    assert {agent.flaps for agent in agents} == {0}


def _cpu() -> float:
    """Seconds of processor time that this process has used."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime
