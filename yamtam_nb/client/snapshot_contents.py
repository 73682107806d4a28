"""What a saved snapshot holds, read from the file itself: no etcd program is needed, and no cluster."""

from __future__ import annotations

import mmap
import struct
from collections.abc import Iterator
from os import PathLike
from pathlib import Path
from typing import NamedTuple

from yamtam_nb.errors import InvalidFile

# Source: go.etcd.io/bbolt internal/common/{page,meta,bucket}.go; server/storage/mvcc/revision.go for the keys.
_MAGIC, _VERSION = 0xED0CDAED, 2
_PAGE = struct.Struct("<QHHI")
_META = struct.Struct("<IIIIQQQQQ")
_BRANCH = struct.Struct("<IIQ")
_LEAF = struct.Struct("<IIII")
_BUCKET = struct.Struct("<QQ")
_IS_BRANCH, _IS_LEAF, _IS_BUCKET = 1, 2, 1
_DEEPEST = 32
_REVISION, _TOMBSTONE = 17, 18
"""Bytes of a revision as etcd stores it: of a key that was written, and of one that was deleted."""


class SnapshotContents(NamedTuple):
    """The keys in a snapshot.

    Attributes:
        revision: of the last write in it.
        keys: those that are there at that revision.
        versions: all that is kept of them and of deleted ones, down to the last compaction.
    """

    revision: int
    keys: int
    versions: int


def snapshot_contents(path: str | PathLike[str]) -> SnapshotContents:
    """Count what a saved snapshot holds; its digest is not checked here, ``yn.verify_snapshot`` does that.

    Raises:
        InvalidFile: it cannot be read, or is no database of etcd.

    Example:
        >>> snapshot_contents("/backup/etcd.db").keys  # doctest: +SKIP
        1203
    """
    file = Path(path)
    try:
        with file.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as data:
            return _count(data)
    except OSError as error:
        raise InvalidFile(f"{file} cannot be read: {error.strerror}.") from error
    except (struct.error, ValueError, IndexError) as error:
        raise InvalidFile(f"{file} is no database of etcd: {error}.") from error


def _count(data: mmap.mmap) -> SnapshotContents:
    alive: set[bytes] = set()
    revision, versions = 1, 0
    for stored, value in _entries(data):
        if len(stored) not in (_REVISION, _TOMBSTONE):
            raise ValueError("a revision in it has an unknown form")
        versions += 1
        revision = int.from_bytes(stored[:8], "big")
        (alive.discard if len(stored) == _TOMBSTONE else alive.add)(_key(value))
    return SnapshotContents(revision, len(alive), versions)


def _entries(data: mmap.mmap) -> Iterator[tuple[bytes, bytes]]:
    """What is in the bucket of the keys, in the order of revisions."""
    magic, version, size, _, root, *_ = _META.unpack_from(data, _PAGE.size)
    if (magic, version) != (_MAGIC, _VERSION) or not size:
        raise ValueError("it does not begin like one")
    for flags, name, place, _ in _leaves(data, size, root * size):
        if flags & _IS_BUCKET and name == b"key":
            page, _ = _BUCKET.unpack_from(data, place)
            # A small bucket stands in its parent, right behind its head.
            inside = page * size if page else place + _BUCKET.size
            for _, key, start, length in _leaves(data, size, inside):
                yield key, data[start : start + length]


def _leaves(data: mmap.mmap, size: int, page: int, depth: int = 0) -> Iterator[tuple[int, bytes, int, int]]:
    """Flags, key, place and length of the value of each entry below a page."""
    if depth > _DEEPEST:
        raise ValueError("its pages go round in a circle")
    _, kind, count, _ = _PAGE.unpack_from(data, page)
    for number in range(count):
        place = page + _PAGE.size + number * _LEAF.size
        if kind & _IS_BRANCH:
            _, _, child = _BRANCH.unpack_from(data, place)
            yield from _leaves(data, size, child * size, depth + 1)
        elif kind & _IS_LEAF:
            flags, offset, key_size, value_size = _LEAF.unpack_from(data, place)
            start = place + offset
            yield flags, data[start : start + key_size], start + key_size, value_size
        else:
            raise ValueError("a page in it is of an unknown kind")


def _key(value: bytes) -> bytes:
    """The key in a stored KeyValue: its first field, a tag and a length of seven bits a byte before it."""
    length, shift, place = 0, 0, 1
    if value[0] != 0x0A:
        raise ValueError("an entry in it has no key")
    while True:
        byte = value[place]
        length |= (byte & 0x7F) << shift
        place, shift = place + 1, shift + 7
        if byte < 0x80:
            return value[place : place + length]
