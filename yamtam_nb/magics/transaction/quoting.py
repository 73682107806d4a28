"""How etcdctl quotes in a transaction: ``"Go strings"`` with their escapes, 'plain ones', and bare words.

Bytes that are no UTF-8 (``"\\xff"``) travel as the surrogates that Python has for them; ``to_bytes`` undoes that.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from yamtam_nb.errors import EtcdUsageError

STRING = r'"(?:[^"\\]|\\.)*"|`[^`]*`'
"""A string in a comparison."""

_WORD = re.compile(r""""(?:[^"\\]|\\.)*"|'[^']*'|[^'"\s]\S*""", re.DOTALL)
_ESCAPE = re.compile(
    r"\\(?:x([0-9a-fA-F]{2})|([0-7]{3})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))?", re.DOTALL
)
_SHORT = {"a": 7, "b": 8, "f": 12, "n": 10, "r": 13, "t": 9, "v": 11, "\\": 92, '"': 34}
_ESCAPES = r"\n \t \r \" \\ \xHH \uHHHH and their kin"


class Quoted(NamedTuple):
    """A word as it was meant, and whether it stood in quotes."""

    text: str
    quoted: bool


def words(text: str) -> list[Quoted]:
    """The words of an operation.

    Raises:
        EtcdUsageError: a quote is not closed, or an escape is none of Go's.
    """
    found, position = [], 0
    while position < len(text):
        if text[position].isspace():
            position += 1
            continue
        match = _WORD.match(text, position)
        if match is None:
            raise EtcdUsageError(f"no closing {text[position]} for {text[position : position + 20]!r}.")
        found.append(_word(match[0]))
        position = match.end()
    return found


def half_typed(text: str) -> tuple[list[Quoted], str]:
    """The finished words of an operation, and the one that is being typed, quotes and all: "" after a blank.

    Raises:
        EtcdUsageError: an escape is none of Go's.
    """
    found: list[Quoted] = []
    position = 0
    while position < len(text):
        if text[position].isspace():
            position += 1
            continue
        match = _WORD.match(text, position)
        if match is None or match.end() == len(text):
            return found, text[position:]
        found.append(_word(match[0]))
        position = match.end()
    return found, ""


def half_unquoted(typed: str) -> str:
    """What a word says so far, whether or not its quote is closed.

    Raises:
        EtcdUsageError: an escape is none of Go's.
    """
    if typed[:1] not in ("'", '"'):
        return typed
    return _word(typed if _WORD.fullmatch(typed) else typed + typed[0]).text


def open_quote(text: str, *, comparison: bool) -> str:
    """The quote that is still open at the end of the text, "" for none: the line goes on in the next one.

    Args:
        text: what there is so far.
        comparison: whether it is one; there a string may follow anything, as in ``val("key")``.
    """
    word = re.compile(rf"{STRING}|[^\"`]", re.DOTALL) if comparison else _WORD
    position = 0
    while position < len(text):
        if text[position].isspace():
            position += 1
            continue
        match = word.match(text, position)
        if match is None:
            return text[position]
        position = match.end()
    return ""


def unquoted(string: str) -> str:
    """What a string in a comparison says.

    Raises:
        EtcdUsageError: an escape is none of Go's.
    """
    return string[1:-1] if string[0] == "`" else _go(string[1:-1])


def to_bytes(text: str) -> bytes:
    """A word as etcd stores it.

    Raises:
        EtcdUsageError: it holds half a character, which UTF-8 cannot carry.
    """
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        raise EtcdUsageError(f"{text!r} cannot be written as UTF-8.") from None


def _word(raw: str) -> Quoted:
    if raw[0] == '"':
        return Quoted(_go(raw[1:-1]), quoted=True)
    if raw[0] == "'":
        return Quoted(raw[1:-1], quoted=True)
    return Quoted(raw, quoted=False)


def _go(body: str) -> str:
    data, position = bytearray(), 0
    for match in _ESCAPE.finditer(body):
        data += to_bytes(body[position : match.start()])
        data += _escaped(match)
        position = match.end()
    data += to_bytes(body[position:])
    return data.decode("utf-8", "surrogateescape")


def _escaped(match: re.Match[str]) -> bytes:
    hexadecimal, octal, short_unicode, long_unicode, letter = match.groups()
    if letter in _SHORT:
        return bytes([_SHORT[letter]])
    byte = int(hexadecimal, 16) if hexadecimal else int(octal, 8) if octal else -1
    if 0 <= byte < 256:
        return bytes([byte])
    code = int(short_unicode or long_unicode or "d800", 16)
    if code > 0x10FFFF or 0xD800 <= code < 0xE000:
        raise EtcdUsageError(
            f"{match[0]} is no escape that Go knows ({_ESCAPES}): write \\\\ for a backslash, or use single quotes."
        )
    return chr(code).encode()
