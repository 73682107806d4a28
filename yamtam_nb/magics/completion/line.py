"""What the cursor stands in: pure, from the text of the line alone."""

from __future__ import annotations

import re
from typing import NamedTuple

from yamtam_nb.magics.split import Scanner, Word

_MAGIC = re.compile(r"^\s*(?:[^%#=]*=\s*)?(%%?)etcd(_txn)?\s(.*)$", re.DOTALL)
_TRANSACTION = re.compile(r"\s*%%etcd(?:_txn|[ \t]+txn)(?:[ \t].*)?\n")
_VARIABLE = re.compile(r"(\$|\{)(\w*)$")


class Cursor(NamedTuple):
    """A half-typed line of ``%etcd``, or of a transaction in a cell.

    Attributes:
        words: the finished words before the cursor, after the magic's name.
        fragment: the word under the cursor exactly as typed, "" after a blank.
        text: the same with its quotes resolved.
        cell: whether it is ``%%etcd``.
        expands: whether ``$`` and ``{`` mean variables in it.
    """

    words: tuple[str, ...]
    fragment: str
    text: str
    cell: bool
    expands: bool = True

    @property
    def variable(self) -> str | None:
        """The half-typed name after ``$`` or ``{`` at the cursor, None when there is none."""
        match = _VARIABLE.search(self.fragment)
        quoted = self.fragment.startswith("'")
        return match[2] if match and self.expands and not quoted else None


def transaction_above(before: str) -> str | None:
    """What a cell of ``%%etcd_txn`` holds between its first line and the cursor; None in any other cell.

    Args:
        before: the cell up to the cursor.
    """
    magic = _TRANSACTION.match(before)
    return None if magic is None else before[magic.end() :]


def read_line(text: str) -> Cursor | None:
    """The half-typed line that ends at the cursor; None when it is not ours, or when a value is being typed."""
    match = _MAGIC.match(text)
    if match is None:
        return None
    typed = match[3]
    magic = ("txn",) if match[2] else ()  # %%etcd_txn is another name for %%etcd txn
    scanner = Scanner(typed, forgiving=True)
    words: list[Word] = []
    while (word := scanner.next()) is not None:
        words.append(word)
    if scanner.tail is not None:
        return None
    cell = match[1] == "%%"
    if words and words[-1].end == len(typed):
        *before, last = words
        return Cursor((*magic, *(word.text for word in before)), typed[last.start :], last.text, cell)
    return Cursor((*magic, *(word.text for word in words)), "", "", cell)
