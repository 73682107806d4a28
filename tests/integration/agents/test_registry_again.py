"""Registered anew after a loss, on a real cluster."""

from __future__ import annotations

import yamtam_nb as yn
from tests.integration.agents.registering import SHORT, Losses, until
from yamtam_nb.agents.registration import RegistrationState
from yamtam_nb.client.client import Client
from yamtam_nb.model import EventType


def test_a_revoked_agent_is_registered_anew(client: Client, other: Client, registry: yn.Registry) -> None:
    """Under the same name, with another lease; it is told once, and counts it."""
    losses = Losses()
    agent = registry.register("agent-1", {"a": 1}, ttl=5, on_lost=losses)
    first = agent.lease_id
    other.lease.revoke(first)
    assert losses.news.wait(3)
    assert losses.told == [
        ("agent-1", f"its lease {first:x} is gone (expired or revoked)", RegistrationState.LOST)
    ]
    assert agent.wait(3)
    (kv,) = client.get(agent.key)
    assert (kv.lease, kv.json()) == (agent.lease_id, {"a": 1})
    assert agent.lease_id not in (0, first)
    assert (agent.flaps, agent.last_loss) == (1, losses.told[0][1])
    assert "registered anew 1 time" in repr(agent)


def test_a_lease_revoked_by_the_same_client_is_missed_at_once(client: Client, registry: yn.Registry) -> None:
    """As by ``%etcd lease revoke``: nobody waits for the next renewal."""
    losses = Losses()
    agent = registry.register("agent-1", ttl=60, on_lost=losses)
    client.lease.revoke(agent.lease_id)
    assert losses.news.wait(1)
    assert agent.wait(2)
    assert client.get(agent.key)[0].lease == agent.lease_id


def test_a_key_deleted_by_hand_comes_back_within_a_ttl(client: Client, registry: yn.Registry) -> None:
    """The agent is alive, so it is there; its lease is kept."""
    losses = Losses()
    agent = registry.register("agent-1", ttl=SHORT, allow_short_ttl=True, on_lost=losses)
    lease_id = agent.lease_id
    client.delete(agent.key)
    assert losses.news.wait(2 * SHORT)
    until(lambda: client.get(agent.key))
    assert [reason for _, reason, _ in losses.told] == ["its key was deleted"]
    assert (agent.lease_id, agent.flaps) == (lease_id, 1)
    assert client.get(agent.key)[0].lease == lease_id


def test_a_deleted_key_comes_back_with_the_next_update(client: Client, registry: yn.Registry) -> None:
    """Which need not wait for the roll call."""
    agent = registry.register("agent-1")
    client.delete(agent.key)
    agent.update({"a": 1})
    (kv,) = client.get(agent.key)
    assert (kv.json(), kv.lease) == ({"a": 1}, agent.lease_id)


def test_an_update_while_lost_is_written_when_registered_anew(
    client: Client, other: Client, registry: yn.Registry
) -> None:
    """The newest counts, not the one that was lost."""
    losses = Losses(then=lambda agent: agent.update({"a": "newest"}))
    agent = registry.register("agent-1", {"a": "first"}, on_lost=losses, ttl=5)
    other.lease.revoke(agent.lease_id)
    assert losses.news.wait(3)
    assert agent.wait(3)
    until(lambda: client.get(agent.key)[0].json() == {"a": "newest"})
    assert agent.info == {"a": "newest"}


def test_an_update_that_finds_the_lease_gone_is_written_under_the_next(
    client: Client, other: Client, registry: yn.Registry
) -> None:
    """Before the renewal finds out."""
    agent = registry.register("agent-1", ttl=60)
    other.lease.revoke(agent.lease_id)
    agent.update({"a": 1})
    assert agent.wait(3)
    until(lambda: bool(client.get(agent.key)))
    assert client.get(agent.key)[0].json() == {"a": 1}
    assert agent.flaps == 1


def test_a_name_that_is_taken_meanwhile_is_left_to_whoever_took_it(
    client: Client, other: Client, registry: yn.Registry, elsewhere: yn.Registry
) -> None:
    """The registration ends, and says so."""
    losses = Losses()
    old = registry.register("agent-1", ttl=5, on_lost=losses)
    other.lease.revoke(old.lease_id)
    new = elsewhere.register("agent-1", {"who": "new"})
    until(lambda: len(losses.told) == 2)
    assert [state for _, _, state in losses.told][-1] is RegistrationState.REPLACED
    assert f"lease {new.lease_id:x}" in losses.told[1][1]
    assert not old.wait(1)
    assert client.get(new.key)[0].json() == {"who": "new"}


def test_whoever_closes_when_told_is_not_registered_anew(
    client: Client, other: Client, registry: yn.Registry
) -> None:
    """An agent that wants to end with its lease can."""
    losses = Losses(then=lambda agent: agent.close())
    agent = registry.register("agent-1", ttl=5, on_lost=losses)
    revision = client.get(agent.key).revision
    other.lease.revoke(agent.lease_id)
    assert losses.news.wait(3)
    assert agent.state is RegistrationState.CLOSED
    with client.watch(agent.key, start_revision=revision + 1) as watch:
        assert [event.type for event in next(watch).events] == [EventType.DELETE]
        assert not client.get(agent.key)


def test_a_callback_that_fails_does_not_keep_anybody_offline(
    client: Client, other: Client, registry: yn.Registry
) -> None:
    """It is logged, and the registering goes on."""
    losses = Losses(then=lambda _: 1 / 0)
    agents = [registry.register(f"agent-{number}", ttl=5, on_lost=losses) for number in range(3)]
    for agent in agents:
        other.lease.revoke(agent.lease_id)
    until(
        lambda: client.get(registry.prefix, prefix=True, count_only=True).count == 3 and len(losses.told) == 3
    )
    assert all(agent.wait(3) for agent in agents)


def test_many_that_are_lost_at_once_come_back_soon(
    client: Client, other: Client, registry: yn.Registry
) -> None:
    """Several at a time."""
    losses = Losses()
    agents = [registry.register(f"agent-{number}", ttl=5, on_lost=losses) for number in range(40)]
    for agent in agents:
        other.lease.revoke(agent.lease_id)
    until(lambda: len(losses.told) == 40)
    assert all(agent.wait(3) for agent in agents)
    kvs = client.get(registry.prefix, prefix=True)
    assert {kv.lease for kv in kvs} == {agent.lease_id for agent in agents}
    assert {agent.flaps for agent in agents} == {1}
