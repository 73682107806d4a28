"""One thread for all renewed leases of the process that notices when a deadline passes.

The threads that renew may be waiting for a server that never answers; this one waits for nothing but the clock.
"""

from __future__ import annotations

import logging
import math
import threading
from typing import Protocol

_log = logging.getLogger("yamtam_nb.lease")

OVER = math.inf
"""What is not to be looked at any more says this instead of a time."""

LOOK = 0.5
"""Longest nap in seconds. Naps do not count the time that the machine sleeps, deadlines do: so look now and then."""


class Expiring(Protocol):
    """Something with a deadline."""

    def look(self) -> float:
        """Do what a passed deadline asks for, once; must not block.

        Returns:
            Seconds until the next look; ``OVER`` for no next look.
        """
        ...


class Deadlines:
    """The thread. It lives as long as there is a deadline to look at, and a nap longer: another may come soon."""

    def __init__(self, longest_nap: float = LOOK) -> None:
        self._longest_nap = longest_nap
        self._changed = threading.Condition()
        self._members: set[Expiring] = set()
        self._thread: threading.Thread | None = None
        self._resting = False
        self._urgent = False  # somebody came who cannot wait for the end of a nap

    def add(self, member: Expiring, *, within: float = LOOK) -> None:
        """Look at this one from now on; for the first time within so many seconds, or within the longest nap."""
        with self._changed:
            self._members.add(member)
            self._resting = False
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, name="yamtam-deadlines", daemon=True)
                self._thread.start()
            elif within < self._longest_nap:
                self._urgent = True
                self._changed.notify_all()

    def remove(self, member: Expiring) -> None:
        """Look at it no more."""
        with self._changed:
            self._members.discard(member)

    def rest(self) -> None:
        """If there is nothing to look at, end the thread now, and wait for that."""
        with self._changed:
            thread = self._thread
            if self._members or thread is None:
                return
            self._resting = True
            self._changed.notify_all()
        if thread is not threading.current_thread():
            thread.join(1.0)

    def __len__(self) -> int:
        return len(self._members)

    def _run(self) -> None:
        while True:
            with self._changed:
                if not self._changed.wait_for(lambda: self._members or self._resting, self._longest_nap):
                    self._resting = True
                if not self._members and self._resting:
                    self._thread = None
                    return
                self._urgent = False
                members = list(self._members)
            nap = self._longest_nap
            for member in members:
                left = _look_at(member)
                if left == OVER:
                    self.remove(member)
                nap = min(nap, left)
            with self._changed:
                if not self._urgent:
                    self._changed.wait(max(nap, 0.001))


def _look_at(member: Expiring) -> float:
    try:
        return member.look()
    except Exception:  # noqa: BLE001 - a fault in one must not leave the others alone
        _log.exception("Looking at the deadline of %r failed", member)
        return LOOK


DEADLINES = Deadlines()
"""The one that renewed leases use."""
