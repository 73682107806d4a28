"""Registering on a real cluster: presence, what is said of it, and its end."""

from __future__ import annotations

import json
import threading
from typing import Any

import pytest

import yamtam_nb as yn
from tests.integration.agents.registering import SHORT, Losses, exists, until
from yamtam_nb.agents.registration import RegistrationState
from yamtam_nb.client.client import Client
from yamtam_nb.client.shared import close_shared, connect_shared
from yamtam_nb.errors import ClientClosed, InvalidArgument, LeaseNotFound, NameTaken, RegistrationEnded
from yamtam_nb.model import Settings
from yamtam_nb.sandbox import Cluster


def test_one_line_registers_an_agent_for_good(etcd_cluster: Cluster, other: Client) -> None:
    """Nobody has to keep the Registry; closing the shared client deregisters."""
    connect_shared(Settings(tuple(etcd_cluster.endpoints)))
    try:
        agent = yn.Registry(yn.shared(), "/yamtam/agents/").register(
            "agent-1", {"address": "ws://agent-1:8080"}, ttl=10
        )
        (kv,) = other.get("/yamtam/agents/agent-1")
        assert json.loads(kv.value) == {"address": "ws://agent-1:8080"}
        assert kv.lease == agent.lease_id != 0
        assert other.lease.time_to_live(agent.lease_id).granted_ttl == 10
        assert agent.state is RegistrationState.REGISTERED
        assert yn.Registry(other).agents()["agent-1"].address == "ws://agent-1:8080"
    finally:
        close_shared()
    assert not other.get("/yamtam/agents/agent-1")
    assert not exists(other, agent.lease_id)
    assert agent.state is RegistrationState.CLOSED


def test_deregistering_takes_key_and_lease_at_once(client: Client, registry: yn.Registry) -> None:
    """By ``close`` or at the end of ``with``; twice is fine, and nobody is told of a loss."""
    losses = Losses()
    with registry.register("agent-1", on_lost=losses) as agent:
        assert client.get(agent.key)[0].value == b"{}"
    assert not client.get(agent.key)
    assert not exists(client, agent.lease_id)
    assert agent.close()
    assert agent.state is RegistrationState.CLOSED
    assert not agent.wait(0)
    assert losses.told == []
    assert "'agent-1' closed" in repr(agent)


def test_the_threads_end_with_the_last_registration(registry: yn.Registry) -> None:
    """However many there were."""
    for agent in [registry.register(f"agent-{number}") for number in range(3)]:
        agent.close()
    until(lambda: not [thread.name for thread in threading.enumerate() if thread.name.startswith("yamtam-")])


def test_an_update_keeps_the_lease(client: Client, registry: yn.Registry) -> None:
    """And replaces all that was said before."""
    agent = registry.register("agent-1", {"address": "ws://agent-1:8080", "load": 1})
    lease_id = agent.lease_id
    for load in range(3):
        agent.update({"load": load})
    (kv,) = client.get(agent.key)
    assert (kv.json(), kv.lease, kv.version) == ({"load": 2}, lease_id, 4)
    assert agent.info == {"load": 2}
    agent.info["load"] = 9
    assert agent.info == {"load": 2}


