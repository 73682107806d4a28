"""Batches on their way from the thread that reads a watch to whoever consumes it."""

from __future__ import annotations

import threading
from collections import deque

from yamtam_nb.errors import YamtamError
from yamtam_nb.model import WatchBatch

MOST_EVENTS = 10_000
"""Events that wait before reading stops; a single batch may be larger."""

_WAKE = 0.5  # seconds after which a wait looks around, so that the Stop button works on every platform


class Inbox:
    """A bounded queue that ends in one of two ways: closed, or failed with an error.

    When it is full, ``put`` blocks, and with it the reading from etcd, which keeps what was not read. Nothing
    is ever dropped here.
    """

    def __init__(self, most_events: int = MOST_EVENTS) -> None:
        self._most_events = most_events
        self._batches: deque[WatchBatch] = deque()
        self._events = 0
        self._changed = threading.Condition()
        self._closed = False
        self._error: YamtamError | None = None

    def put(self, batch: WatchBatch) -> bool:
        """Add a batch, waiting while the inbox is full. False when it has ended instead."""
        weight = len(batch.events) + 1
        with self._changed:
            while self._events and self._events + weight > self._most_events and not self._ended:
                self._changed.wait(_WAKE)
            if self._ended:
                return False
            self._batches.append(batch)
            self._events += weight
            self._changed.notify_all()
        return True

    def get(self, timeout: float | None = None) -> WatchBatch | None:
        """The next batch; None when ``timeout`` seconds have passed or the inbox was closed.

        Raises:
            YamtamError: the watch failed, and everything before that has been taken.
        """
        with self._changed:
            self._await(timeout)
            if self._batches:
                batch = self._batches.popleft()
                self._events -= len(batch.events) + 1
                self._changed.notify_all()
                return batch
            if self._error is not None and not self._closed:
                raise self._error
            return None

    def fail(self, error: YamtamError) -> None:
        """No batch will follow; ``get`` raises the error after the last one."""
        with self._changed:
            self._error = self._error or error
            self._changed.notify_all()

    def orphan(self, error: YamtamError) -> None:
        """As ``fail``, in a forked child, where a thread that does not exist may hold the lock."""
        self._changed = threading.Condition()
        self._error = error

    def close(self) -> None:
        """Throw away what waits, and release everybody."""
        with self._changed:
            self._closed = True
            self._batches.clear()
            self._events = 0
            self._changed.notify_all()

    @property
    def closed(self) -> bool:
        """Whether ``close`` was called."""
        return self._closed

    def __len__(self) -> int:
        return len(self._batches)

    def __repr__(self) -> str:
        state = "closed" if self._closed else "failed" if self._error else "open"
        return f"<Inbox {len(self._batches)} batches, {state}>"

    def _await(self, timeout: float | None) -> None:
        if timeout is None:
            while not self._ready():
                self._changed.wait(_WAKE)
        else:
            self._changed.wait_for(self._ready, max(timeout, 0.0))

    @property
    def _ended(self) -> bool:
        return self._closed or self._error is not None

    def _ready(self) -> bool:
        return bool(self._batches) or self._ended
