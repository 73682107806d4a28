"""Keys and key ranges: the one place where ``str`` becomes ``bytes``.

etcd orders keys as bytes. A range is ``[key, range_end)``; two values of ``range_end`` are special
(source: etcd ``api/etcdserverpb/rpc.proto``, RangeRequest): empty means the single key, and one zero
byte means every key from ``key`` on.
"""

from __future__ import annotations

from itertools import takewhile
from typing import NamedTuple

from yamtam_nb.errors import InvalidArgument

FROM_KEY = b"\0"
"""``range_end`` that stands for "every key from here on"."""


def to_bytes(text: str | bytes) -> bytes:
    """``text`` as etcd stores it: bytes as they are, ``str`` in UTF-8.

    Raises:
        InvalidArgument: it is neither, or a ``str`` that UTF-8 cannot carry (a lone surrogate).
    """
    if isinstance(text, bytes):
        return text
    if isinstance(text, str):
        try:
            return text.encode()
        except UnicodeEncodeError as error:
            raise InvalidArgument(f"{text!r} cannot be written as UTF-8: pass bytes instead.") from error
    if isinstance(text, (bytearray, memoryview)):
        return bytes(text)
    raise InvalidArgument(f"Expected str or bytes, got {type(text).__name__}: encode it first.")


def prefix_end(prefix: bytes) -> bytes:
    """First key after every key that starts with ``prefix``.

    The last byte below 0xff is incremented and the rest cut off; with nothing left to increment the
    range has no end (source: etcd ``client/v3/op.go``, getPrefix).

    >>> prefix_end(b"a/")
    b'a0'
    >>> prefix_end(b"a\\xff")
    b'b'
    """
    for index in range(len(prefix) - 1, -1, -1):
        if prefix[index] < 0xFF:
            return prefix[:index] + bytes([prefix[index] + 1])
    return FROM_KEY


class KeyRange(NamedTuple):
    """A range of keys ``[key, range_end)`` as etcd takes it.

    Build it with :meth:`of`, which knows prefixes and open ends.
    """

    key: bytes
    range_end: bytes = b""

    @classmethod
    def of(
        cls,
        key: str | bytes,
        range_end: str | bytes | None = None,
        *,
        prefix: bool = False,
        from_key: bool = False,
    ) -> KeyRange:
        """The range meant by a verb's arguments.

        Args:
            key: the key, or the prefix, or the first key of the range.
            range_end: first key after the range; excludes ``prefix`` and ``from_key``.
            prefix: every key that starts with ``key``; an empty ``key`` means all keys.
            from_key: every key from ``key`` on.

        Raises:
            InvalidArgument: two of the three are given, or ``key`` is empty without ``prefix`` or ``from_key``.
        """
        if (range_end is not None) + prefix + from_key > 1:
            raise InvalidArgument("Give one of range_end, prefix=True and from_key=True, not several.")
        start = to_bytes(key)
        if prefix:
            return cls(start or b"\0", prefix_end(start))
        if from_key:
            return cls(start or b"\0", FROM_KEY)
        if not start:
            raise InvalidArgument("The key is empty: name a key, or use prefix=True for all keys.")
        return cls(start, b"" if range_end is None else to_bytes(range_end))

    @property
    def single(self) -> bool:
        """Whether the range is exactly one key."""
        return not self.range_end

    @property
    def prefix(self) -> bytes:
        """What all its keys begin with.

        >>> KeyRange.of("/a/", prefix=True).prefix, KeyRange.of("/a/k3", "/a/k7").prefix
        (b'/a/', b'/a/k')
        """
        if self.single or self.range_end == prefix_end(self.key):
            return self.key
        if self.range_end == FROM_KEY:
            return b""
        both = zip(self.key, self.range_end, strict=False)
        return bytes(first for first, _ in takewhile(lambda pair: pair[0] == pair[1], both))

    def __contains__(self, key: object) -> bool:
        """Whether ``key`` (bytes) lies in the range."""
        if not isinstance(key, bytes):
            return False
        if not self.range_end:
            return key == self.key
        return key >= self.key and (self.range_end == FROM_KEY or key < self.range_end)
