"""What is shown while a cell waits for its lock: who has it, for how long, and who else waits."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timezone
from typing import Any

from yamtam_nb.concurrency.entries import LockEntry

SHOWN = 3


class QueueNote:
    """One line that is renewed while the waiting goes on, and says at the end how long it took.

    Nothing at all is shown when there is no wait.

    Args:
        name: the lock's name.
        show: displays a text and returns a handle with ``update``.
    """

    def __init__(self, name: str, show: Callable[[str], Any]) -> None:
        self._name = name
        self._show = show
        self._handle: Any = None
        self._since = datetime.now(timezone.utc)

    def waiting(self, queue: list[LockEntry]) -> None:
        """The queue as it is now."""
        if queue:
            self._put(describe(self._name, queue, datetime.now(timezone.utc)))

    def over(self) -> None:
        """The waiting has ended well."""
        if self._handle is not None:
            waited = (datetime.now(timezone.utc) - self._since).total_seconds()
            self._put(f"{self._name}: got it after {waited:.0f} s")

    def _put(self, text: str) -> None:
        if self._handle is None:
            self._handle = self._show(text)
        else:
            self._handle.update(Line(text))


class Line:
    """A line of text as a display object; plain in every front end, so nothing in it can be markup."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __repr__(self) -> str:
        return self._text


def describe(name: str, queue: list[LockEntry], now: datetime) -> str:
    """The queue in one line."""
    holder, *others = queue
    who = str(holder.holder or f"lease {holder.lease_id:x}")
    since = f" for {age(holder.since, now)}" if holder.since else ""
    ahead = f"; {len(others)} in the queue" if others else ""
    return f"{name}: waiting, held by {who}{since} (token {holder.token}){ahead}"


def age(since: datetime, now: datetime) -> str:
    """``12 s``, ``3 min``, ``2 h``."""
    seconds = max((now - since).total_seconds(), 0.0)
    if seconds < 120:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.0f} h"
