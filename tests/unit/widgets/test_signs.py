"""Cells that are more than text: statuses, leases that run out, spans of time, names."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yamtam_nb.widgets import cells, rows
from yamtam_nb.widgets.cells import NAMES_SHOWN, PREVIEW, Earlier, Status, Ttl
from yamtam_nb.widgets.columns import Column
from yamtam_nb.widgets.picture import Picture
from yamtam_nb.widgets.rows import Removed, Row

NOON = 1_795_435_200_000


def test_a_status_is_sent_with_what_it_means_and_written_as_its_word() -> None:
    """Colour and shape follow from the meaning; a picture has neither."""
    late = Status("late", "warn")
    assert cells.wire("status", late) == ["late", "warn"]
    assert cells.plain("status", late, 20) == "late"


@pytest.mark.parametrize(
    ("left", "granted", "text"),
    [
        (7200, 10, "8 s of 10 s"),
        (10_000, 10, "10 s of 10 s"),
        (12_000, 10, "12 s of 10 s"),
        (200_000, 300, "3 min of 5 min"),
        (1, 10, "1 s of 10 s"),
        (0, 10, "due"),
        (-2499, 10, "due"),
        (-5000, 10, "? of 10 s"),
        (86_400_000, 86_400, "24 h of 24 h"),
    ],
)
def test_a_lease_is_sent_as_when_it_ends_and_written_as_what_is_left(
    left: int, granted: int, text: str
) -> None:
    """The page counts for itself; a picture is of one moment."""
    ttl = Ttl(NOON + left, granted)
    assert cells.wire("ttl", ttl) == [NOON + left, granted]
    assert cells.plain("ttl", ttl, 30, NOON) == text


def test_what_was_so_before_anybody_looked_says_so() -> None:
    """No beginning is made up."""
    assert cells.wire("time", Earlier(NOON)) == [NOON]
    assert cells.plain("time", NOON, 40) == "2026-11-23T12:00:00Z"
    assert cells.plain("time", Earlier(NOON), 40) == "before 2026-11-23T12:00:00Z"
    assert cells.plain("age", NOON, 40, NOON + 65_000) == "65 s"
    assert cells.plain("age", Earlier(NOON), 40, NOON + 300_000) == "over 5 min"
    assert [cells.wire(kind, None) for kind in ("time", "age", "ttl")] == [None] * 3
    assert cells.plain("ttl", None, 10) == ""


def test_of_many_names_the_first_are_sent_and_all_are_counted() -> None:
    """A thousand keys of one lease do not travel with every renewal."""
    names = [f"k{number}" for number in range(1000)]
    assert cells.wire("names", names) == [1000, *names[:NAMES_SHOWN]]
    assert cells.wire("names", []) == [0]
    assert cells.plain("names", ["a", "b"], 20) == "2: a, b"
    assert cells.plain("names", [], 20) == ""


def test_texts_of_others_hold_no_character_that_misleads() -> None:
    """A direction override turns exe into txt; half a surrogate pair cannot be sent at all."""
    assert cells.clean("safe\u202etxt.exe") == "safe\\u202etxt.exe"
    assert cells.wire("text", "a\nb\0\ud800") == "a\\nb\\x00\\ud800"
    assert cells.wire("names", ["\u202e"]) == [1, "\\u202e"]
    assert cells.wire("text", "Jürgen 🚀") == "Jürgen 🚀"
    assert cells.clean("x" * 500) == "x" * (PREVIEW - 1) + "…"


@given(st.text(st.characters(), max_size=400))
def test_any_text_can_be_sent(text: str) -> None:
    """Whatever an agent says of itself becomes JSON that a kernel can send."""
    wired = [cells.wire("text", text), cells.wire("names", [text]), cells.plain("text", text, 80)]
    assert len(json.dumps(wired, ensure_ascii=False).encode()) < 60 * PREVIEW


def test_the_weight_of_a_row_counts_its_parts() -> None:
    """Cells may be lists of lists and numbers: what paces the sending must not fail on them."""
    columns = (Column("k", "K", "key"), Column("t", "T", "ttl"), Column("n", "N", "names"))
    wired = rows.wire(Row("k", (b"k", Ttl(NOON, 10), ["a" * 50] * 3), 1), columns, whole=True, previous=True)
    assert 0.7 < rows.size(wired) / len(json.dumps(wired)) < 1.5


def test_a_row_that_is_cleared_does_not_linger() -> None:
    """It was gone long ago; nothing is struck through for it."""
    assert Removed("a", 5, 7).wire() == ["a", 5, 7]
    assert Removed("a", 5, 7, lingers=False).wire() == ["a", 5, 7, False]


def test_a_hidden_column_is_told_to_the_page_and_not_drawn_in_a_picture() -> None:
    """The page needs it for the detail panel."""
    hidden = Column("info", "Info", "value", pictured=False, hidden=True)
    assert hidden.wire()["hidden"] is True
    assert "hidden" not in Column("a", "A").wire()
    columns = (Column("k", "K", "key"), Column("t", "TTL left", "ttl"), hidden)
    drawn = Picture(
        "t", columns, [Row("k", (b"k", Ttl(NOON + 8000, 10), b"secret"), 1)], 1, "now", at=NOON / 1000
    )
    assert drawn.text().splitlines()[1:] == ["K  TTL left", "k  8 s of 10 s"]
    assert "8 s of 10 s" in drawn.html()
    assert "secret" not in drawn.html()
