"""Who is online, late or offline: decisions from keys and readings, on a clock made of numbers."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

from yamtam_nb.agents.agent import Agent, AgentStatus
from yamtam_nb.agents.roster import Roster
from yamtam_nb.client.lease_reading import Reading
from yamtam_nb.model import KeyValue

PREFIX = b"/agents/"


def kv(name: str, value: bytes = b"{}", *, lease: int = 7, create: int = 2, mod: int = 2) -> KeyValue:
    """An agent's key."""
    return KeyValue(PREFIX + name.encode(), value, create, mod, mod - create + 1, lease)


def only(roster: Roster, now: float = 100.0) -> Agent:
    """The one agent on the roster."""
    (agent,) = roster.agents(now)
    return agent


def moment(at: float) -> datetime:
    return datetime.fromtimestamp(at, timezone.utc)


@pytest.fixture
def roster() -> Roster:
    """With agent-1, which has been there for an unknown time."""
    roster = Roster(PREFIX)
    roster.load([kv("agent-1", b'{"address": "ws://agent-1:8080"}')], 100.0)
    return roster


def test_whoever_was_there_before_has_no_beginning(roster: Roster) -> None:
    """etcd keeps no times, and none is made up."""
    agent = only(roster)
    assert (agent.name, agent.status, agent.address) == ("agent-1", AgentStatus.ONLINE, "ws://agent-1:8080")
    assert (agent.since, agent.last_seen, agent.ttl_left) == (None, None, None)
    assert agent.value == b'{"address": "ws://agent-1:8080"}'


def test_whoever_comes_is_seen_from_then_on(roster: Roster) -> None:
    """Since, last seen: when it came."""
    assert roster.put(kv("agent-2", lease=8), 105.0) == "agent-2"
    assert roster.agents(105.0)[1].since == roster.agents(105.0)[1].last_seen == moment(105.0)


def test_whoever_goes_stays_on_the_roster_until_cleared(roster: Roster) -> None:
    """Offline since then, with what it said last."""
    assert roster.gone(PREFIX + b"agent-1", 130.0) == "agent-1"
    agent = only(roster)
    assert (agent.status, agent.since, agent.lease_id) == (AgentStatus.OFFLINE, moment(130.0), 7)
    assert agent.info == {"address": "ws://agent-1:8080"}
    assert roster.clear("agent-2") == []
    assert roster.clear() == ["agent-1"]
    assert roster.agents(130.0) == []


def test_whoever_is_there_cannot_be_cleared(roster: Roster) -> None:
    """It would come back with the next change."""
    assert roster.clear("agent-1") == []
    assert len(roster) == 1


def test_coming_back_is_a_flap(roster: Roster) -> None:
    """Gone and back, or back under another lease before anybody saw it gone."""
    roster.gone(PREFIX + b"agent-1", 110.0)
    roster.put(kv("agent-1", lease=8, create=9, mod=9), 120.0)
    assert (only(roster).flaps, only(roster).since) == (1, moment(120.0))
    roster.put(kv("agent-1", lease=9, create=9, mod=11), 125.0)
    assert only(roster).flaps == 2
    roster.put(kv("agent-1", lease=9, create=12, mod=12), 126.0)
    assert only(roster).flaps == 3


def test_saying_something_else_is_no_flap(roster: Roster) -> None:
    """The lease and the creation are the same."""
    assert roster.put(kv("agent-1", b'{"load": 3}', mod=5), 110.0) == "agent-1"
    agent = only(roster)
    assert (agent.flaps, agent.since, agent.info, agent.address) == (0, None, {"load": 3}, "")
    assert agent.last_seen == moment(110.0)


def test_what_is_known_already_is_no_news(roster: Roster) -> None:
    """A key delivered twice, a deletion of nobody."""
    assert roster.put(kv("agent-1", b'{"address": "ws://agent-1:8080"}'), 110.0) == ""
    assert roster.gone(PREFIX + b"agent-9", 110.0) == ""
    roster.gone(PREFIX + b"agent-1", 110.0)
    assert roster.gone(PREFIX + b"agent-1", 111.0) == ""


