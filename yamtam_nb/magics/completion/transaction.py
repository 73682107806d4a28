"""What may stand at the cursor in a cell of ``%%etcd_txn``, from the text above it. Pure."""

from __future__ import annotations

import re

from yamtam_nb.errors import EtcdUsageError
from yamtam_nb.magics.completion.line import Cursor
from yamtam_nb.magics.completion.spelling import in_comparison, in_operation
from yamtam_nb.magics.completion.wanted import Wanted, argument
from yamtam_nb.magics.transaction.blocks import unfinished
from yamtam_nb.magics.transaction.operation import SPECS
from yamtam_nb.magics.transaction.quoting import STRING, half_typed, half_unquoted

_TARGETS = ("create", "lease", "mod", "value", "version")
_RELATIONS = ("=", "!=", "<", ">")
_OUTSIDE = {"--help", "--python"}
"""Flags of the cell's first line, which no operation has."""

_NAME = re.compile(r"\w*")
_KEY = re.compile(r'\w+\s*\(\s*((?:"(?:[^"\\]|\\.)*)?)', re.DOTALL)
_RELATION = re.compile(rf"\w+\s*\(\s*(?:{STRING})\s*\)\s*([!=<>]*)", re.DOTALL)
_LAST = re.compile(r"\S*\Z")


def wanted_inside(body: str) -> Wanted:
    """What the word under the cursor may become.

    Args:
        body: the transaction up to the cursor.
    """
    block, line = unfinished(body)
    if line.startswith("#") or block > 2:
        return _nothing(line)
    try:
        return _operation(line) if block else _comparison(line)
    except EtcdUsageError:  # half an escape: there is no saying what it will be
        return _nothing(line)


def _comparison(line: str) -> Wanted:
    if _NAME.fullmatch(line):
        words = tuple(f'{name}("' for name in _TARGETS if name.startswith(line))
        return Wanted(words, "", "comparison", line, line)
    if key := _KEY.fullmatch(line):
        return Wanted((), "key", "key", key[1], half_unquoted(key[1]), in_comparison)
    if relation := _RELATION.fullmatch(line):
        typed = relation[1]
        return Wanted(
            tuple(each for each in _RELATIONS if each.startswith(typed)), "", "relation", typed, typed
        )
    return _nothing(line)


def _operation(line: str) -> Wanted:
    found, fragment = half_typed(line)
    words = [word.text for word in found]
    if not words:
        return Wanted(
            tuple(name for name in SPECS if name.startswith(fragment)), "", "command", fragment, fragment
        )
    if words[0] not in SPECS or "\n" in fragment:
        return _nothing(line)
    name, *rest = words
    cursor = Cursor((), fragment, half_unquoted(fragment), cell=True, expands=False)
    want = argument(cursor, SPECS[name], tuple(rest))
    return want._replace(
        words=tuple(word for word in want.words if word not in _OUTSIDE), spelling=in_operation
    )


def _nothing(line: str) -> Wanted:
    """No offer, and none of Python's either."""
    last = _LAST.search(line)
    fragment = last[0] if last else ""
    return Wanted((), "", "", fragment, fragment)
