"""Looking at a registry on a real cluster."""

from __future__ import annotations

import queue
import threading
import time

import pytest

import yamtam_nb as yn
from tests.integration.agents.registering import SHORT, until
from yamtam_nb.agents.agent import Agent, AgentStatus, RegistryChange
from yamtam_nb.client.client import Client
from yamtam_nb.errors import RegistrationEnded
from yamtam_nb.sandbox import Cluster


class News:
    """A subscriber that puts what it is told in a queue."""

    def __init__(self) -> None:
        self._changes: queue.Queue[RegistryChange] = queue.Queue()

    def __call__(self, change: RegistryChange) -> None:
        self._changes.put(change)

    def next(self, timeout: float = 5.0) -> RegistryChange:
        """The next change."""
        return self._changes.get(timeout=timeout)

    def agent(self, timeout: float = 5.0) -> Agent:
        """The one agent that the next change is about."""
        (agent,) = self.next(timeout).agents
        return agent


def test_two_registries_see_the_same(client: Client, registry: yn.Registry, elsewhere: yn.Registry) -> None:
    """Each what the other registers; and each its own."""
    registry.watch()
    elsewhere.watch()
    registry.register("agent-1", {"address": "ws://agent-1:8080"})
    elsewhere.register("agent-2")
    for one in (registry, elsewhere):
        until(lambda one=one: len(one.agents()) == 2 and one.agents()["agent-1"].ttl_left is not None)
        agent = one.agents()["agent-1"]
        assert (agent.status, agent.address) == (AgentStatus.ONLINE, "ws://agent-1:8080")
        assert (agent.granted_ttl, agent.flaps) == (10, 0)
        assert agent.lease_id == client.get(agent.key)[0].lease
        assert agent.since is not None


def test_coming_changing_going_and_coming_back_is_told_in_order(
    registry: yn.Registry, elsewhere: yn.Registry
) -> None:
    """With whole rows, each as it was then."""
    news = News()
    elsewhere.on_change(news)
    agent = registry.register("agent-1", {"load": 1})
    came = news.agent()
    assert (came.name, came.status, came.info, came.flaps) == ("agent-1", AgentStatus.ONLINE, {"load": 1}, 0)
    agent.update({"load": 2})
    assert news.agent().info == {"load": 2}
    agent.close()
    gone = news.agent()
    assert (gone.status, gone.info, gone.ttl_left) == (AgentStatus.OFFLINE, {"load": 2}, None)
    assert came.since is not None
    assert gone.since is not None
    assert gone.since > came.since
    assert [a.status for a in elsewhere.agents()] == [AgentStatus.OFFLINE]
    registry.register("agent-1")
    back = news.agent()
    assert (back.status, back.flaps) == (AgentStatus.ONLINE, 1)


def test_offline_agents_stay_until_they_are_cleared(registry: yn.Registry, elsewhere: yn.Registry) -> None:
    """By name or all; those who are there cannot be."""
    news = News()
    elsewhere.on_change(news)
    agents = [registry.register(f"agent-{number}") for number in range(4)]
    for agent in agents[:3]:
        agent.close()
    until(lambda: elsewhere.agents().count("offline") == 3)
    assert elsewhere.clear("agent-3") == []
    assert elsewhere.clear("agent-0") == ["agent-0"]
    assert elsewhere.clear() == ["agent-1", "agent-2"]
    assert [agent.name for agent in elsewhere.agents()] == ["agent-3"]
    cleared: list[str] = []
    until(lambda: cleared.extend(news.next().cleared) or len(cleared) == 3)
    assert cleared == ["agent-0", "agent-1", "agent-2"]


def test_an_agent_that_stops_renewing_is_late_and_then_offline(
    client: Client, registry: yn.Registry, elsewhere: yn.Registry
) -> None:
    """Late when less than half is left; offline after its TTL, never before."""
    news = News()
    agent = registry.register("agent-1", ttl=4, allow_short_ttl=True)
    elsewhere.on_change(news)
    presence = agent.entry.presence
    assert presence is not None
    presence.stop()
    assert news.agent().status is AgentStatus.LATE
    assert client.clock.now() < agent.deadline
    gone = news.agent(timeout=6)
    offline_at = client.clock.now()
    assert gone.status is AgentStatus.OFFLINE
    assert agent.deadline <= offline_at <= agent.deadline + 2.0
    assert gone.last_seen is not None
    assert gone.since is not None
    assert 3.0 < (gone.since - gone.last_seen).total_seconds() < 6.0


def test_fresh_readings_are_told_apart(registry: yn.Registry, elsewhere: yn.Registry) -> None:
    """A table that shows what is left wants them; who wants to know of changes does not."""
    changes, renewals = News(), News()
    elsewhere.on_change(changes)
    elsewhere.on_renewal(renewals)
    registry.register("agent-1", ttl=SHORT, allow_short_ttl=True)
    readings = [renewals.agent() for _ in range(3)]
    assert all(0 < (agent.ttl_left or 0) <= SHORT for agent in readings)
    assert len({agent.expires_at for agent in readings}) == 3
    assert changes.agent().status is AgentStatus.ONLINE
    with pytest.raises(queue.Empty):
        changes.next(timeout=0.1)


