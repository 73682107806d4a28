"""When a table tells what."""

from __future__ import annotations

from typing import Any

from yamtam_nb.model import Gap
from yamtam_nb.widgets.columns import Column
from yamtam_nb.widgets.feed import BYTES_PER_SECOND, HEARTBEAT, INTERVAL, QUESTIONS, Feed
from yamtam_nb.widgets.rows import Row
from yamtam_nb.widgets.status import TableStatus

COLUMNS = (Column("key", "Key", "key"), Column("value", "Value", "value"))


class Bench:
    """A feed, and the clock that it looks at."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.feed = Feed(COLUMNS, 10_000, clock=lambda: self.now, wall=lambda: 1_700_000_000 + self.now)
        self.feed.messages()

    def put(self, *names: str, value: bytes = b"1", version: int = 1) -> None:
        self.feed.apply([Row(name, (name.encode(), value), version) for name in names], [])

    def kinds(self, tables: int = 1) -> list[str]:
        return [message["t"] for message in self.feed.messages(tables)]


def test_a_change_after_a_quiet_time_is_told_at_once() -> None:
    """Nobody waits for a beat that would only be waited for."""
    bench = Bench()
    bench.now += 5
    bench.put("a")
    assert bench.feed.due() <= bench.now
    assert bench.kinds() == ["delta"]


def test_changes_in_a_row_are_gathered() -> None:
    """About ten deltas a second, however many changes there are."""
    bench = Bench()
    deltas = 0
    for _ in range(1000):
        bench.now += 0.002
        bench.put("a")
        deltas += bench.kinds().count("delta")
    assert 18 <= deltas <= 21


def test_a_quiet_table_says_that_it_lives() -> None:
    """The page takes silence for trouble."""
    bench = Bench()
    assert bench.kinds() == []
    assert bench.feed.due() == bench.now + HEARTBEAT
    bench.now += HEARTBEAT
    assert bench.kinds() == ["beat"]


def test_a_new_state_is_told_at_once_and_a_new_revision_is_not() -> None:
    """A lost connection must show; a revision can wait for the next message."""
    bench = Bench()
    bench.feed.set_status(TableStatus("live", revision=5))
    assert bench.kinds() == ["beat"]
    bench.feed.set_status(TableStatus("live", revision=6))
    assert bench.kinds() == []
    bench.feed.set_status(TableStatus("live", revision=6, gaps=1, gap=Gap(3, 6, "compacted")))
    message = bench.feed.messages()[0]
    assert message["status"]["gap"] == {"after": 3, "upto": 6, "reason": "compacted"}


def test_a_heavy_load_is_sent_more_seldom_and_tables_share_the_way() -> None:
    """A Jupyter server may drop what exceeds a million bytes a second."""
    assert seconds_between_deltas(tables=1) > INTERVAL
    assert seconds_between_deltas(tables=3) > 2.5 * seconds_between_deltas(tables=1)


def seconds_between_deltas(tables: int) -> float:
    bench = Bench()
    bench.put(*(f"key-{number}" for number in range(1000)), value=b"x" * 190)
    bench.feed.messages(tables)
    bench.put("a")
    waited = bench.feed.due() - bench.now
    assert waited < tables * 400_000 / BYTES_PER_SECOND
    return waited


def test_a_question_is_answered_before_anything_else() -> None:
    """The page that asks for a fresh picture gets the present one, and later deltas fit to it."""
    bench = Bench()
    bench.put("a")
    bench.feed.ask({"t": "resync"})
    assert bench.feed.due() == 0.0
    picture, change = bench.feed.messages()
    assert (picture["t"], change["t"]) == ("snap", "delta")
    assert [row[0] for row in picture["rows"]] == ["a"]
    assert change["from"] == picture["seq"]


def test_the_whole_value_of_a_row_is_told_on_request() -> None:
    """With the value before, if it was seen."""
    bench = Bench()
    bench.feed.apply([Row("a", (b"a", b"x" * 9000), 5, b"old", 4)], [])
    answer = ask(bench, {"t": "detail", "id": "a"})
    assert (answer["whole"], answer["complete"], answer["version"]) == ("x" * 9000, True, 5)
    assert (answer["previous"], answer["previous_version"]) == ("old", 4)
    assert ask(bench, {"t": "detail", "id": "nowhere"})["gone"]


def test_nonsense_from_a_page_is_ignored() -> None:
    """What comes from a page is not to be trusted: no message raises, and no queue grows without end."""
    bench = Bench()
    for question in ({}, {"t": "detail"}, {"t": "detail", "id": {"a": 1}}, {"t": 5}):
        bench.feed.ask(question)
    for _ in range(3 * QUESTIONS):
        bench.feed.ask({"t": "resync"})
    assert len(bench.feed.messages()) <= QUESTIONS + 1


def test_each_portion_says_how_fresh_it_is() -> None:
    """Rate, time of the last change and the kernel's clock come with every portion."""
    bench = Bench()
    bench.put("a", "b")
    message = bench.feed.messages()[-1]
    assert message["now"] == message["status"]["last"] == (1_700_000_000 + int(bench.now)) * 1000
    assert message["status"]["rate"] > 0


def test_the_initial_load_is_no_change() -> None:
    """Ten thousand keys read at the start are not ten thousand changes a second."""
    bench = Bench()
    bench.feed.apply([Row("a", (b"a", b"1"), 1)], [], changes=0)
    message = bench.feed.messages()[-1]
    assert message["status"]["rate"] == 0
    assert message["status"]["last"] is None
    assert message["up"]


def test_a_feed_that_has_nothing_to_reach_back_to_is_not_called_in_vain() -> None:
    """A due catch-up without changes must not keep the sender spinning."""
    bench = Bench()
    bench.feed.snapshot()
    calls = 0
    for _ in range(100):
        due = bench.feed.due()
        if due > bench.now + 20:
            break
        bench.now = max(bench.now, due)
        calls += 1
        bench.feed.messages()
        if bench.now > 1020:
            break
    assert calls <= 3 + 20 / HEARTBEAT + 2


def ask(bench: Bench, question: dict[str, Any]) -> dict[str, Any]:
    bench.feed.ask(question)
    return bench.feed.messages()[0]
