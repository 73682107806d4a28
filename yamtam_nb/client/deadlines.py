"""One thread for all renewed leases of the process that notices when a deadline passes.

The threads that renew may be waiting for a server that never answers; this one waits for nothing but the clock.
"""

from __future__ import annotations

import logging
import threading
from typing import Protocol

_log = logging.getLogger("yamtam_nb.lease")

LOOK = 0.5
"""Longest nap in seconds. Naps do not count the time that the machine sleeps, deadlines do: so look now and then."""


class Expiring(Protocol):
    """Something with a deadline."""

    def look(self) -> float:
        """Do what a passed deadline asks for, once; must not block. Returns the seconds until the next look."""
        ...


class Deadlines:
    """The thread. It lives as long as there is a deadline to look at."""

    def __init__(self, longest_nap: float = LOOK) -> None:
        self._longest_nap = longest_nap
        self._changed = threading.Condition()
        self._members: set[Expiring] = set()
        self._thread: threading.Thread | None = None

    def add(self, member: Expiring) -> None:
        """Look at this one from now on."""
        with self._changed:
            self._members.add(member)
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, name="yamtam-deadlines", daemon=True)
                self._thread.start()
            else:
                self._changed.notify_all()

    def remove(self, member: Expiring) -> None:
        """Look at it no more."""
        with self._changed:
            self._members.discard(member)
            if not self._members:
                self._changed.notify_all()

    def __len__(self) -> int:
        return len(self._members)

    def _run(self) -> None:
        while True:
            with self._changed:
                if not self._members:
                    self._thread = None
                    return
                members = list(self._members)
            nap = min([self._longest_nap, *(_look_at(member) for member in members)])
            with self._changed:
                if self._members:
                    self._changed.wait(max(nap, 0.001))


def _look_at(member: Expiring) -> float:
    try:
        return member.look()
    except Exception:  # noqa: BLE001 - a fault in one must not leave the others alone
        _log.exception("Looking at the deadline of %r failed", member)
        return LOOK


DEADLINES = Deadlines()
"""The one that renewed leases use."""
