"""What a file says of itself."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass

from yamtam_nb.frames.files.fault import Fault
from yamtam_nb.keys import to_bytes
from yamtam_nb.values import text

FORMAT = "yamtam-nb export"
VERSION = 1

_MARKED = "prefix_base64"
_NEEDED = ("revision", "cluster_id", "keys", "sha256")


@dataclass(frozen=True)
class Header:
    """Where the keys came from, how many there are, and what they add up to.

    Attributes:
        prefix: what all keys begin with; ``bytes`` where it is not UTF-8.
        revision: the one revision that they show.
        cluster_id: the cluster that they were read from.
        keys: their number.
        sha256: the digest of the content, the same whatever the file's format (see ``content.digest``).
    """

    prefix: str | bytes
    revision: int
    cluster_id: int
    keys: int
    sha256: str

    def fields(self) -> dict[str, str | int]:
        """As it is written, in this order. A prefix that is not UTF-8 is base64 under a name that says so."""
        where = {"prefix": self.prefix} if isinstance(self.prefix, str) else {_MARKED: encoded(self.prefix)}
        return {
            "format": FORMAT,
            "version": VERSION,
            **where,
            "revision": self.revision,
            "cluster_id": f"{self.cluster_id:x}",
            "keys": self.keys,
            "sha256": self.sha256,
        }

    @classmethod
    def of(cls, fields: Mapping[str, object]) -> Header:
        """From what was read; numbers may be digits.

        Raises:
            Fault: it is of another version, or something is missing or not what it should be.
        """
        if str(fields.get("version")) != str(VERSION):
            raise Fault(
                f"is an export of version {fields.get('version')}, and this yamtam-nb reads version {VERSION}"
            )
        for name in _NEEDED:
            if name not in fields:
                raise Fault(f"the header has no {name}")
        return cls(
            prefix=_prefix(fields),
            revision=_number(fields, "revision", r"\d{1,19}", 10),
            cluster_id=_number(fields, "cluster_id", r"[0-9a-f]{1,16}", 16),
            keys=_number(fields, "keys", r"\d{1,12}", 10),
            sha256=str(fields["sha256"]),
        )


def encoded(data: bytes) -> str:
    """Bytes as base64 text."""
    return base64.b64encode(data).decode()


def decoded(given: object, name: str, line: int = 0) -> bytes:
    """Base64 text as the bytes that it stands for.

    Raises:
        Fault: it is no base64.
    """
    if isinstance(given, str):
        try:
            return base64.b64decode("".join(given.split()).encode(), validate=True)
        except ValueError:
            pass
    raise Fault(f"{name} is not base64", line)


def _prefix(fields: Mapping[str, object]) -> str | bytes:
    if _MARKED in fields:
        return text(decoded(fields[_MARKED], _MARKED))
    prefix = fields.get("prefix")
    if not isinstance(prefix, str):
        raise Fault("the header has no prefix")
    try:
        return text(to_bytes(prefix))
    except ValueError as error:
        raise Fault("the header's prefix cannot be written as UTF-8") from error


def _number(fields: Mapping[str, object], name: str, pattern: str, base: int) -> int:
    if not re.fullmatch(pattern, str(fields[name])):
        raise Fault(f"the header's {name} is {fields[name]!r}, which is no such number")
    return int(str(fields[name]), base)
