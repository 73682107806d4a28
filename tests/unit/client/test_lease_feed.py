"""What two readings of all leases tell, and what becomes of a feed whose readings fail."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any, cast

import pytest

from yamtam_nb.client import lease_feed
from yamtam_nb.client.client import Client
from yamtam_nb.client.lease_feed import LeaseChange, LeaseFeed
from yamtam_nb.client.lease_overview import LeaseOverview
from yamtam_nb.errors import ClientClosed, Unavailable
from yamtam_nb.model import LeaseRow


class Script:
    """Stands in for ``lease_overview``: gives what is put on it, one reading after another, then the last again."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.steps: list[LeaseOverview | Exception] = [overview()]
        self.read = threading.Condition()
        self.readings = 0
        monkeypatch.setattr(lease_feed, "lease_overview", self)
        monkeypatch.setattr(lease_feed, "PAUSE", 0.01)

    def __call__(self, _client: object, *, most: int) -> LeaseOverview:
        with self.read:
            step = self.steps.pop(0) if len(self.steps) > 1 else self.steps[0]
            self.readings += 1
            self.read.notify_all()
        if isinstance(step, Exception):
            raise step
        return step

    def then(self, *steps: LeaseOverview | Exception) -> None:
        """What comes next; waits until the last of it has been read, and taken."""
        with self.read:
            self.steps = list(steps)
            until = self.readings + len(steps) + 1
            assert self.read.wait_for(lambda: self.readings >= until, 5)


def lease(lease_id: int, ttl: int = 9, *keys: bytes, at: float = 100.0) -> LeaseRow:
    return LeaseRow(lease_id, ttl, 10, keys, at, 5)


def overview(*rows: LeaseRow, revision: int = 5, phantoms: int = 0) -> LeaseOverview:
    return LeaseOverview(rows, len(rows) + phantoms, phantoms, revision)


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch) -> Script:
    """Readings that the test writes."""
    return Script(monkeypatch)


@pytest.fixture
def feed(script: Script) -> Iterator[LeaseFeed]:
    """A feed whose first reading finds leases 1 and 2."""
    script.steps = [overview(lease(1), lease(2, 9, b"/a"), phantoms=3)]
    client = cast("Client", type("Clientlike", (), {"on_close": staticmethod(lambda _: lambda: None)}))
    with LeaseFeed(client) as made:
        yield made
    assert not [thread for thread in threading.enumerate() if thread.name == "yamtam-lease-feed"]


def news(feed: LeaseFeed) -> tuple[list[LeaseChange], list[LeaseRow]]:
    """What the feed tells from now on, and what it has."""
    told: list[LeaseChange] = []
    return told, feed.follow(told.append)


def test_it_begins_with_what_is_there(feed: LeaseFeed) -> None:
    """Nothing that is listed and gone counts."""
    _, rows = news(feed)
    assert [row.lease_id for row in rows] == [1, 2]
    assert (feed.status.state, feed.status.revision, feed.status.total) == ("live", 5, 2)


def test_what_has_not_changed_is_not_told(feed: LeaseFeed, script: Script) -> None:
    """That time has passed is no news; a second either way is how etcd rounds."""
    told, _ = news(feed)
    script.then(overview(lease(1, 8, at=101.9), lease(2, 6, b"/a", at=102.2)))
    assert told == []


def test_what_came_changed_was_renewed_and_went_is_told_apart(feed: LeaseFeed, script: Script) -> None:
    """Each with its row as it is now."""
    told, _ = news(feed)
    came, changed = lease(3), lease(2, 9, b"/a", b"/b")
    script.then(overview(came, changed, revision=9))
    assert told == [LeaseChange((came, changed), (), (1,), 9, 100.0)]
    renewed = lease(3, 9, at=104.0)
    script.then(overview(renewed, changed, revision=9))
    assert told[1:] == [LeaseChange((), (renewed,), (), 9, 104.0)]


def test_a_reading_that_fails_is_tried_again_and_told_as_trouble(feed: LeaseFeed, script: Script) -> None:
    """The leases stay as they were last."""
    states: list[tuple[str, str]] = []
    feed.on_status(lambda status: states.append((status.state, status.error)))
    script.then(Unavailable("no leader", method="LeaseLeases"), overview(lease(1), lease(2, 9, b"/a")))
    assert [state for state, _ in states] == ["reconnecting", "live"]
    assert "no leader" in states[0][1]
    assert states[1][1] == ""


def test_it_ends_with_the_client(feed: LeaseFeed, script: Script) -> None:
    """And says so."""
    ended: list[Any] = []
    done = threading.Event()
    feed.on_status(lambda status: (ended.append(status.state), done.set()))
    with script.read:
        script.steps = [ClientClosed("The client is closed.")]
    assert done.wait(3)
    assert ended == ["closed"]
    feed._thread.join(3)
    assert not feed._thread.is_alive()
