"""The ledger: what the page has, and what it has yet to be told."""

from __future__ import annotations

import random
from typing import Any

import pytest

from yamtam_nb.widgets import delta
from yamtam_nb.widgets.columns import Column
from yamtam_nb.widgets.delta import BYTES_PER_DELTA, CATCH_UP_AFTER, Ledger
from yamtam_nb.widgets.rows import Removed, Row

COLUMNS = (Column("key", "Key", "key"), Column("value", "Value", "value"))


class Copy:
    """A page as far as sequence numbers go."""

    def __init__(self, picture: dict[str, Any]) -> None:
        self.seq = picture["seq"]
        self.rows = {row[0]: row[1][1] for row in picture["rows"]}

    def take(self, message: dict[str, Any]) -> bool:
        """Apply a delta as the page does; False if something was missed before it."""
        if message["from"] > self.seq:
            return False
        if message["to"] > self.seq:
            self.seq = message["to"]
            self.rows.update({row[0]: row[1][1] for row in message["up"]})
            for gone in message["del"]:
                self.rows.pop(gone[0], None)
        return True


def test_the_last_write_of_a_key_wins_within_a_delta() -> None:
    """However often a row changed, it is sent once, in its latest version."""
    ledger = filled(1)
    for version in range(10, 20):
        ledger.put(row("k0", version))
    message = sent(ledger)
    assert [up[:3] for up in message["up"]] == [["k0", [None, "19"], 19]]
    assert message["n"] == 10


def test_a_row_that_was_overwritten_before_it_was_sent_brings_its_previous_value() -> None:
    """The page never saw it and cannot keep it."""
    ledger = filled(1)
    ledger.put(Row("k0", (b"k0", b"2"), 2, b"1", 1))
    ledger.put(Row("k0", (b"k0", b"3"), 3, b"2", 2))
    assert sent(ledger)["up"] == [["k0", [None, "3"], 3, 2, None, "2"]]


def test_a_row_that_came_and_went_between_two_deltas_is_not_drawn() -> None:
    """Only the latest state counts: it is gone."""
    ledger = filled(0)
    ledger.put(row("k", 5))
    ledger.remove(Removed("k", 6, 1))
    message = sent(ledger)
    assert message["up"] == []
    assert message["del"] == [["k", 6, 1]]


def test_an_older_version_does_not_undo_a_newer_one() -> None:
    """The first load and the first change may arrive in either order."""
    ledger = filled(0)
    ledger.put(row("k", 5))
    assert not ledger.put(row("k", 4))
    assert ledger.rows["k"].version == 5


def test_rows_above_the_limit_are_left_out() -> None:
    """A table of ten million keys would stop every browser."""
    ledger = Ledger(COLUMNS, max_rows=2)
    assert [ledger.put(row(f"k{number}", 1)) for number in range(4)] == [True, True, False, False]
    assert ledger.put(row("k1", 2))
    assert not ledger.remove(Removed("k3", 3, 0))


def test_nothing_new_means_no_delta() -> None:
    """Silence costs nothing; the heartbeat is somebody else's job."""
    assert filled(3).delta(100.0) is None


def test_a_delta_ends_when_it_is_large_and_the_next_goes_on() -> None:
    """Ten thousand changed rows go in several messages, each complete in itself."""
    ledger = filled(0)
    page = Copy(ledger.picture(0.0))
    for number in range(5000):
        ledger.put(Row(f"k{number}", (b"k%d" % number, b"x" * 190), 1))
    messages = []
    while (found := ledger.delta(0.0)) is not None:
        messages.append(found)
    assert len(messages) > 1
    assert all(size < BYTES_PER_DELTA + 1000 for _, size in messages)
    assert all(page.take(message) for message, _ in messages)
    assert len(page.rows) == 5000


def test_a_page_that_missed_the_first_deltas_catches_up_without_asking() -> None:
    """While a cell runs nobody may answer its question, so some deltas reach back to its picture."""
    ledger = filled(2)
    page = Copy(ledger.picture(0.0))
    ledger.put(row("k0", 7))
    ledger.remove(Removed("k1", 8, 0))
    sent(ledger)
    ledger.put(row("k2", 9))
    assert not page.take(sent(ledger))
    assert page.take(sent(ledger, CATCH_UP_AFTER[0]))
    assert page.rows == {"k0": "7", "k2": "9"}


def test_a_page_that_is_ready_is_not_told_again() -> None:
    """Reaching back is over as soon as the page says that it hears us."""
    ledger = filled(2)
    ledger.picture(0.0)
    ledger.put(row("k0", 7))
    sent(ledger)
    ledger.ready()
    assert ledger.delta(CATCH_UP_AFTER[-1]) is None
    assert ledger.catch_up == []


def test_reaching_back_ends_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that never answers, or too many changes, must not make every delta a large one."""
    ledger = filled(2)
    ledger.picture(0.0)
    for after in CATCH_UP_AFTER:
        ledger.put(row("k0", int(after) + 10))
        sent(ledger, after)
    assert ledger.catch_up == []
    monkeypatch.setattr(delta, "CATCH_UP_ROWS", 1)
    ledger.picture(20.0)
    for name in ("k0", "k1"):
        ledger.put(row(name, 99))
    sent(ledger, 20.0)
    assert ledger.catch_up == []


def test_a_page_that_loses_messages_ends_with_the_same_rows() -> None:
    """Whatever is lost: after a delta that does not fit the page asks, and the picture that comes is right."""
    dice = random.Random(7)
    ledger = filled(20)
    page = Copy(ledger.picture(0.0))
    version = 100
    for step in range(400):
        for _ in range(dice.randrange(4)):
            version += 1
            name = f"k{dice.randrange(30)}"
            if dice.random() < 0.3:
                ledger.remove(Removed(name, version, 0))
            else:
                ledger.put(row(name, version))
        found = ledger.delta(step * 0.1)
        if found is not None and dice.random() > 0.2 and not page.take(found[0]):
            page = Copy(ledger.picture(step * 0.1))
    page = page if page.seq == ledger.seq else Copy(ledger.picture(99.0))
    while (found := ledger.delta(99.0)) is not None:
        assert page.take(found[0])
    assert page.rows == {name: held.cells[1].decode() for name, held in ledger.rows.items()}


def row(name: str, version: int) -> Row:
    return Row(name, (name.encode(), str(version).encode()), version)


def filled(count: int) -> Ledger:
    """A ledger with rows that every page has."""
    ledger = Ledger(COLUMNS, max_rows=10_000)
    for number in range(count):
        ledger.put(row(f"k{number}", 1))
    ledger.delta(0.0)
    return ledger


def sent(ledger: Ledger, now: float = 0.0) -> dict[str, Any]:
    found = ledger.delta(now)
    assert found is not None
    return found[0]
