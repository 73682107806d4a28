"""A saved snapshot: a database file of etcd, followed by the SHA-256 of it."""

from __future__ import annotations

import hashlib
from os import PathLike
from pathlib import Path

from yamtam_nb.errors import InvalidFile
from yamtam_nb.model import SavedSnapshot

_TRAILER = 32
_PAGE = 512
_CHUNK = 1 << 20


class Digest:
    """Bytes as they come; the last 32 of them are the digest of those before.

    Attributes:
        size: bytes so far.
    """

    def __init__(self) -> None:
        self.size = 0
        self._sha256 = hashlib.sha256()
        self._tail = b""

    def add(self, chunk: bytes) -> None:
        """The next bytes."""
        self.size += len(chunk)
        held = self._tail + chunk
        self._sha256.update(held[:-_TRAILER])
        self._tail = held[-_TRAILER:]

    def verified(self, what: str) -> str:
        """The digest, in hexadecimal, once it has been found to be right.

        Raises:
            InvalidFile: something is missing or altered.
        """
        # A database is whole pages; etcd appends the digest to it (etcd server/etcdserver/api/v3rpc/maintenance.go).
        if self.size % _PAGE != _TRAILER or self.size == _TRAILER:
            raise InvalidFile(
                f"{what} has {self.size:,} bytes, which is no database with a digest at its end: "
                "it is cut short, or no snapshot of etcd. Save it again."
            )
        if self._sha256.digest() != self._tail:
            raise InvalidFile(f"{what} does not fit its digest: bytes were altered. Save it again.")
        return self._tail.hex()


def verify_snapshot(path: str | PathLike[str]) -> SavedSnapshot:
    """Check that a file saved by ``client.maintenance.snapshot`` or ``etcdctl snapshot save`` is whole.

    It proves that the bytes are those that the member sent, not what the database in it holds.

    Raises:
        InvalidFile: it cannot be read, is cut short, altered, or no snapshot. The ``db`` file of a data
            directory has no digest and cannot be verified.

    Example:
        >>> yn.verify_snapshot("/backup/etcd.db").size
    """
    file = Path(path)
    digest = Digest()
    try:
        with file.open("rb") as stream:
            while chunk := stream.read(_CHUNK):
                digest.add(chunk)
    except OSError as error:
        raise InvalidFile(f"{file} cannot be read: {error.strerror}.") from error
    return SavedSnapshot(file, digest.size, digest.verified(str(file)))
