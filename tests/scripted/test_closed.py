"""What the calls under way hear when the client is closed, and those that come after."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from tests.scripted.scripted_member import Hang, Refusal, ScriptedMember
from tests.scripted.verbs import READS, WRITES
from yamtam_nb import errors as e
from yamtam_nb.client.client import Client

Members = Callable[[int], list[ScriptedMember]]
ClientOf = Callable[..., Client]


def test_closing_ends_a_read_under_way_as_closed(members: Members, client_of: ClientOf) -> None:
    """The thread that waits for it hears ClientClosed, soon."""
    (member,) = members(1)
    member.on("KV/Range", Hang())
    client = client_of(member, timeout=30)
    outcome = _in_thread(lambda: client.get("/k"))
    assert member.arrived.wait(5)
    client.close()
    assert isinstance(outcome(2.0), e.ClientClosed)


def test_closing_leaves_the_outcome_of_a_write_under_way_open(members: Members, client_of: ClientOf) -> None:
    """It may have been applied: ClientClosed would hide that."""
    (member,) = members(1)
    member.on("KV/Put", Hang())
    client = client_of(member, timeout=30)
    outcome = _in_thread(lambda: client.put("/k", "v"))
    assert member.arrived.wait(5)
    client.close()
    unknown = outcome(2.0)
    assert isinstance(unknown, e.OutcomeUnknown)
    assert unknown.keys == (b"/k",)


def test_closing_ends_a_call_that_waits_for_its_next_attempt(members: Members, client_of: ClientOf) -> None:
    """Not only one that waits for an answer."""
    (member,) = members(1)
    member.on("KV/Put", Refusal("UNKNOWN", "etcdserver: too many requests"))
    client = client_of(member, timeout=30)
    outcome = _in_thread(lambda: client.put("/k", "v"))
    assert member.arrived.wait(5)
    time.sleep(0.05)
    client.close()
    assert isinstance(outcome(0.4), e.ClientClosed)


@pytest.mark.parametrize("verb", [*WRITES, *READS])
def test_a_closed_client_says_so(verb: str, members: Members, client_of: ClientOf) -> None:
    """Every verb, and how to go on."""
    client = client_of(*members(1))
    client.close()
    with pytest.raises(e.ClientClosed, match="connect again"):
        (WRITES[verb] if verb in WRITES else READS[verb])[1](client)


def _in_thread(work: Callable[[], Any]) -> Callable[[float], BaseException | None]:
    """Run it beside; the function returned waits for it and gives what it raised."""
    raised: list[BaseException | None] = []

    def run() -> None:
        try:
            work()
            raised.append(None)
        except BaseException as error:  # noqa: BLE001 - handed to the test
            raised.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()

    def outcome(timeout: float) -> BaseException | None:
        thread.join(timeout)
        assert raised, f"it hangs, {timeout} s after it should have ended"
        return raised[0]

    return outcome
