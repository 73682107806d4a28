"""One level of the key tree. etcd knows no directories: a separator in the keys makes them.

The walk jumps over whole directories, so that listing three of them costs six small requests, whether
ten keys lie in them or ten million.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from yamtam_nb.keys import KeyRange, prefix_end, to_bytes
from yamtam_nb.model import Header

if TYPE_CHECKING:
    from yamtam_nb.client.client import Client

PAGE = 500
"""Keys asked for at a time: enough for a flat directory, not much to throw away before a jump."""

ENTRIES = 10_000
"""Entries after which a listing stops, unless told otherwise."""


class LevelEntry(NamedTuple):
    """A key, or a directory (its ``path`` ends with the separator) and how many keys lie below it."""

    path: bytes
    directory: bool
    keys: int


class Level:
    """What lies directly below a prefix: a sequence of :class:`LevelEntry`, ordered by path.

    Attributes:
        prefix: what was asked for.
        entries: the keys and directories.
        header: of the first answer; every part was read at its revision.
        complete: False when the listing stopped at its limit.
    """

    __slots__ = ("complete", "entries", "header", "prefix")

    def __init__(self, prefix: bytes, entries: list[LevelEntry], header: Header, complete: bool) -> None:
        self.prefix = prefix
        self.entries = entries
        self.header = header
        self.complete = complete

    @property
    def revision(self) -> int:
        """The revision that all of it shows."""
        return self.header.revision

    def __len__(self) -> int:
        return len(self.entries)

    def __iter__(self) -> Iterator[LevelEntry]:
        return iter(self.entries)

    def __getitem__(self, index: int) -> LevelEntry:
        return self.entries[index]

    def __repr__(self) -> str:
        more = "" if self.complete else " and more"
        return f"<Level {self.prefix!r}: {len(self.entries)} entries{more} at revision {self.revision}>"


def level(
    client: Client,
    prefix: str | bytes = b"",
    *,
    separator: str | bytes = b"/",
    revision: int = 0,
    limit: int | None = ENTRIES,
    counts: bool = True,
    timeout: float | None = None,
) -> Level:
    """List one level of the key tree, all of it at one revision.

    Args:
        client: whom to ask.
        prefix: where; it need not end with the separator.
        separator: what parts the names.
        revision: the state at that revision, 0 for the present one.
        limit: most entries, None for all.
        counts: count the keys of every directory; without it a large one may show fewer than it has.
        timeout: seconds for each request, None for the client's.

    Raises:
        EtcdError: as for ``client.get``.

    Example:
        >>> [entry.path for entry in level(client, "/yamtam/")]  # doctest: +SKIP
        [b'/yamtam/agents/', b'/yamtam/config/']
    """
    walk = _Walk(client, to_bytes(prefix), to_bytes(separator), revision, timeout)
    while walk.more and (limit is None or len(walk.entries) < limit):
        walk.step(counts)
    complete = not walk.more and (limit is None or len(walk.entries) <= limit)
    return Level(walk.prefix, walk.entries[:limit], walk.header, complete)


class _Walk:
    def __init__(
        self, client: Client, prefix: bytes, separator: bytes, revision: int, timeout: float | None
    ) -> None:
        self._client = client
        self._separator = separator
        self._revision = revision
        self._timeout = timeout
        self._cursor, self._end = KeyRange.of(prefix, prefix=True)
        self.prefix = prefix
        self.header = Header()
        self.entries: list[LevelEntry] = []
        self.more = True

    def step(self, counts: bool) -> None:
        """One page, and the jump over the directory that it ends in."""
        page = self._client.get(
            self._cursor,
            self._end,
            limit=PAGE,
            keys_only=True,
            revision=self._revision,
            timeout=self._timeout,
        )
        if not self._revision:
            self._revision = page.revision
        if not self.header.revision:
            self.header = page.header._replace(revision=self._revision)
        for kv in page:
            self._add(kv.key)
        self.more = page.more
        if page.more:
            self._advance(page[-1].key, counts)

    def _add(self, key: bytes) -> None:
        at = key.find(self._separator, len(self.prefix))
        path = key if at < 0 else key[: at + len(self._separator)]
        last = self.entries[-1] if self.entries else None
        if at >= 0 and last is not None and last.path == path and last.directory:
            self.entries[-1] = last._replace(keys=last.keys + 1)
        else:
            self.entries.append(LevelEntry(path, at >= 0, 1))

    def _advance(self, last_key: bytes, counts: bool) -> None:
        last = self.entries[-1]
        if not last.directory:
            self._cursor = last_key + b"\0"
            return
        if counts:
            below = self._client.get(
                last.path, prefix=True, count_only=True, revision=self._revision, timeout=self._timeout
            )
            self.entries[-1] = last._replace(keys=below.count)
        self._cursor = prefix_end(last.path)
        self.more = self._cursor != b"\0" and (self._end == b"\0" or self._cursor < self._end)
