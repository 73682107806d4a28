"""One of the two states that are compared: its keys and values, in columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from operator import itemgetter
from typing import Any, NamedTuple, Protocol

from yamtam_nb.frames.diff.plain_yaml import plain
from yamtam_nb.frames.diff.structure import structure, written
from yamtam_nb.keys import to_bytes
from yamtam_nb.model import KeyValue
from yamtam_nb.values import text


class State(Protocol):
    """What can be compared: a snapshot, a document, an export."""

    @property
    def prefix(self) -> str | bytes:
        """What its keys begin with."""
        ...

    @property
    def revision(self) -> int | None:
        """The revision that it shows, None when it is of no store."""
        ...

    @property
    def label(self) -> str:
        """How a title calls it."""
        ...

    def __iter__(self) -> Iterator[KeyValue]:
        """Its keys."""
        ...


class Parsed:
    """A value that is stated as data, not as the text that is stored.

    It is equal to a text that is the same as data, however that is written: an object or array to JSON or YAML with
    the same structure, a number, a bool or null to a text that reads as it.
    """

    __slots__ = ("data",)
    __hash__ = None  # type: ignore[assignment] # equal to texts that differ

    def __init__(self, data: Any) -> None:
        self.data = data

    @property
    def text(self) -> str:
        """The value as JSON."""
        return written(self.data)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Parsed):
            return same(self.data, other.data)
        if not isinstance(other, (str, bytes)):
            return NotImplemented
        if isinstance(self.data, (dict, list)):
            return same(self.data, structure(other))
        return isinstance(other, str) and same(self.data, _scalar(other))

    def __repr__(self) -> str:
        return f"<Parsed {self.text}>"


Value = str | bytes | Parsed


class Side(NamedTuple):
    """Keys, ``str`` where they are UTF-8, in the order of their bytes; and their values."""

    key: Sequence[str | bytes]
    value: Sequence[Value]


def side_of(state: State) -> Side:
    """The columns of a state; those that are there already are not copied."""
    columns = getattr(state, "columns", None)
    if columns is not None:
        return Side(columns.key, columns.value)
    kvs = sorted(state, key=itemgetter(0))
    return Side([text(kv.key) for kv in kvs], [text(kv.value) for kv in kvs])


def relative(side: Side, prefix: str | bytes) -> Side:
    """The same with the prefix taken off the keys."""
    length, raw = len(prefix), to_bytes(prefix)
    keys = [
        key[length:] if isinstance(key, str) and isinstance(prefix, str) else text(to_bytes(key)[len(raw) :])
        for key in side.key
    ]
    return Side(keys, side.value)


def same(one: Any, other: Any) -> bool:
    """Whether two pieces of data are equal, with 1, 1.0 and true told apart."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(below, other[key]) for key, below in one.items())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    if type(one) is not type(other):
        return False
    # Decimals and floats that are equal as numbers may still be written differently: 0.0 and -0.0.
    return written(one) == written(other) if isinstance(one, (float, Decimal)) else bool(one == other)


def _scalar(stored: str) -> Any:
    try:
        return plain(stored)
    except ValueError:
        return stored
