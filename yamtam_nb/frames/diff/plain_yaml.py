"""YAML as plain data: objects, arrays and what JSON would call a scalar, and nothing else.

Built from the parser's events, so that no tag makes an object, no alias multiplies anything, and a date stays the
text that it is. Of the plain words that one version of YAML or another gives a meaning to, only those count on which
all of them and JSON agree: ``yes``, ``0x1f``, ``1_000``, ``1e5`` and ``12:30`` stay text, because what is written
differently must not pass for the same on a guess.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import yaml

LONGEST = 1 << 20
"""Characters of a text that is read as YAML; a longer one is left alone."""

DEEPEST = 64
"""Objects and arrays inside each other."""

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_WORDS = {"null": None, "~": None, "": None, "true": True, "false": False}

_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?P<fraction>\.[0-9]+(?:[eE][-+][0-9]+)?)?")

_EXACT_DIGITS = 15
"""A decimal fraction of so many digits is told from every other by the float that it becomes."""


def parse_yaml(text: str, *, longest: int = LONGEST) -> Any:
    """The one document in the text, which has at most ``longest`` characters.

    Keys are text whatever they look like (``1`` is ``"1"``), as they are in JSON.

    Raises:
        ValueError: it is no YAML, or has more in it than plain data: several documents, anchors and aliases, tags,
            a key that is an object, a key that is there twice, a text that is too long or too deep.
    """
    if len(text) > longest:
        raise ValueError(f"longer than {longest:,} characters")
    building = _Building()
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            building.take(event)
    except (yaml.YAMLError, UnicodeError) as error:
        raise ValueError(_reason(error)) from error
    return building.whole()


def number(text: str) -> float | Decimal:
    """A decimal fraction, as a float where that loses nothing of it.

    Raises:
        ValueError: its exponent is beyond anything.
    """
    value = float(text)
    if len(text) <= _EXACT_DIGITS and "e" not in text and "E" not in text:
        return value
    try:
        exact = Decimal(text)
        return value if exact == Decimal(repr(value)) else exact
    except ArithmeticError as error:
        raise ValueError(f"{text} is no number that can be handled") from error


class _Building:
    """The document as far as its events have come."""

    def __init__(self) -> None:
        self._documents: list[Any] = []
        self._open: list[dict[str, Any] | list[Any]] = []
        self._keys: list[str | None] = []

    def take(self, event: Any) -> None:
        """One event of the parser."""
        if getattr(event, "anchor", None) is not None:
            raise ValueError("anchors and aliases are not followed")
        if getattr(event, "tag", None) is not None:
            raise ValueError(f"the tag {event.tag} is not followed")
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event)
        elif isinstance(event, yaml.CollectionStartEvent):
            self._enter({} if isinstance(event, yaml.MappingStartEvent) else [], event)
        elif isinstance(event, yaml.CollectionEndEvent):
            self._open.pop()
            self._keys.pop()

    def whole(self) -> Any:
        """The document, when all events were taken."""
        if len(self._documents) != 1:
            raise ValueError(f"{len(self._documents)} documents, not one")
        return self._documents[0]

    def _enter(self, container: dict[str, Any] | list[Any], event: Any) -> None:
        if len(self._open) >= DEEPEST:
            raise ValueError(f"more than {DEEPEST} levels deep (line {event.start_mark.line + 1})")
        self._put(container, event)
        self._open.append(container)
        self._keys.append(None)

    def _scalar(self, event: Any) -> None:
        if self._open and isinstance(self._open[-1], dict) and self._keys[-1] is None:
            if event.value in self._open[-1]:
                raise ValueError(f"the key {event.value!r} is there twice (line {event.start_mark.line + 1})")
            self._keys[-1] = event.value
        else:
            # Only a plain word may mean something; what is quoted is text.
            self._put(plain(event.value) if event.implicit[0] else event.value, event)

    def _put(self, value: Any, event: Any) -> None:
        if not self._open:
            self._documents.append(value)
            return
        container, key = self._open[-1], self._keys[-1]
        if isinstance(container, list):
            container.append(value)
        elif key is None:
            raise ValueError(f"a key that is no text (line {event.start_mark.line + 1})")
        else:
            container[key] = value
            self._keys[-1] = None


def plain(word: str) -> Any:
    """What an unquoted word stands for.

    >>> plain("12"), plain("1.50"), plain("true"), plain("2026-01-31"), plain("012")
    (12, 1.5, True, '2026-01-31', '012')
    """
    if word in _WORDS:
        return _WORDS[word]
    found = _NUMBER.fullmatch(word)
    if found is None:
        return word
    return number(word) if found["fraction"] else int(word)


def _reason(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or str(error).partition("\n")[0]
    return f"{problem} (line {mark.line + 1})" if mark is not None else str(problem)
