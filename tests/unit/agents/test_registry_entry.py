"""How a registration stands after what happened to it, in every order that things can happen in."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, cast

import pytest

from yamtam_nb.agents.agent import Agent, Agents, AgentStatus
from yamtam_nb.agents.entry import Entry, RegistrationState, encode
from yamtam_nb.agents.presence import Presence, check_ttl
from yamtam_nb.client.renewal import LeaseState
from yamtam_nb.errors import InvalidArgument


@dataclass
class Lease:
    """A lease in a state that the test chooses."""

    lease_id: int
    state: LeaseState = LeaseState.ALIVE


def lease(lease_id: int, state: LeaseState = LeaseState.ALIVE) -> Presence:
    return cast(Presence, Lease(lease_id, state))


@pytest.fixture
def entry() -> Entry:
    """Registered with lease 7."""
    entry = Entry(b"/agents/agent-1", 10, b"{}")
    assert entry.adopts(lease(7))
    assert entry.holds(5, 7)
    return entry


@pytest.mark.parametrize(
    ("lease_state", "state"),
    [
        (LeaseState.ALIVE, RegistrationState.REGISTERED),
        (LeaseState.SUSPECT, RegistrationState.LATE),
        (LeaseState.EXPIRED_LOCAL, RegistrationState.LATE),
    ],
)
def test_the_state_follows_the_lease(entry: Entry, lease_state: LeaseState, state: RegistrationState) -> None:
    """Worked out at the time of asking; only the server can say that it is lost."""
    entry.adopts(lease(7, lease_state))
    assert entry.state is state


def test_a_loss_is_news_once(entry: Entry) -> None:
    """Told of by the lease, by the roll call, by a write: whoever comes first."""
    assert entry.loses_lease(7, "first")
    assert not entry.loses_lease(7, "second")
    assert not entry.loses_key(7, "third")
    assert (entry.state, entry.last_loss, entry.lease_id) == (RegistrationState.LOST, "first", 0)
    assert entry.bygone == {7}


def test_a_key_can_go_without_its_lease(entry: Entry) -> None:
    """Then the lease is used again."""
    assert entry.loses_key(7, "deleted")
    assert (entry.lost, entry.lease_id, entry.bygone) == (True, 7, frozenset())


def test_news_of_a_former_lease_are_none(entry: Entry) -> None:
    """They may come late."""
    entry.loses_lease(7, "gone")
    entry.adopts(lease(8))
    assert entry.holds(9, 8)
    assert not entry.loses_lease(7, "late news")
    assert not entry.loses_key(7, "late news")
    assert not entry.holds(10, 7)
    assert (entry.state, entry.mod_revision) == (RegistrationState.REGISTERED, 9)


@pytest.mark.parametrize("end", [RegistrationState.CLOSED, RegistrationState.REPLACED])
def test_what_has_ended_stays_so(entry: Entry, end: RegistrationState) -> None:
    """A registration under way on another thread finds out when it wants to use its lease, or its key."""
    assert entry.ends(end)
    assert not entry.ends(RegistrationState.CLOSED)
    assert not entry.adopts(lease(8))
    assert not entry.holds(9, 7)
    assert not entry.loses_lease(7, "gone")
    assert not entry.wait(0)
    assert entry.state is end


def test_waiting_ends_with_the_registration(entry: Entry) -> None:
    """True when it is registered, False in time when it is not."""
    assert entry.wait(0)
    entry.loses_lease(7, "gone")
    assert not entry.wait(0.01)


@pytest.mark.parametrize("info", [["a"], "text", 7, {"when": object()}, {"a": float("nan")}, {"a": "\ud800"}])
def test_what_cannot_be_a_json_object_is_refused(info: Any) -> None:
    """Before anything is sent."""
    with pytest.raises(InvalidArgument, match=r"info (must be a dict|cannot be written as JSON)"):
        encode(info)


def test_nothing_to_say_is_an_empty_object() -> None:
    """And text is written as it is."""
    assert encode(None) == b"{}"
    assert encode({"stra\u00dfe": "\u00fc"}) == '{"stra\u00dfe": "\u00fc"}'.encode()


def test_a_short_ttl_has_to_be_allowed() -> None:
    """False alarms are the most common mistake with presence."""
    with pytest.raises(InvalidArgument, match=r"ttl=4 .* allow_short_ttl=True"):
        check_ttl(4, allow_short=False)
    check_ttl(4, allow_short=True)
    check_ttl(5, allow_short=False)


def test_an_empty_registry_has_a_frame_with_columns() -> None:
    """Of the same types as a full one."""
    frame = Agents([], 1).df
    assert list(frame.columns)[:3] == ["name", "address", "status"]
    assert str(frame["last_seen"].dtype).startswith("datetime64[")
    assert str(frame["ttl_left"].dtype) == "float64"


def test_a_frame_takes_what_no_file_could() -> None:
    """Half of a surrogate pair, which JSON allows in an address, is no reason to show nobody."""
    value = b'{"address": "\\ud800"}'
    info = json.loads(value)
    agent = Agent(
        "a", AgentStatus.ONLINE, info["address"], info, 5.0, 10, None, None, None, 0, 7, b"/a", 2, 2, value
    )

    frame = Agents([agent], 2).df

    assert list(frame["address"]) == ["\ud800"]
    assert (str(frame["ttl_left"].dtype), str(frame["flaps"].dtype)) == ("float64", "int64")
