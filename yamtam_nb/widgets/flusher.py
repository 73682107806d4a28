"""The one thread that sends to the page for all live tables of this process.

A table's messages come from here only: a widget may not be used from several threads at once, and one
sender keeps the messages in order. It sleeps until a table has something to say or owes a heartbeat,
and ends with the last table.
"""

from __future__ import annotations

import logging
import threading
import time
from typing import Protocol

_log = logging.getLogger(__name__)


class Source(Protocol):
    """Something that sends in portions."""

    def flush(self, tables: int) -> float:
        """Send what is due and return when to call again (seconds of ``time.monotonic``).

        Args:
            tables: how many sources share the way to the page.
        """
        ...


class Flusher:
    """Calls ``flush`` of each source when it is due, on one thread."""

    def __init__(self) -> None:
        self._wake = threading.Condition()
        self._due: dict[Source, float] = {}
        self._thread: threading.Thread | None = None

    def add(self, source: Source) -> None:
        """Serve ``source`` from now on."""
        with self._wake:
            self._due[source] = 0.0
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="yamtam-flusher", daemon=True)
                self._thread.start()
            self._wake.notify()

    def remove(self, source: Source) -> None:
        """Serve ``source`` no more. The thread ends after the last one."""
        with self._wake:
            self._due.pop(source, None)
            self._wake.notify()

    def hasten(self, source: Source, due: float) -> None:
        """``source`` has something to say at ``due``, perhaps earlier than it said before."""
        with self._wake:
            if due < self._due.get(source, due):
                self._due[source] = due
                self._wake.notify()

    def __repr__(self) -> str:
        return f"<Flusher {len(self._due)} tables, {'running' if self._thread else 'idle'}>"

    def _run(self) -> None:
        while (sources := self._next()) is not None:
            for source in sources:
                self._flush(source)

    def _next(self) -> list[Source] | None:
        """Wait until some are due; None when none are left, which ends the thread."""
        with self._wake:
            while self._due:
                now = time.monotonic()
                ready = [source for source, due in self._due.items() if due <= now]
                if ready:
                    # Until flush() says better: what hasten() sets meanwhile must not be overwritten.
                    self._due.update(dict.fromkeys(ready, float("inf")))
                    return ready
                self._wake.wait(min(min(self._due.values()) - now, threading.TIMEOUT_MAX))
            self._thread = None
            return None

    def _flush(self, source: Source) -> None:
        try:
            due = source.flush(len(self._due))
        except Exception:  # noqa: BLE001
            # One table that cannot send (its page or kernel is going away) must not silence the others.
            _log.debug("flush failed", exc_info=True)
            due = time.monotonic() + 1.0
        with self._wake:
            if source in self._due:
                self._due[source] = min(self._due[source], due)


flusher = Flusher()
"""Serves every live table of this process."""
