"""What a snapshot shows of itself."""

from __future__ import annotations

from array import array
from html.parser import HTMLParser

from yamtam_nb.frames.columns import Columns
from yamtam_nb.frames.head import ROWS, WIDEST, Head
from yamtam_nb.model import TextPage


def columns_of(*pairs: tuple[str | bytes, str | bytes]) -> Columns:
    keys, values = [key for key, _ in pairs], [value for _, value in pairs]
    numbers = array("q", range(len(pairs)))
    return Columns.gather([TextPage(42, len(pairs), keys, values, numbers, numbers, numbers, numbers)])


class Tags(HTMLParser):
    """Collects the tags of a document and its text."""

    def __init__(self, document: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.text = ""
        self.feed(document)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.add(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


def test_nothing_in_a_key_or_value_becomes_html() -> None:
    """Every key and value is hostile."""
    hostile = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    shown = Tags(Head(hostile, columns_of((hostile, hostile), ("$a$", "&lt;"))).html())
    assert shown.tags <= {"p", "table", "thead", "tbody", "tr", "th", "td"}
    assert shown.text.count(hostile) == 3
    assert "&lt;" in shown.text


def test_bytes_and_control_characters_are_shown_as_escapes_and_hex() -> None:
    """A terminal gets no escape sequence from a value."""
    text = Head("title", columns_of((b"\xff\x1b", b"\x00\xff"), ("\x1b[31mred", "\x1b[31mred"))).text()
    assert "\x1b" not in text
    assert "\\xff\\x1b" in text
    assert "0x00ff (2 bytes)" in text


def test_only_the_first_rows_are_shown_and_the_rest_is_counted() -> None:
    """Ten rows, whatever the size."""
    pairs = [(f"name{number:03}", "value") for number in range(1_234)]
    for shown in (Head("title", columns_of(*pairs)).text(), Head("title", columns_of(*pairs)).html()):
        assert shown.count("name") == ROWS
        assert "1,224 more" in shown


def test_a_long_value_is_cut() -> None:
    """A value of a megabyte does not fill the page."""
    text = Head("title", columns_of(("key", "x" * 10_000))).text()
    assert "x" * WIDEST + "…" in text
    assert "x" * (WIDEST + 1) not in text


def test_without_keys_only_the_title_is_shown() -> None:
    """No empty table."""
    assert Head("title", columns_of()).text() == "title"
    assert Tags(Head("title", columns_of()).html()).tags == {"p"}
