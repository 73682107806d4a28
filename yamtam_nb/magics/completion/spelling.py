"""How a key is typed at the cursor: in a line, in an operation of a transaction, in a comparison. Pure."""

from __future__ import annotations

from collections.abc import Callable

_NEEDS_QUOTES = set(" \t'\"\\${};")

Spelling = Callable[[bytes, str, bool], str | None]
"""A key, what is typed of it, and whether it goes on from there -> how it is typed; None when it cannot be."""


def in_line(path: bytes, fragment: str, open_end: bool) -> str | None:
    """As a word of ``%etcd``, in quotes where they are needed.

    >>> in_line(b"/a b", "", False), in_line(b"/a b/", '"', True), in_line(b"/ab", "", False)
    ("'/a b'", '"/a b/', '/ab')
    """
    key = _text(path)
    if key is None:
        return None
    quote = _quote(fragment)
    if not quote and not _NEEDS_QUOTES & set(key):
        return key
    quote = quote or "'"
    if quote in key or (quote == '"' and _NEEDS_QUOTES & set(key) - {" ", "\t", "'", ";"}):
        return None
    return f"{quote}{key}{'' if open_end else quote}"


def in_operation(path: bytes, fragment: str, open_end: bool) -> str | None:
    """As a word of a transaction, where nothing is expanded and double quotes know Go's escapes.

    >>> in_operation(b"/{$a}", "", False), in_operation(b"/a b/", "", True), in_operation(b"/a b", "'", False)
    ('/{$a}', '"/a b/', "'/a b'")
    """
    key = _text(path)
    if key is None:
        return None
    quote = _quote(fragment)
    if quote == "'":
        return None if quote in key else f"'{key}{'' if open_end else quote}"
    if quote or " " in key or key[:1] in ("'", '"', "-"):
        return f'"{_escaped(key)}{"" if open_end else quote or _DOUBLE}'
    return key


def in_comparison(path: bytes, fragment: str, open_end: bool) -> str | None:  # noqa: ARG001 - always in double quotes
    """As the key of a comparison, with the parenthesis that ends it.

    >>> in_comparison(b'/a"b', '"/a', False), in_comparison(b"/a/", "", True)
    ('"/a\\\\"b")', '"/a/')
    """
    key = _text(path)
    return None if key is None else f'"{_escaped(key)}{"" if open_end else _DOUBLE + ")"}'


_DOUBLE = '"'


def _text(path: bytes) -> str | None:
    try:
        key = path.decode()
    except UnicodeDecodeError:
        return None
    return key if key.isprintable() else None


def _quote(fragment: str) -> str:
    return fragment[:1] if fragment[:1] in ("'", '"') else ""


def _escaped(key: str) -> str:
    return key.replace("\\", "\\\\").replace('"', '\\"')