def test_updates_from_many_threads_end_with_the_newest(client: Client, registry: yn.Registry) -> None:
    """The key says what the registration says."""
    agent = registry.register("agent-1")
    threads = [
        threading.Thread(target=lambda who=who: [agent.update({"who": who, "n": n}) for n in range(20)])
        for who in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert client.get(agent.key)[0].json() == agent.info
    assert agent.info["n"] == 19


def test_an_update_after_somebody_elses_write_to_the_key_still_counts(
    client: Client, other: Client, registry: yn.Registry
) -> None:
    """The key is the agent's as long as it is bound to its lease."""
    agent = registry.register("agent-1")
    other.put(agent.key, b"scribble", lease=agent.lease_id)
    agent.update({"a": 1})
    assert client.get(agent.key)[0].json() == {"a": 1}


def test_a_name_is_had_by_one(registry: yn.Registry, elsewhere: yn.Registry, client: Client) -> None:
    """The error says who has it, for how long, and what can be done; nothing is left behind."""
    agent = registry.register("agent-1", {"who": "first"})
    before = set(client.lease.leases())
    with pytest.raises(NameTaken) as refused:
        elsewhere.register("agent-1", {"who": "second"})
    assert f"lease {agent.lease_id:x}, 9 s left" in str(refused.value)
    assert "replace=True" in str(refused.value)
    with pytest.raises(NameTaken):
        registry.register("agent-1")
    assert set(client.lease.leases()) == before
    assert client.get(agent.key)[0].json() == {"who": "first"}
    agent.close()
    with elsewhere.register("agent-1"):
        pass


def test_a_plain_key_occupies_a_name_for_good(client: Client, registry: yn.Registry) -> None:
    """It never expires; replacing it makes it an agent's."""
    client.put(registry.prefix + b"agent-1", "put by hand")
    with pytest.raises(NameTaken, match="by a key that never expires"):
        registry.register("agent-1")
    with registry.register("agent-1", replace=True) as agent:
        assert client.get(agent.key)[0].lease == agent.lease_id
    assert not client.get(agent.key)


def test_whoever_is_replaced_is_told_and_leaves_the_key_alone(
    client: Client, registry: yn.Registry, elsewhere: yn.Registry
) -> None:
    """Noticed within a TTL; the registration has ended, and its lease is given back."""
    losses = Losses()
    old = registry.register("agent-1", {"who": "old"}, ttl=SHORT, allow_short_ttl=True, on_lost=losses)
    new = elsewhere.register("agent-1", {"who": "new"}, replace=True)
    assert losses.news.wait(2 * SHORT)
    ((_, reason, state),) = losses.told
    assert (reason, state) == (
        f"its name was taken over by another agent (lease {new.lease_id:x})",
        RegistrationState.REPLACED,
    )
    until(lambda: not exists(client, old.lease_id))
    with pytest.raises(RegistrationEnded, match="is replaced"):
        old.update({"who": "old again"})
    assert old.close()
    assert client.get(new.key)[0].json() == {"who": "new"}


def test_an_update_never_goes_over_somebody_elses_key(
    client: Client, registry: yn.Registry, elsewhere: yn.Registry
) -> None:
    """Whoever finds the name taken when it wants to write has lost it."""
    old = registry.register("agent-1", {"who": "old"})
    elsewhere.register("agent-1", {"who": "new"}, replace=True)
    with pytest.raises(NameTaken, match="is registered already, by another agent"):
        old.update({"who": "old again"})
    assert old.state is RegistrationState.REPLACED
    assert client.get(old.key)[0].json() == {"who": "new"}


def test_closing_never_takes_somebody_elses_key(
    client: Client, registry: yn.Registry, elsewhere: yn.Registry
) -> None:
    """One by one, and many at a time."""
    old = [registry.register(f"agent-{number}") for number in range(3)]
    new = [elsewhere.register(f"agent-{number}", {"who": "new"}, replace=True) for number in range(3)]
    old[0].close()
    registry.close()
    assert [client.get(agent.key)[0].lease for agent in new] == [agent.lease_id for agent in new]


def test_closing_a_registry_frees_all_of_its_names(client: Client, other: Client, fresh_prefix: str) -> None:
    """More than fit into one transaction; the leases go, too."""
    registry = yn.Registry(client, fresh_prefix)
    leases = {registry.register(f"agent-{number:03}").lease_id for number in range(150)}
    assert other.get(fresh_prefix, prefix=True, count_only=True).count == 150
    assert registry.close()
    assert registry.close()
    assert other.get(fresh_prefix, prefix=True, count_only=True).count == 0
    assert not leases & set(other.lease.leases())
    with pytest.raises(RegistrationEnded, match="registry is closed"):
        registry.register("agent-1")


def test_closing_the_client_deregisters_first(
    etcd_cluster: Cluster, other: Client, fresh_prefix: str
) -> None:
    """The agent is gone at once, not when its TTL is over; what comes later has no client any more."""
    with yn.connect(etcd_cluster.endpoints) as mine:
        registry = yn.Registry(mine, fresh_prefix)
        agents = [registry.register(f"agent-{number}", ttl=60) for number in range(2)]
        assert other.get(fresh_prefix, prefix=True, count_only=True).count == 2
    assert other.get(fresh_prefix, prefix=True, count_only=True).count == 0
    assert {agent.state for agent in agents} == {RegistrationState.CLOSED}
    assert agents[0].close()
    with pytest.raises(ClientClosed):
        registry.register("agent-1")


@pytest.mark.parametrize("name", ["", None, 7, b"agent"])
def test_a_name_is_text(registry: yn.Registry, name: Any) -> None:
    """And not empty: that would be the prefix itself."""
    with pytest.raises(InvalidArgument, match="An agent's name is a text"):
        registry.register(name)


def test_what_cannot_be_registered_is_refused_before_anything_is_sent(
    client: Client, registry: yn.Registry
) -> None:
    """A TTL that gives false alarms, info that is no JSON object."""
    before = set(client.lease.leases())
    with pytest.raises(InvalidArgument, match="ttl=3 is shorter than 5 s"):
        registry.register("agent-1", ttl=3)
    with pytest.raises(InvalidArgument, match="info must be a dict"):
        registry.register("agent-1", ["address"])  # type: ignore[arg-type]
    assert set(client.lease.leases()) <= before  # those of other tests may end meanwhile


def test_names_and_info_of_every_kind_are_kept(registry: yn.Registry) -> None:
    """Slashes, other scripts, markup: it is all only text."""
    said = {"address": "<script>alert(1)</script>", "größe": {"nested": [1, None, True]}}
    for name in ("a/b/c", "агент", "<b>", " "):
        registry.register(name, said)
    agents = registry.agents()
    assert {agent.name for agent in agents} == {"a/b/c", "агент", "<b>", " "}
    assert all(agent.info == said for agent in agents)


def test_a_lease_can_be_shared_with_keys_of_ones_own(client: Client, registry: yn.Registry) -> None:
    """They go with the agent."""
    agent = registry.register("agent-1")
    client.put(registry.prefix + b"x/load", "3", lease=agent.lease_id)
    agent.close()
    assert not client.get(registry.prefix, prefix=True)
    with pytest.raises(LeaseNotFound):
        client.put(registry.prefix + b"x/load", "4", lease=agent.lease_id)