def test_reading_everything_again_tells_the_difference(roster: Roster) -> None:
    """Gone, come, changed; the rest is no news."""
    roster.put(kv("stays", lease=8), 101.0)
    changed = roster.load([kv("stays", lease=8), kv("comes", lease=9)], 120.0)
    assert changed == ["agent-1", "comes"]
    assert [(a.name, str(a.status), a.since) for a in roster.agents(120.0)] == [
        ("agent-1", "offline", moment(120.0)),
        ("comes", "online", moment(120.0)),
        ("stays", "online", moment(101.0)),
    ]


@pytest.mark.parametrize(
    ("left", "granted", "late"),
    [(9, 10, False), (6, 10, False), (5, 10, False), (4, 10, True), (0, 10, True), (-1, 0, True),
     (3, 5, False), (2, 5, True), (1, 2, False), (0, 2, True), (14, 10, False)],
)  # fmt: skip
def test_an_agent_is_late_when_less_than_half_is_left(left: int, granted: int, late: bool) -> None:
    """Renewed every third, two thirds are left at least, of which etcd cuts off the fraction."""
    assert Reading(left, granted, 100.0).late is late


def test_readings_are_about_whoever_has_the_lease(roster: Roster) -> None:
    """Everybody who has it, and only while they have it."""
    roster.put(kv("agent-2", lease=7), 100.0)
    assert roster.heard(7, Reading(9, 10, 101.0)) == ({"agent-1", "agent-2"}, set())
    assert roster.heard(7, Reading(3, 10, 102.0)) == ({"agent-1", "agent-2"}, {"agent-1", "agent-2"})
    roster.put(kv("agent-2", lease=8, mod=5), 103.0)
    assert roster.heard(7, Reading(9, 10, 104.0)) == ({"agent-1"}, {"agent-1"})
    assert roster.heard(99, Reading(9, 10, 104.0)) == (set(), set())


def test_a_late_agent_is_not_offline(roster: Roster) -> None:
    """Not even when nothing is left: only the key's end is the agent's end."""
    roster.heard(7, Reading(-1, 0, 120.0))
    agent = only(roster, 125.0)
    assert (agent.status, agent.ttl_left) == (AgentStatus.LATE, 0.0)


def test_what_is_left_counts_down_by_itself(roster: Roster) -> None:
    """From the reading on, to half a second; last seen is when it was renewed last."""
    roster.heard(7, Reading(8, 10, 100.0))
    agent = only(roster, 102.0)
    assert (agent.ttl_left, agent.granted_ttl, agent.expires_at) == (6.5, 10, 108.5)
    assert agent.last_seen == moment(98.5)


def test_a_lease_that_was_extended_is_not_seen_in_the_future(roster: Roster) -> None:
    """A new leader gives more than was granted."""
    roster.heard(7, Reading(14, 10, 100.0))
    assert only(roster).last_seen == moment(100.0)


def test_only_leases_of_those_who_are_there_are_looked_at(roster: Roster) -> None:
    """Not of those who went, nor keys without a lease."""
    roster.put(kv("plain", lease=0), 100.0)
    assert roster.leases() == {7}
    roster.gone(PREFIX + b"agent-1", 101.0)
    assert roster.leases() == set()
    assert not roster.wants(7)


@pytest.mark.parametrize(
    ("value", "info"),
    [(b"ws://a:1", "ws://a:1"), (b"\xff\x00", b"\xff\x00"), (b'["address"]', ["address"]),
     (b'{"address": 7}', {"address": 7}), (b"", "")],
)  # fmt: skip
def test_any_value_is_shown_as_it_is(value: bytes, info: object) -> None:
    """Others write into the prefix, too; an address is a text in a JSON object and nothing else."""
    roster = Roster(PREFIX)
    roster.load([kv("agent-1", value)], 100.0)
    assert (only(roster).info, only(roster).address) == (info, "")


def test_a_name_need_not_be_text() -> None:
    """Odd bytes stay distinct, and go back to what they were."""
    roster = Roster(PREFIX)
    roster.load([KeyValue(PREFIX + b"\xff", b"", 2, 2, 1), KeyValue(PREFIX + b"\xfe", b"", 3, 3, 1)], 100.0)
    names = [agent.name for agent in roster.agents(100.0)]
    assert [name.encode("utf-8", "surrogateescape") for name in names] == [b"\xfe", b"\xff"]
