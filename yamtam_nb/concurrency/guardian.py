"""Watching over one key: whoever stands in a queue by it must hear at once when it is deleted."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from yamtam_nb.client.client import Client
from yamtam_nb.client.deadlines import OVER, Deadlines
from yamtam_nb.client.watch import Watch
from yamtam_nb.errors import AuthError, ClientClosed, ClusterChanged, Compacted, YamtamError
from yamtam_nb.model import WatchFilter

_log = logging.getLogger("yamtam_nb.concurrency")

_FIRST_PAUSE = 0.1
_LONGEST_PAUSE = 2.0
_JOIN = 3.0

_BEGINNINGS = Deadlines(longest_nap=0.1)
"""Starts the watches that begin after a delay. One thread for all of them: most are not needed any more by then."""


class Guardian:
    """A thread that watches a key for its deletion. It gets over whatever a watch does not get over by itself.

    Args:
        client: where.
        key: the key.
        created: revision that created it.
        on_gone: called once, with the revision of the deletion or 0 where that is unknown.
        delay: seconds before it begins. Nearly all locks are given back before that, and cost no watch then; what
            happened meanwhile is still seen.
    """

    def __init__(
        self, client: Client, key: bytes, created: int, on_gone: Callable[[int], None], *, delay: float = 0.0
    ) -> None:
        self._client = client
        self._key = key
        self._created = created
        self._on_gone = on_gone
        self._next = created + 1
        self._dismissed = threading.Event()
        self._lock = threading.Lock()
        self._watch: Watch | None = None
        self._begins = client.clock.now() + delay
        self._thread: threading.Thread | None = None
        if delay:
            _BEGINNINGS.add(self)
        else:
            self._start()

    def hurry(self, delay: float) -> None:
        """Begin after so many seconds at the latest."""
        self._begins = min(self._begins, self._client.clock.now() + delay)

    def look(self) -> float:
        """Begin when it is time; called by the thread that looks after deadlines."""
        left = self._begins - self._client.clock.now()
        if left > 0 and not self._dismissed.is_set():
            return left
        self._start()
        return OVER

    def _start(self) -> None:
        with self._lock:
            if not self._dismissed.is_set():
                self._thread = threading.Thread(target=self._run, name="yamtam-lock-guardian", daemon=True)
                self._thread.start()

    def dismiss(self) -> None:
        """Report nothing from now on; the watch goes on until ``close``."""
        self._dismissed.set()

    def close(self) -> None:
        """End the watch and the thread. Closing twice is fine."""
        with self._lock:
            self._dismissed.set()
            watch, thread = self._watch, self._thread
        if watch is not None:
            watch.close()
        if thread is None:
            _BEGINNINGS.remove(self)
        elif thread is not threading.current_thread():
            thread.join(_JOIN)

    def _run(self) -> None:
        pause = _FIRST_PAUSE
        while not self._dismissed.is_set():
            try:
                gone = self._look()
                pause = _FIRST_PAUSE
            except (AuthError, ClientClosed, ClusterChanged) as error:
                _log.debug("%r is not watched any more: %s", self._key, error)
                return
            except YamtamError as error:
                _log.debug("%r is not watched at the moment: %s", self._key, error)
                self._dismissed.wait(pause)
                pause = min(pause * 2, _LONGEST_PAUSE)
                continue
            if gone is not None and not self._dismissed.is_set():
                self._on_gone(gone)
                return

    def _look(self) -> int | None:
        """Watch for as long as it goes; the revision of the deletion, or None when the watch ended otherwise."""
        try:
            with self._open() as watch:
                for batch in watch:
                    if batch.events:
                        return batch.events[0].kv.mod_revision
                    self._next = batch.revision + 1
        except Compacted:
            return self._read_anew()
        finally:
            self._watch = None
        return None

    def _open(self) -> Watch:
        watch = self._client.watch(
            self._key, start_revision=self._next, filters=(WatchFilter.NOPUT,), fragment=False
        )
        with self._lock:
            self._watch = watch
        if self._dismissed.is_set():
            watch.close()
        return watch

    def _read_anew(self) -> int | None:
        """Over a compaction: 0 when the key is not there any more or is another one."""
        answer = self._client.get(self._key, keys_only=True)
        if not answer or answer[0].create_revision != self._created:
            return 0
        self._next = answer.revision + 1
        return None

    def __repr__(self) -> str:
        return f"<Guardian of {self._key!r}{' dismissed' if self._dismissed.is_set() else ''}>"
