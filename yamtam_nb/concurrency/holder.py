"""Who holds a lock, as written in the value of its key. Go's lock and etcdctl write nothing there and read nothing."""

from __future__ import annotations

import getpass
import json
import os
import socket
from datetime import datetime, timezone
from functools import cache
from typing import Any, NamedTuple


class Holder(NamedTuple):
    """Who stands in the queue of a lock. It is what the contender says of itself, so show it as hostile text.

    Attributes:
        host: name of the machine.
        pid: process there.
        user: who runs it.
        what: what the lock is wanted for, or "".
        since: when it joined the queue, by its own clock.
        held_since: when it got the lock, where it had to wait for it and has told.
    """

    host: str
    pid: int
    user: str
    what: str = ""
    since: datetime | None = None
    held_since: datetime | None = None

    @classmethod
    def myself(cls, what: str = "") -> Holder:
        """This process, joining a queue now."""
        return cls(socket.gethostname(), os.getpid(), _user(), what, datetime.now(timezone.utc))

    def value(self) -> bytes:
        """The value to write: a JSON object."""
        fields: dict[str, Any] = {"host": self.host, "pid": self.pid, "user": self.user}
        if self.what:
            fields["what"] = self.what
        for name in ("since", "held_since"):
            moment = getattr(self, name)
            if moment is not None:
                fields[name] = moment.isoformat()
        return json.dumps(fields).encode()

    @classmethod
    def read(cls, value: bytes) -> Holder | None:
        """The holder in a value, or None when it is no such value."""
        try:
            fields = json.loads(value)
        except (ValueError, RecursionError):
            return None
        if not isinstance(fields, dict) or not isinstance(fields.get("host"), str):
            return None
        pid = fields.get("pid")
        return cls(
            fields["host"],
            pid if isinstance(pid, int) else 0,
            _text(fields.get("user")),
            _text(fields.get("what")),
            _moment(fields.get("since")),
            _moment(fields.get("held_since")),
        )

    def __str__(self) -> str:
        what = f" ({self.what})" if self.what else ""
        return f"{self.user}@{self.host} pid {self.pid}{what}"


@cache
def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # a user ID without a name
        return str(os.getuid()) if hasattr(os, "getuid") else ""


def _text(field: object) -> str:
    return field if isinstance(field, str) else ""


def _moment(field: object) -> datetime | None:
    if not isinstance(field, str):
        return None
    try:
        moment = datetime.fromisoformat(field)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)
