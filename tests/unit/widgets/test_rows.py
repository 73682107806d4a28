"""Rows: their names, and what the page is sent."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from yamtam_nb.widgets import rows
from yamtam_nb.widgets.columns import Column
from yamtam_nb.widgets.rows import Row, row_id

COLUMNS = (Column("key", "Key", "key"), Column("value", "Value", "value"))


@given(st.sets(st.one_of(st.binary(max_size=8), st.text(max_size=8).map(str.encode)), min_size=2))
def test_no_two_keys_share_a_name(keys: set[bytes]) -> None:
    """A row is found by its name, so names must tell all keys apart."""
    assert len({row_id(key) for key in keys}) == len(keys)


def test_a_key_that_looks_like_an_escape_is_not_taken_for_the_byte() -> None:
    """The text \\x00 and the byte 0 are shown alike; their names differ."""
    assert row_id(b"\\x00") != row_id(b"\x00")


def test_a_readable_key_is_sent_once() -> None:
    """It is the row's name; the cell need not repeat it."""
    assert wired(Row("/a", (b"/a", b"1"), 7)) == ["/a", [None, "1"], 7]


def test_a_value_that_fits_into_its_preview_is_not_sent_twice() -> None:
    """The preview is the whole."""
    assert wired(Row("/a", (b"/a", b"1"), 7), whole=True) == ["/a", [None, "1"], 7]


def test_a_value_of_some_size_travels_with_its_row() -> None:
    """So that it can be read while the kernel is busy."""
    row = wired(Row("/a", (b"/a", b"x" * 3000), 7, b"", 6), whole=True)
    assert row[4] == "x" * 3000


def test_a_large_value_waits_until_it_is_asked_for() -> None:
    """Above four KiB the row carries its head only."""
    assert len(wired(Row("/a", (b"/a", b"x" * 5000), 7, b"", 6), whole=True)) == 4


def test_the_previous_value_is_sent_only_where_the_page_cannot_have_it() -> None:
    """The page keeps what it showed before; what was overwritten before it was ever sent it cannot know."""
    row = Row("/a", (b"/a", b"2"), 7, b"1", 6)
    assert wired(row) == ["/a", [None, "2"], 7, 6]
    assert wired(row, previous=True) == ["/a", [None, "2"], 7, 6, None, "1"]


def test_the_size_of_a_row_is_about_right() -> None:
    """It paces what is sent, so it must not be off by much."""
    row = wired(Row("/a" * 20, (b"/a" * 20, b"x" * 150), 7, b"1", 6), previous=True)
    assert 0.7 < rows.size(row) / len(str(row)) < 1.5


def wired(row: Row, *, whole: bool = False, previous: bool = False) -> list[object]:
    return rows.wire(row, COLUMNS, whole=whole, previous=previous)
