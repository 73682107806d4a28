"""One comparison: ``mod("key") > "0"``."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from yamtam_nb.errors import EtcdUsageError
from yamtam_nb.keys import KeyRange
from yamtam_nb.magics.parser import suggestion
from yamtam_nb.magics.transaction.blocks import Line, short
from yamtam_nb.magics.transaction.quoting import STRING, to_bytes, unquoted
from yamtam_nb.model import Compare
from yamtam_nb.model.txn import Relation, Target

TARGETS: dict[str, Target] = {
    "ver": "version",
    "version": "version",
    "c": "create_revision",
    "create": "create_revision",
    "m": "mod_revision",
    "mod": "mod_revision",
    "val": "value",
    "value": "value",
    "lease": "lease",
}
"""etcdctl's word -> what is compared."""

_RELATIONS: dict[str, Relation] = {"=": "==", "==": "==", "!=": "!=", ">": ">", "<": "<"}
_EXAMPLE = 'mod("key") > "0"'


class _Piece(NamedTuple):
    pattern: re.Pattern[str]
    expected: str


_NAME = _Piece(re.compile(r"(\w+)\s*(?=\()"), f"a comparison such as {_EXAMPLE}")
_KEY = _Piece(
    re.compile(rf"\(\s*({STRING})\s*\)", re.DOTALL), 'the key in parentheses and double quotes, ("key")'
)
_RELATION = _Piece(re.compile(r"(==|!=|[=<>])"), "one of = != < >")
_OPERAND = _Piece(re.compile(rf"({STRING}|[+-]?\w+)", re.DOTALL), "what to compare with, in double quotes")
_END = _Piece(re.compile(r"()\Z"), "the end of the line")


def compare(line: Line) -> Compare:
    """The comparison that a line states.

    Raises:
        EtcdUsageError: it states none; the message says what was expected, and where.
    """
    rest = line.text
    taken = []
    for piece in (_NAME, _KEY, _RELATION, _OPERAND, _END):
        match = piece.pattern.match(rest)
        if match is None:
            raise line.wrong(
                f"expected {piece.expected}, found {short(rest) if rest else 'the end of it'}.{_hint(rest)}"
            )
        taken.append(match[1])
        rest = rest[match.end() :].lstrip()
    name, key, relation, operand, _ = taken
    if name not in TARGETS:
        near = suggestion(name, TARGETS)
        raise line.wrong(f"{name}() cannot be compared: there are {', '.join(TARGETS)}.{near}")
    try:
        span = KeyRange.of(to_bytes(unquoted(key)))
        wanted = unquoted(operand) if operand[0] in '"`' else operand
        return Compare(span, TARGETS[name], _RELATIONS[relation], _OPERANDS[TARGETS[name]](wanted))
    except ValueError as error:  # EtcdUsageError and an empty key are ValueErrors
        raise line.wrong(str(error)) from None


def _hint(rest: str) -> str:
    if rest.split(None, 1)[:1] in (["get"], ["put"], ["del"]):
        return " Operations come after the empty line that ends the comparisons; without any, begin with an empty line."
    return ""


def _number(text: str) -> int:
    if not re.fullmatch(r"[+-]?[0-9]+", text) or abs(int(text)) >= 1 << 63:
        raise EtcdUsageError(f"expected a whole number, found {text!r}.")
    return int(text)


def _lease(text: str) -> int:
    if not re.fullmatch(r"(0x)?[0-9a-fA-F]{1,16}", text) or int(text, 16) >= 1 << 63:
        raise EtcdUsageError(f"expected a lease ID in hexadecimal, found {text!r}.")
    return int(text, 16)


_OPERANDS: dict[Target, Callable[[str], int | bytes]] = {
    "version": _number,
    "create_revision": _number,
    "mod_revision": _number,
    "value": to_bytes,
    "lease": _lease,
}
