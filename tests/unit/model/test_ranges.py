"""Ranges of keys in words, and as titles."""

from __future__ import annotations

import pytest

from yamtam_nb.keys import FROM_KEY, KeyRange
from yamtam_nb.model.ranges import in_words, title


@pytest.mark.parametrize(
    ("span", "shown"),
    [
        (KeyRange(b"/a"), "/a"),
        (KeyRange.of("/a/", prefix=True), "all that begin with /a/"),
        (KeyRange.of("/a", from_key=True), "from /a on"),
        (KeyRange.of("", prefix=True), "all keys"),
        (KeyRange(b"", FROM_KEY), "all keys"),
        (KeyRange(b"/a", b"/c"), "from /a to before /c"),
    ],
)
def test_a_range_is_told_in_words(span: KeyRange, shown: str) -> None:
    """As one would say it."""
    assert in_words(span) == shown


@pytest.mark.parametrize(
    ("span", "shown"),
    [
        (KeyRange.of("/a/", prefix=True), "/a/"),
        (KeyRange.of("/a", prefix=True), "all that begin with /a"),
        (KeyRange.of("/a/"), "/a/ alone"),
        (KeyRange.of("/a"), "/a"),
        (KeyRange.of("", prefix=True), "all keys"),
    ],
)
def test_no_two_kinds_of_range_have_the_same_title(span: KeyRange, shown: str) -> None:
    """A prefix that ends in a slash needs no word; everything else is told apart from it."""
    assert title(span) == shown
