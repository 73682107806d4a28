"""What the cursor stands in: pure, from the text of the line alone."""

from __future__ import annotations

import re
from typing import NamedTuple

from yamtam_nb.magics.split import Scanner, Word

_MAGIC = re.compile(r"^\s*(?:[^%#=]*=\s*)?(%%?)etcd\s(.*)$", re.DOTALL)
_VARIABLE = re.compile(r"(\$|\{)(\w*)$")


class Cursor(NamedTuple):
    """A half-typed line of ``%etcd``.

    Attributes:
        words: the finished words before the cursor, after the magic's name.
        fragment: the word under the cursor exactly as typed, "" after a blank.
        text: the same with its quotes resolved.
        cell: whether it is ``%%etcd``.
    """

    words: tuple[str, ...]
    fragment: str
    text: str
    cell: bool

    @property
    def variable(self) -> str | None:
        """The half-typed name after ``$`` or ``{`` at the cursor, None when there is none."""
        match = _VARIABLE.search(self.fragment)
        return match[2] if match and not self.fragment.startswith("'") else None


def read_line(text: str) -> Cursor | None:
    """The half-typed line that ends at the cursor; None when it is not ours, or when a value is being typed."""
    match = _MAGIC.match(text)
    if match is None:
        return None
    typed = match[2]
    scanner = Scanner(typed, forgiving=True)
    words: list[Word] = []
    while (word := scanner.next()) is not None:
        words.append(word)
    if scanner.tail is not None:
        return None
    cell = match[1] == "%%"
    if words and words[-1].end == len(typed):
        *before, last = words
        return Cursor(tuple(word.text for word in before), typed[last.start :], last.text, cell)
    return Cursor(tuple(word.text for word in words), "", "", cell)
