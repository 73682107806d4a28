"""The one client that a kernel shares."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from tests.scripted.scripted_member import ScriptedMember
from yamtam_nb.client import shared as module
from yamtam_nb.client.client import Client
from yamtam_nb.errors import NotConnected, Unavailable
from yamtam_nb.model import Settings


@pytest.fixture(autouse=True)
def nothing_shared() -> Iterator[None]:
    """Begin and end without a shared client."""
    module.close_shared()
    yield
    module.close_shared()


@pytest.fixture
def settings() -> Iterator[Settings]:
    """Of a member that answers."""
    with ScriptedMember() as member:
        yield Settings((member.url,))


def test_before_connecting_the_message_says_how_to() -> None:
    """With the magics' own words."""
    with pytest.raises(NotConnected, match=r"%etcd connect ENDPOINTS, or %etcd sandbox start"):
        module.shared()


def test_a_new_connection_replaces_and_closes_the_old(settings: Settings) -> None:
    """There is one at a time."""
    first = module.connect_shared(settings)
    assert module.shared() is first
    second = module.connect_shared(settings)
    assert module.shared() is second
    assert first.closed
    assert not second.closed


def test_a_connection_that_fails_leaves_the_old_one(settings: Settings) -> None:
    """A mistyped address must not cut off what works."""
    first = module.connect_shared(settings)
    with pytest.raises(Unavailable):
        module.connect_shared(Settings(("http://127.0.0.1:1",)))
    assert module.shared() is first
    assert not first.closed


def test_a_client_closed_by_hand_is_not_handed_out(settings: Settings) -> None:
    """The same message as before the first connection."""
    module.connect_shared(settings).close()
    with pytest.raises(NotConnected):
        module.shared()


def test_listeners_hear_of_every_change_until_they_stop(settings: Settings) -> None:
    """With the new client, and with None when it is closed."""
    heard: list[Client | None] = []
    forget = module.on_shared(heard.append)
    client = module.connect_shared(settings)
    module.close_shared()
    forget()
    forget()
    module.connect_shared(settings)
    assert heard == [client, None]


def test_a_listener_that_fails_stops_neither_the_others_nor_the_closing(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    """It is written to the log."""

    def broken(_: Client | None) -> None:
        raise RuntimeError("boom")

    heard: list[Client | None] = []
    forgets = [module.on_shared(broken), module.on_shared(heard.append)]
    try:
        client = module.connect_shared(settings)
        with caplog.at_level(logging.ERROR):
            module.close_shared()
    finally:
        for forget in forgets:
            forget()
    assert client.closed
    assert heard == [client, None]
    assert "boom" in caplog.text
