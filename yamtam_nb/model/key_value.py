"""A key with its value and its revisions."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from yamtam_nb.errors import DecodeError


class KeyValue(NamedTuple):
    """One key as etcd holds it. A named tuple, because a prefix may hold a hundred thousand of them.

    Attributes:
        key: the key, bytes.
        value: the value, bytes; empty when only keys were asked for.
        create_revision: revision of the put that created the key (a deleted and re-created key starts anew).
        mod_revision: revision of the last put.
        version: puts since creation, starting at 1.
        lease: ID of the lease that the key is bound to, 0 for none; 0 as well when only keys were asked for and
            etcd is 3.7 or later, which leaves it out of ranges.
    """

    key: bytes
    value: bytes = b""
    create_revision: int = 0
    mod_revision: int = 0
    version: int = 0
    lease: int = 0

    def text(self) -> str:
        """The value as UTF-8 text.

        Raises:
            DecodeError: the value is not UTF-8.
        """
        try:
            return self.value.decode()
        except UnicodeDecodeError as error:
            raise DecodeError(
                f"The value of {self.key!r} is not UTF-8 text: use .value for the bytes."
            ) from error

    def json(self) -> Any:
        """The value parsed as JSON.

        Raises:
            DecodeError: the value is not UTF-8, or not JSON.
        """
        try:
            return json.loads(self.text())
        except json.JSONDecodeError as error:
            raise DecodeError(
                f"The value of {self.key!r} is not JSON ({error}): use .text() or .value."
            ) from error
