"""What a cell sends to the page and writes into a static picture."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yamtam_nb import values
from yamtam_nb.widgets import cells
from yamtam_nb.widgets.cells import PREVIEW, WHOLE_LIMIT


def test_a_short_text_is_sent_as_it_is() -> None:
    """Nothing is wrapped around what fits whole."""
    assert cells.wire("value", b"power") == "power"
    assert cells.wire("value", b"") == ""


def test_a_long_text_is_sent_as_its_head_with_its_length() -> None:
    """The page holds a preview and knows how much there is."""
    assert cells.wire("value", b"x" * 1000) == ["x" * PREVIEW, 1000, "text", False]


def test_a_preview_of_a_huge_value_does_not_cut_a_character_in_two() -> None:
    """The head ends between characters: a split one would make the text look binary."""
    for shift in range(4):
        text, _, kind, complete = cells.wire("value", b"a" * shift + "€".encode() * 100_000)
        assert kind == "text"
        assert not complete
        assert set(text[shift:]) == {"€"}


def test_a_huge_value_is_not_read_whole_for_its_preview(monkeypatch: pytest.MonkeyPatch) -> None:
    """A megabyte costs no more than its head."""
    lengths: list[int] = []
    show = values.show
    monkeypatch.setattr(values, "show", lambda value: lengths.append(len(value)) or show(value))
    cells.preview(b"x" * 1_000_000)
    assert max(lengths) <= 4 * PREVIEW


@pytest.mark.parametrize("value", [b"\xff\x00", b"a\0b", "safe\u202eexe.txt".encode(), b"\xff" * 5000])
def test_what_is_not_plain_text_is_sent_as_hex(value: bytes) -> None:
    """NUL bytes, direction overrides and broken UTF-8 never reach the page as characters."""
    text, size, kind, complete = cells.wire("value", value)
    assert text.startswith("0x")
    assert (size, kind, complete) == (len(value), "bytes", True)


def test_a_lease_is_sent_as_hex_because_javascript_rounds_large_numbers() -> None:
    """IDs are 64 bits wide; JavaScript has 53."""
    assert cells.wire("lease", 0x694D71DDACFDA227) == "694d71ddacfda227"
    assert cells.wire("lease", None) is None


def test_the_whole_of_an_enormous_value_is_cut_and_says_so() -> None:
    """The detail panel is sent half a million characters at most."""
    assert cells.whole_text(b"x" * 100) == ("x" * 100, True)
    text, complete = cells.whole_text(b"x" * (WHOLE_LIMIT + 1))
    assert (len(text), complete) == (WHOLE_LIMIT, False)


def test_a_plain_cell_is_one_line() -> None:
    """Line ends in a value do not break the rows of a picture."""
    assert cells.plain("value", b"a\n  b\tc", 20) == "a b c"
    assert cells.plain("value", b"abcdefgh", 5) == "abcd…"


@given(st.binary(max_size=6000))
def test_any_value_can_be_sent(value: bytes) -> None:
    """Whatever etcd holds becomes JSON and stays short."""
    wired = cells.wire("value", value)
    assert len(json.dumps(wired, ensure_ascii=False).encode()) < 4 * PREVIEW + 200
    assert len(cells.plain("value", value, 80)) <= 80
