"""Ranges of keys as people read them."""

from __future__ import annotations

from yamtam_nb.keys import FROM_KEY, KeyRange, prefix_end
from yamtam_nb.values import show_key


def in_words(span: KeyRange) -> str:
    """A range of keys in words.

    >>> in_words(KeyRange.of("/a", "/c")), in_words(KeyRange.of("/a/", prefix=True))
    ('from /a to before /c', 'all that begin with /a/')
    """
    if span == KeyRange(b"\0", FROM_KEY) or (not span.key and span.range_end == FROM_KEY):
        return "all keys"
    if span.single:
        return show_key(span.key)
    if span.range_end == FROM_KEY:
        return f"from {show_key(span.key)} on"
    if span.range_end == prefix_end(span.key):
        return f"all that begin with {show_key(span.key)}"
    return f"from {show_key(span.key)} to before {show_key(span.range_end)}"


def title(span: KeyRange) -> str:
    """The same for a title: a prefix that ends in ``/`` says by itself that it is one.

    >>> title(KeyRange.of("/a/", prefix=True)), title(KeyRange.of("/a", prefix=True)), title(KeyRange.of("/a"))
    ('/a/', 'all that begin with /a', '/a')
    """
    if not span.key.endswith(b"/"):
        return in_words(span)
    if span.single:
        return f"{show_key(span.key)} alone"
    return show_key(span.key) if span.range_end == prefix_end(span.key) else in_words(span)