def test_reading_once_remembers_who_has_gone(registry: yn.Registry, elsewhere: yn.Registry) -> None:
    """Without a thread, and without following."""
    agents = {name: registry.register(name) for name in ("agent-1", "agent-2")}
    first = elsewhere.agents()
    assert first["agent-1"].ttl_left is not None
    assert (first["agent-1"].since, elsewhere.status) == (None, None)
    agents["agent-1"].close()
    second = elsewhere.agents()
    assert [(agent.name, str(agent.status)) for agent in second] == [
        ("agent-1", "offline"),
        ("agent-2", "online"),
    ]
    assert elsewhere.clear() == ["agent-1"]
    assert "not watched" in repr(elsewhere)


def test_agents_are_a_sequence_with_names(registry: yn.Registry) -> None:
    """And say how many are what."""
    for number in range(3):
        registry.register(f"agent-{number}", {"n": number})
    agents = registry.agents()
    assert [agent.name for agent in agents] == ["agent-0", "agent-1", "agent-2"]
    assert agents["agent-1"] is agents[1]
    assert agents[:2] == [agents[0], agents[1]]
    assert "agent-1" in agents
    assert agents[1] in agents
    assert "agent-9" not in agents
    with pytest.raises(KeyError):
        agents["agent-9"]
    assert repr(agents).startswith("<Agents 3: 3 online, 0 late, 0 offline, at revision ")


def test_the_frame_has_a_row_for_each_agent(registry: yn.Registry) -> None:
    """Leases as etcdctl writes them."""
    agent = registry.register("agent-1", {"address": "ws://agent-1:8080"})
    frame = registry.agents().df
    (row,) = frame.to_dict("records")
    assert (row["name"], row["address"], row["status"]) == ("agent-1", "ws://agent-1:8080", "online")
    assert (row["lease"], row["granted_ttl"]) == (f"{agent.lease_id:016x}", 10.0)
    assert 8 < row["ttl_left"] <= 10
    assert row["info"] == {"address": "ws://agent-1:8080"}


def test_a_plain_key_is_an_agent_without_a_lease(client: Client, registry: yn.Registry) -> None:
    """It is there, and nothing is left of nothing."""
    client.put(registry.prefix + b"by-hand", "ws://somewhere")
    (agent,) = registry.watch().agents()
    assert (agent.status, agent.lease_id, agent.ttl_left) == (AgentStatus.ONLINE, 0, None)
    assert agent.info == "ws://somewhere"


def test_a_callback_may_look_and_clear(registry: yn.Registry, elsewhere: yn.Registry) -> None:
    """It is called outside every lock that it could want."""
    done = threading.Event()

    def forget(change: RegistryChange) -> None:
        elsewhere.agents()
        if change.agents and change.agents[0].status is AgentStatus.OFFLINE:
            elsewhere.clear()
            done.set()

    elsewhere.on_change(forget)
    registry.register("agent-1").close()
    assert done.wait(3)
    assert len(elsewhere.agents()) == 0


def test_a_closed_registry_is_not_followed_any_more(registry: yn.Registry, elsewhere: yn.Registry) -> None:
    """Its threads are gone, and it says so."""
    elsewhere.on_change(lambda _: None)
    status = elsewhere.status
    assert status is not None
    assert status.state == "live"
    elsewhere.close()
    assert not [t.name for t in threading.enumerate() if t.name in ("yamtam-registry-ttl", "yamtam-mirror")]
    with pytest.raises(RegistrationEnded, match="Make a new one"):
        elsewhere.on_change(lambda _: None)


def test_closing_the_client_ends_the_following(
    etcd_cluster: Cluster, registry: yn.Registry, other: Client
) -> None:
    """The threads go with it; what was seen stays readable, and is marked as closed."""
    registry.register("agent-1")
    before = threading.active_count()
    with yn.connect(etcd_cluster.endpoints) as client:
        looking = yn.Registry(client, registry.prefix).watch()
    status = looking.status
    assert status is not None
    assert status.state == "closed"
    assert [agent.name for agent in looking.agents()] == ["agent-1"]
    until(lambda: threading.active_count() <= before)


def test_unsubscribing_ends_the_news(registry: yn.Registry, elsewhere: yn.Registry) -> None:
    """The function that subscribing returns does it."""
    ended, going = News(), News()
    end = elsewhere.on_change(ended)
    elsewhere.on_change(going)
    end()
    registry.register("agent-1")
    going.agent()
    with pytest.raises(queue.Empty):
        ended.next(timeout=0)


def test_following_costs_few_requests(registry: yn.Registry, elsewhere: yn.Registry) -> None:
    """A healthy agent's lease is looked at a few times a TTL, whatever the agents() that are asked for."""
    registry.register("agent-1", ttl=10)
    readings: list[RegistryChange] = []
    elsewhere.on_renewal(readings.append)
    end = time.monotonic() + 2.0
    while time.monotonic() < end:
        assert len(elsewhere.agents()) == 1
    assert len(readings) <= 2
