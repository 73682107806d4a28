"""The keys that completion knows: fetched in the background, one level of the tree at a time, soon forgotten."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from typing import TYPE_CHECKING

from yamtam_nb.client.level import LevelEntry, level
from yamtam_nb.errors import YamtamError

if TYPE_CHECKING:
    from yamtam_nb.client.client import Client

MOST_ENTRIES = 400
"""Entries of one level that are kept. IPython shows at most 500 offers."""

MOST_LEVELS = 64
FRESH = 2.0
"""Seconds that a level is offered without asking again."""

_REQUEST = 1.0
_MOST_THREADS = 4


class _Known:
    """One level, as it was when it was fetched last."""

    def __init__(self) -> None:
        self.entries: list[LevelEntry] = []
        self.complete = True
        self.fetched_at = float("-inf")
        self.thread: threading.Thread | None = None
        self.done = threading.Event()


class KeyCache:
    """Levels of the key tree of one client. ``beginning`` never waits longer than it is told to."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._client: Client | None = None
        self._levels: OrderedDict[bytes, _Known] = OrderedDict()
        self._closed = False

    def beginning(self, client: Client, typed: bytes, patience: float) -> list[LevelEntry]:
        """Keys and directories that begin with ``typed``, one level deep.

        Args:
            client: whose keys.
            typed: the beginning of the key.
            patience: seconds to wait for an answer; after that, what is known from before.
        """
        deadline = time.monotonic() + patience
        directory = typed[: typed.rfind(b"/") + 1]
        known = self._level(client, directory, deadline)
        if not known.complete and typed != directory:
            # Too many for one level: ask for those that begin with what was typed.
            known = self._level(client, typed, deadline)
        return [entry for entry in known.entries if entry.path.startswith(typed)]

    def close(self) -> None:
        """Forget everything, and wait for the threads that are still asking."""
        with self._lock:
            self._closed = True
            threads = [known.thread for known in self._levels.values() if known.thread]
            self._levels.clear()
            self._client = None
        for thread in threads:
            thread.join(_REQUEST * 2)

    def _level(self, client: Client, prefix: bytes, deadline: float) -> _Known:
        known = self._refreshed(client, prefix)
        known.done.wait(max(0.0, deadline - time.monotonic()))
        return known

    def _refreshed(self, client: Client, prefix: bytes) -> _Known:
        """The level, with a fetch under way if it is not fresh."""
        with self._lock:
            if client is not self._client:
                self._levels.clear()
                self._client = client
            known = self._levels.setdefault(prefix, _Known())
            self._levels.move_to_end(prefix)
            while len(self._levels) > MOST_LEVELS:
                self._levels.popitem(last=False)
            running = sum(each.thread is not None for each in self._levels.values())
            stale = time.monotonic() - known.fetched_at > FRESH
            if stale and known.thread is None and running < _MOST_THREADS and not self._closed:
                known.done.clear()
                known.thread = threading.Thread(
                    target=self._fetch, args=(client, prefix, known), name="yamtam-completion", daemon=True
                )
                known.thread.start()
            return known

    def _fetch(self, client: Client, prefix: bytes, known: _Known) -> None:
        try:
            found = level(client, prefix, limit=MOST_ENTRIES, counts=False, timeout=_REQUEST)
            known.entries, known.complete = found.entries, found.complete
        except YamtamError:
            # Completion is silent: what was known stays, and the next keystroke may have more luck.
            pass
        finally:
            known.fetched_at = time.monotonic()
            known.thread = None
            known.done.set()
