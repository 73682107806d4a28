"""Two texts line by line."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher

from yamtam_nb.render.text import one_line

AROUND = 2
"""Equal lines that are shown around those that differ."""

COMPARED = 500
"""Lines between the first and the last difference that are still matched with each other; matching takes the square."""

SHOWN = 40
"""Lines of the difference that are shown."""


def line_diff(old: str, new: str) -> list[str]:
    """The lines that differ, with ``-`` and ``+`` before them, and some around them; ``@`` says where they are.

    Empty when too much lies between the first and the last difference.

    >>> line_diff("a\\nb\\nc", "a\\nB\\nc")
    ['@ line 1', ' a', '-b', '+B', ' c']
    """
    before, after = old.split("\n"), new.split("\n")
    head = _common(before, after)
    tail = _common(before[head:][::-1], after[head:][::-1])
    if max(len(before), len(after)) - head - tail > COMPARED:
        return []
    # What is equal at both ends takes no matching, but for the lines shown around.
    start, end = max(0, head - AROUND), max(0, tail - AROUND)
    lines = list(_hunks(before[start : len(before) - end], after[start : len(after) - end], start))
    more = len(lines) - SHOWN
    return lines if more <= 0 else [*lines[:SHOWN], f"@ {more:,} more lines"]


def _hunks(before: list[str], after: list[str], start: int) -> Iterator[str]:
    for group in SequenceMatcher(None, before, after, autojunk=False).get_grouped_opcodes(AROUND):
        yield f"@ line {start + group[0][1] + 1}"
        for op, old_from, old_to, new_from, new_to in group:
            if op == "equal":
                yield from (f" {one_line(line)}" for line in before[old_from:old_to])
            else:
                yield from (f"-{_ended(line)}" for line in before[old_from:old_to])
                yield from (f"+{_ended(line)}" for line in after[new_from:new_to])


def _ended(line: str) -> str:
    """Blanks at the end of a line as dots: they may be the whole difference."""
    bare = line.rstrip(" ")
    return one_line(bare) + "·" * (len(line) - len(bare))


def _common(one: list[str], other: list[str]) -> int:
    for index, (a, b) in enumerate(zip(one, other, strict=False)):
        if a != b:
            return index
    return min(len(one), len(other))
