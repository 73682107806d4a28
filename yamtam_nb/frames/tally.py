"""Keys and bytes counted per sub-prefix, page by page. Pure; it keeps no value."""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from typing import NamedTuple

from yamtam_nb.model import Page


@dataclass
class Part:
    """What stands under one sub-prefix.

    Attributes:
        keys: number of keys.
        size: bytes of keys and values.
        largest: bytes of the largest value, and
        largest_key: whose it is.
        versions: the versions of the keys, added up: how often keys that are there now were written.
        changes: changes of keys, deletions too, as far as they were counted.
    """

    keys: int = 0
    size: int = 0
    largest: int = 0
    largest_key: bytes = b""
    versions: int = 0
    changes: int = 0


class Big(NamedTuple):
    """A large value, without the value."""

    size: int
    key: bytes
    mod_revision: int
    version: int


class Tally:
    """Counts pages of a range.

    Args:
        prefix: what all keys begin with.
        depth: how many levels below the prefix have a row of their own, at least 1.
        separator: what levels end with.
        most: how many of the largest values are remembered.
    """

    def __init__(self, prefix: bytes, depth: int, separator: bytes, most: int) -> None:
        self._prefix = prefix
        self._depth = depth
        self._separator = separator
        self._most = most
        self._biggest: list[Big] = []
        self.parts: dict[bytes, Part] = {}
        self.total = Part()

    def add(self, page: Page) -> None:
        """Count the keys of one page."""
        whole, biggest = self.total, self._biggest
        for key, value, revision, version in zip(
            page.keys, page.values, page.mod_revisions, page.versions, strict=True
        ):
            size = len(value)
            part = self._part(key)
            for each in (part, whole):
                each.keys += 1
                each.size += len(key) + size
                each.versions += version
                if size > each.largest or not each.largest_key:
                    each.largest, each.largest_key = size, key
            if len(biggest) < self._most:
                heapq.heappush(biggest, Big(size, key, revision, version))
            elif self._most and size > biggest[0].size:
                heapq.heapreplace(biggest, Big(size, key, revision, version))

    def add_change(self, key: bytes) -> None:
        """Count a change of a key, which may be gone."""
        self._part(key).changes += 1
        self.total.changes += 1

    def _part(self, key: bytes) -> Part:
        name = self.level(key)
        part = self.parts.get(name)
        if part is None:
            part = self.parts[name] = Part()
        return part

    def level(self, key: bytes) -> bytes:
        """The sub-prefix that a key counts for: as deep as it goes, and no deeper than ``depth``.

        >>> Tally(b"/a/", 1, b"/", 0).level(b"/a/b/c"), Tally(b"/a/", 1, b"/", 0).level(b"/a/x")
        (b'/a/b/', b'/a/')
        """
        end = len(self._prefix)
        for _ in range(self._depth):
            found = key.find(self._separator, end)
            if found < 0:
                break
            end = found + len(self._separator)
        return key[:end]

    def biggest(self) -> list[Big]:
        """The largest values, the largest first; equal ones by key."""
        return sorted(self._biggest, key=lambda big: (-big.size, big.key))
