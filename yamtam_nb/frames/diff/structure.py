"""A value as paths: what stands at ``limits.rps`` and at ``servers[2].host``.

A value has a structure when it is a JSON object or array, or a YAML document that is one; everything else is text
or bytes. A text is taken for YAML only when it looks like a document (see :func:`structure`), and never when two
readings of it are possible: keys that are there twice, anchors, tags, several documents.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from yamtam_nb.frames.diff.plain_yaml import DEEPEST, LONGEST, number, parse_yaml

MOST_LEAVES = 100_000
"""Leaves of one value; one with more of them is looked at as text."""

LONGEST_PATHS = 1 << 24
"""Characters of all paths of one value together: long names above many leaves would multiply."""

_NAME = re.compile(r'[^\s.\[\]"\\]+')
"""A key that stands in a path as it is; any other is written as a JSON string."""

_PAIR = re.compile(r"[A-Za-z_][\w.-]*: (?:[^\s#&*!|>%@`{}\[\],]\S*|\{.*\}|\[.*\])\s*")
"""The one line that is a YAML document: a name and one word (``tier: power``), not a sentence with a colon in it."""

_DOCUMENT = re.compile(r"^ *(?:-\s|-$|[^\s#][^\n]*?:(?:\s|$))", re.MULTILINE)
"""A line that a YAML object or array must have."""


def leaves(value: str | bytes) -> dict[str, Any] | None:
    """What stands at each path of a value.

    A path is made of names with dots between them and of indexes in brackets. A name that has a dot, a bracket, a
    quote, a blank or nothing in it is written as a JSON string, so that no two leaves share a path. An empty object or
    array is a leaf; the path of one that is the whole value is ``""``. YAML's keys are text, as JSON's are.

    Returns:
        Paths in the order of the value, with what stands there: None, a bool, a number, a ``str``, ``{}`` or ``[]``.
        None when the value is neither a JSON nor a YAML object or array, or too large for this
        (more than 100,000 leaves, more than 64 levels).

    >>> leaves('{"limits": {"rps": 100}, "a.b": [true, {}]}')
    {'limits.rps': 100, '"a.b"[0]': True, '"a.b"[1]': {}}
    >>> leaves("servers:\\n  - host: a\\n")
    {'servers[0].host': 'a'}
    >>> leaves("just text") is None
    True
    """
    parsed = structure(value)
    return None if parsed is None else dict(walk(parsed))


def structure(value: str | bytes) -> dict[str, Any] | list[Any] | None:
    """The object or array that a value is, parsed; None when it is none, or larger than :func:`leaves` takes.

    A text is YAML when it parses to an object or array and has several lines, or is a single ``name: word``.
    """
    try:
        text = value.decode() if isinstance(value, bytes) else value
    except UnicodeDecodeError:
        return None
    parsed = _parse(text)
    return parsed if isinstance(parsed, (dict, list)) and fits(parsed) else None


def parse_json(text: str) -> Any:
    """JSON, read so that nothing is lost.

    Raises:
        ValueError: it is no JSON, or has a key twice, or NaN, which JSON has not.
        RecursionError: it is deeper than Python can go.
    """
    return _DECODER.decode(text)


def walk(parsed: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """The leaves of a structure that begins at ``path``, in its order."""
    if isinstance(parsed, dict) and parsed:
        for key, below in parsed.items():
            yield from walk(below, named(path, key))
    elif isinstance(parsed, list) and parsed:
        for index, below in enumerate(parsed):
            yield from walk(below, f"{path}[{index}]")
    else:
        yield path, parsed


def named(path: str, key: str) -> str:
    """The path of a key of the object at ``path``."""
    name = key if _NAME.fullmatch(key) and key.isprintable() else _quoted(key)
    return f"{path}.{name}" if path else name


def written(leaf: Any) -> str:
    """A leaf (or what is above it) as JSON writes it; two leaves are the same exactly when this is.

    >>> [written(leaf) for leaf in (1, 1.0, "1", True, None, {})]
    ['1', '1.0', '"1"', 'true', 'null', '{}']
    """
    if isinstance(leaf, str):
        return _quoted(leaf)
    if isinstance(leaf, Decimal):
        return str(leaf)
    return _ENCODER.encode(leaf)


def _quoted(text: str) -> str:
    # What cannot be printed (control characters, half of a surrogate pair) is escaped.
    return (_ENCODER if text.isprintable() else _ASCII_ENCODER).encode(text)


def _parse(text: str) -> Any:
    try:
        return parse_json(text)
    except (ValueError, RecursionError):
        pass
    if not _looks_like_yaml(text):
        return None
    try:
        return parse_yaml(text)
    except ValueError:
        return None


def _looks_like_yaml(text: str) -> bool:
    if len(text) > LONGEST:
        return False
    if "\n" not in text.strip():
        return _PAIR.fullmatch(text) is not None
    return text.lstrip()[:1] in ("{", "[") or _DOCUMENT.search(text) is not None


def fits(parsed: Any) -> bool:
    """Whether a structure is small enough to be taken apart, found without making a single path."""
    found = length = 0
    pending: list[tuple[Any, int, int]] = [(parsed, 1, 0)]
    while pending:
        here, depth, before = pending.pop()
        if isinstance(here, dict) and here:
            pending += [(below, depth + 1, before + len(key) + 3) for key, below in here.items()]
        elif isinstance(here, list) and here:
            pending += [(below, depth + 1, before + 8) for below in here]
        else:
            found += 1
            length += before
        if depth > DEEPEST + 1 or found + len(pending) > MOST_LEAVES or length > LONGEST_PATHS:
            return False
    return True


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("a key is there twice")
    return made


def _refuse(constant: str) -> Any:
    raise ValueError(f"{constant} is no JSON")


_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_float=number, parse_constant=_refuse)
_ENCODER = json.JSONEncoder(ensure_ascii=False, default=str)
_ASCII_ENCODER = json.JSONEncoder()
