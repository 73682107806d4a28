"""What differs between two sides: first the keys, then the paths inside a value."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import compress
from operator import ne
from typing import Any, Literal, NamedTuple

from yamtam_nb.frames.diff.side import Parsed, Side, Value, same
from yamtam_nb.frames.diff.structure import named, parse_json, structure, walk
from yamtam_nb.keys import to_bytes

Op = Literal["added", "removed", "changed"]


BLOCK = 4_096
"""Keys that are compared at once, when those before them were the same."""


class Absent:
    """What stands where there is nothing."""

    def __repr__(self) -> str:
        return "absent"


ABSENT = Absent()


class PathChange(NamedTuple):
    """A path with what stood there before and what stands there after; ``""`` is the whole value."""

    path: str
    old: Any
    new: Any


@dataclass(frozen=True)
class Change:
    """A key that is not the same on both sides.

    Attributes:
        key: ``str`` where it is UTF-8.
        op: what became of it.
        old, new: the values, None where the key is not there.
    """

    key: str | bytes
    op: Op
    old: Value | None
    new: Value | None

    def paths(self) -> list[PathChange]:
        """What differs inside; the whole value when it has no structure on both sides or is not there on one."""
        if self.old is not None and self.new is not None:
            old, new = structure_of(self.old), structure_of(self.new)
            if old is not None and new is not None:
                found = list(_differences("", old, new))
                if found:
                    return found
        return [PathChange("", _whole(self.old), _whole(self.new))]

    @property
    def formatting(self) -> str:
        """In words that nothing but the way it is written differs; ``""`` when more does."""
        if self.old is None or self.new is None:
            return ""
        old, new = structure_of(self.old), structure_of(self.new)
        if old is None or new is None or not same(old, new):
            return ""
        # Comments are no part of a structure, and only JSON has none.
        return "formatting only" if _json(self.old) and _json(self.new) else "formatting or comments only"


def compare(before: Side, after: Side) -> list[Change]:
    """The keys that differ, in the order of their bytes.

    Both sides are gone through at once, block by block where they have the same keys: what is equal costs a comparison,
    and neither an object nor a hash.
    """
    changes: list[Change] = []
    old, new, block = 0, 0, 1
    while old < len(before.key) and new < len(after.key):
        if before.key[old : old + block] == after.key[new : new + block]:
            changes += _changed(before, after, old, new, block)
            old, new, block = old + block, new + block, min(block * 2, BLOCK)
        elif block > 1:
            block //= 2
        elif _first(before.key[old], after.key[new]):
            changes.append(Change(before.key[old], "removed", before.value[old], None))
            old += 1
        else:
            changes.append(Change(after.key[new], "added", None, after.value[new]))
            new += 1
    changes += [Change(key, "removed", value, None) for key, value in _rest(before, old)]
    changes += [Change(key, "added", None, value) for key, value in _rest(after, new)]
    return changes


def _changed(before: Side, after: Side, old: int, new: int, block: int) -> Iterator[Change]:
    """Of a block of equal keys, those whose values differ."""
    one, other = before.value[old : old + block], after.value[new : new + block]
    if one != other:
        for row in compress(range(len(one)), map(ne, one, other)):
            yield Change(before.key[old + row], "changed", one[row], other[row])


def _first(one: str | bytes, other: str | bytes) -> bool:
    if isinstance(one, str) and isinstance(other, str):
        return one < other  # the order of code points is that of their UTF-8
    return to_bytes(one) < to_bytes(other)


def _rest(side: Side, start: int) -> Iterator[tuple[str | bytes, Value]]:
    return zip(side.key[start:], side.value[start:], strict=True)


def structure_of(value: Value) -> Any | None:
    """The object or array that a value is, None when it is none."""
    if isinstance(value, Parsed):
        return value.data if isinstance(value.data, (dict, list)) else None
    return structure(value)


def _differences(path: str, old: Any, new: Any) -> Iterator[PathChange]:
    if isinstance(old, dict) and isinstance(new, dict):
        # In the order of the value before; what is new follows.
        for key in old | new:
            yield from _differences(named(path, key), old.get(key, ABSENT), new.get(key, ABSENT))
    elif isinstance(old, list) and isinstance(new, list):
        for index, one, other in _aligned(old, new):
            yield from _differences(f"{path}[{index}]", one, other)
    elif not same(old, new):
        gone, come = dict(_leaves(old, path)), dict(_leaves(new, path))
        for below in gone | come:
            yield PathChange(below, gone.get(below, ABSENT), come.get(below, ABSENT))


def _leaves(parsed: Any, path: str) -> Iterator[tuple[str, Any]]:
    return iter(()) if parsed is ABSENT else walk(parsed, path)


def _aligned(old: list[Any], new: list[Any]) -> Iterator[tuple[int, Any, Any]]:
    """Items beside each other, so that one put in or taken out is one difference, not one for each that follows.

    Equal items at both ends belong together; those between are taken in turn, and what one array has more of stands
    alone. An index is then the same on both sides, or of the only side that has it, and is never given twice.
    """
    short, long = sorted((len(old), len(new)))
    head = 0
    while head < short and same(old[head], new[head]):
        head += 1
    tail = 0
    while short < long and tail < short - head and same(old[-1 - tail], new[-1 - tail]):
        tail += 1
    for index in range(head, long - tail):
        one = old[index] if index < len(old) - tail else ABSENT
        other = new[index] if index < len(new) - tail else ABSENT
        yield index, one, other


def _whole(value: Value | None) -> Any:
    if value is None:
        return ABSENT
    return value.text if isinstance(value, Parsed) else value


def _json(value: Value) -> bool:
    if isinstance(value, Parsed):
        return True
    try:
        parse_json(value if isinstance(value, str) else value.decode())
    except (ValueError, RecursionError):
        return False
    return True
