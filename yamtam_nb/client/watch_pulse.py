"""One thread for all watches of the process that looks after those who cannot look after themselves.

A thread that waits for a message of a dead connection does not notice anything. This one does: twice a second
it looks at every watch.
"""

from __future__ import annotations

import logging
import os
import threading
from typing import Protocol

from yamtam_nb.client.watch_heartbeat import BEAT

_log = logging.getLogger("yamtam_nb.watch")


class Beating(Protocol):
    """Something to look after."""

    def beat(self) -> None:
        """Called twice a second; must not block."""
        ...

    def orphan(self) -> None:
        """Called in a forked child, where the thread that fed it does not exist; must take no lock that it took."""
        ...


class Pulse:
    """The thread. It lives as long as there is something to look after."""

    def __init__(self, interval: float = BEAT) -> None:
        self._interval = interval
        self._lock = threading.Lock()
        self._members: set[Beating] = set()
        self._empty = threading.Event()
        self._thread: threading.Thread | None = None

    def add(self, member: Beating) -> None:
        """Look after this one from now on."""
        with self._lock:
            self._members.add(member)
            self._empty.clear()
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, name="yamtam-watch-pulse", daemon=True)
                self._thread.start()

    def remove(self, member: Beating) -> None:
        """Look after it no more."""
        with self._lock:
            self._members.discard(member)
            if not self._members:
                self._empty.set()

    def members(self) -> list[Beating]:
        """Those that are looked after now, in no particular order."""
        with self._lock:
            return list(self._members)

    def orphan_all(self) -> None:
        """In a forked child: leave everybody, and start anew."""
        members, self._members = self._members, set()
        self._lock = threading.Lock()
        self._empty = threading.Event()
        self._thread = None
        for member in members:
            member.orphan()

    def _run(self) -> None:
        while True:
            self._empty.wait(self._interval)
            with self._lock:
                if not self._members:
                    self._thread = None
                    return
                members = list(self._members)
            for member in members:
                _look_after(member)


def _look_after(member: Beating) -> None:
    try:
        member.beat()
    except Exception:  # noqa: BLE001 - a fault in one must not leave the others alone
        _log.exception("Looking after %r failed", member)


PULSE = Pulse()
"""The one that watches use."""

os.register_at_fork(after_in_child=PULSE.orphan_all)
