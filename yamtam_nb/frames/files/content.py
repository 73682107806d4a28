"""The keys of a file: as rows while they are read, as columns when they are found good."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from operator import itemgetter
from typing import NamedTuple

from yamtam_nb.frames.columns import Columns
from yamtam_nb.frames.files.fault import Fault
from yamtam_nb.frames.files.header import Header, decoded
from yamtam_nb.keys import to_bytes
from yamtam_nb.values import show_key, text

NUMBERS = ("create_revision", "mod_revision", "version", "lease")
FIELDS = ("key", "value", *NUMBERS)
"""What every format writes for each key, in this order."""

_KNOWN = {*FIELDS, "key_base64", "value_base64"}
_LENGTHS = struct.Struct(">QQ")
_NUMBERS = struct.Struct(">qqqq")

Entry = tuple[str | bytes, str | bytes, int, int, int, int]
"""One key in the order of :data:`FIELDS`."""


class Row(NamedTuple):
    """One key as it was read, and the line that it begins on (0 where the format has no lines)."""

    line: int
    entry: Entry


class Content(NamedTuple):
    """All that was read.

    Attributes:
        header: what the file says of itself.
        rows: its keys.
        ended: whether it ends as its format's writer ends it. Only looked at when the digest differs.
    """

    header: Header
    rows: list[Row]
    ended: bool


def entries(columns: Columns) -> Iterator[Entry]:
    """The rows of columns, in plain Python numbers."""
    numbers = columns.numbers()
    return zip(columns.key, columns.value, *(numbers[name].tolist() for name in NUMBERS), strict=True)


def digest(columns: Columns) -> str:
    """SHA-256 over keys, values and numbers, independent of how a format writes them: its spelling is no content."""
    whole = hashlib.sha256()
    for key, value, *numbers in entries(columns):
        name, content = to_bytes(key), to_bytes(value)
        whole.update(_LENGTHS.pack(len(name), len(content)))
        whole.update(name)
        whole.update(content)
        whole.update(_NUMBERS.pack(*numbers))
    return whole.hexdigest()


def row(fields: Mapping[str, object], line: int = 0) -> Row:
    """One key from its fields. Those that tell its history may be missing, as in a row added by hand.

    Raises:
        Fault: a field is unknown, missing or of another kind.
    """
    if not _KNOWN.issuperset(fields):
        unknown = next(name for name in fields if name not in _KNOWN)
        raise Fault(f"unknown field {unknown!r}", line)
    key = _text(fields, "key", line)
    if not key:
        raise Fault("the key is empty", line)
    created, modified, version, lease = (_number(fields.get(name, 0), name, line) for name in NUMBERS)
    return Row(line, (key, _text(fields, "value", line), created, modified, version, lease))


def checked(content: Content) -> tuple[Columns, bool]:
    """The keys in order, and whether they were edited since they were exported.

    Raises:
        Fault: a key is there twice or outside the prefix, or the file was cut off.
    """
    header, rows = content.header, content.rows
    if len(rows) < header.keys:
        raise Fault(
            f"holds {len(rows):,} of the {header.keys:,} keys that its header tells of: it was cut off "
            f"(if you took keys out by hand, write keys: {len(rows)} into the header)"
        )
    _no_strangers(header, rows)
    columns = in_order(rows, header.revision, header.cluster_id)
    edited = digest(columns) != header.sha256
    if edited and not content.ended:
        raise Fault("its end is missing: it was cut off")
    return columns, edited


def in_order(rows: Sequence[Row], revision: int, cluster_id: int) -> Columns:
    """The rows as columns, ordered by key as etcd orders them.

    Raises:
        Fault: a key is there twice.
    """
    ordered = sorted(((to_bytes(row.entry[0]), row) for row in rows), key=itemgetter(0))
    for (key, one), (again, other) in pairwise(ordered):
        if key == again:
            where = f", first on line {one.line}" if one.line else ""
            raise Fault(f"{show_key(key)} is there twice{where}", other.line)
    columns = Columns(revision, cluster_id, len(ordered))
    columns.key = [row.entry[0] for _, row in ordered]
    columns.value = [row.entry[1] for _, row in ordered]
    for place, column in enumerate(columns.numbers().values(), start=2):
        column[:] = [row.entry[place] for _, row in ordered]
    return columns


def _no_strangers(header: Header, rows: Sequence[Row]) -> None:
    prefix = to_bytes(header.prefix)
    for line, entry in rows:
        key = to_bytes(entry[0])
        if not key.startswith(prefix):
            raise Fault(f"{show_key(key)} is not under the header's prefix {show_key(prefix)}", line)


def _text(fields: Mapping[str, object], name: str, line: int) -> str | bytes:
    """A key or a value: text where it is UTF-8, however it was written."""
    given = fields.get(name)
    marked = f"{name}_base64"
    if marked in fields:
        if given is not None:
            raise Fault(f"both {name} and {marked} are given", line)
        given = decoded(fields[marked], marked, line)
    if isinstance(given, bytes):
        return text(given)
    if not isinstance(given, str):
        what = "is missing" if given is None else f"is {type(given).__name__}, not text: put it in quotes"
        raise Fault(f"{name} {what}", line)
    if not given.isascii():
        _encodable(given, name, line)
    return given


def _encodable(given: str, name: str, line: int) -> None:
    try:
        given.encode()
    except UnicodeEncodeError as error:
        raise Fault(f"{name} has half of a surrogate pair in it, which is no text", line) from error


def _number(given: object, name: str, line: int) -> int:
    number = given
    if isinstance(given, str) and given.removeprefix("-").isdecimal() and len(given) <= 20:
        number = int(given)
    if isinstance(number, int) and not isinstance(number, bool) and -(2**63) <= number < 2**63:
        return number
    raise Fault(f"{name} is {given!r}, not a whole number", line)
