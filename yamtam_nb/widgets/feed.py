"""What a live table knows, and when it tells what to the page. Thread-safe; sends nothing itself.

Rows and status come in from any thread; pages ask from any thread; the flusher takes the messages.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from yamtam_nb.widgets import detail
from yamtam_nb.widgets.columns import Column
from yamtam_nb.widgets.delta import Ledger
from yamtam_nb.widgets.rows import Removed, Row
from yamtam_nb.widgets.status import RateMeter, TableStatus

INTERVAL = 0.1
"""Seconds between two deltas, at least."""

HEARTBEAT = 2.0
"""Seconds after which a table that has nothing new says so."""

BYTES_PER_SECOND = 600_000
"""What all tables together send: Jupyter servers have dropped messages above a million bytes a second."""

QUESTIONS = 100
"""Questions that wait at most; a page that asks more than that is ignored."""

Message = dict[str, Any]


class Feed:
    """Rows, status and open questions of one table.

    Args:
        columns: what each row holds.
        max_rows: rows that are held at most.
        clock: seconds that only go forward.
        wall: seconds since 1970.
    """

    def __init__(
        self,
        columns: Sequence[Column],
        max_rows: int,
        *,
        clock: Callable[[], float] = time.monotonic,
        wall: Callable[[], float] = time.time,
    ) -> None:
        self._lock = threading.Lock()
        self._ledger = Ledger(columns, max_rows)
        self._status = TableStatus()
        self._status_owed = True
        self._since = 0
        self._meter = RateMeter()
        self._last_change: int | None = None
        self._expires: dict[str, int] = {}
        self._expires_owed = False
        self._questions: list[Message] = []
        self._next_delta = 0.0
        self._last_word = 0.0
        self._clock = clock
        self._wall = wall

    def load(self, rows: Iterable[Row]) -> None:
        """Start with these rows; before any page has asked for a picture."""
        with self._lock:
            self._ledger.load(rows)

    def apply(self, rows: Iterable[Row], removed: Iterable[Removed], changes: int | None = None) -> None:
        """Put in rows as they are now, take out those that are gone; ``changes`` as in :class:`LiveTable`."""
        with self._lock:
            count = sum([self._ledger.put(row, quietly=changes == 0) for row in rows])
            count += sum([self._ledger.remove(gone, quietly=changes == 0) for gone in removed])
            count = count if changes is None else changes
            if count:
                self._meter.add(count, self._clock())
                self._last_change = self._milliseconds()

    def set_status(self, status: TableStatus) -> None:
        """Note the state of the source. A new state or gap is told at once, the rest with what comes next."""
        with self._lock:
            old, self._status = self._status, status
            if status.state != old.state:
                self._since = self._milliseconds()
            self._status_owed |= (status.state, status.gaps) != (old.state, old.gaps)

    def set_expires(self, expires: dict[int, int]) -> None:
        """Estimates of when leases run out: lease ID -> milliseconds since 1970."""
        with self._lock:
            wired = {f"{lease:x}": at for lease, at in expires.items()}
            self._expires_owed |= wired != self._expires
            self._expires = wired

    def ask(self, question: Message) -> None:
        """A page asks; see :meth:`messages` for the answers."""
        with self._lock:
            if question.get("t") == "ready":
                self._ledger.ready()
            elif len(self._questions) < QUESTIONS:
                self._questions.append(question)

    @property
    def status(self) -> TableStatus:
        """The status that was set last."""
        return self._status

    @property
    def columns(self) -> tuple[Column, ...]:
        """What each row holds."""
        return self._ledger.columns

    def rows(self) -> list[Row]:
        """The rows as they are now."""
        with self._lock:
            return list(self._ledger.rows.values())

    def __len__(self) -> int:
        return len(self._ledger)

    def rate(self) -> float:
        """Changes per second over the last few seconds."""
        with self._lock:
            return self._meter.rate(self._clock())

    def snapshot(self) -> Message:
        """What a page needs to start: the rows as they are at this moment."""
        with self._lock:
            return self._snapshot()

    def messages(self, tables: int = 1) -> list[Message]:
        """What is due now, in the order in which it has to be sent. For the flusher only.

        Args:
            tables: how many tables share the way to the page.
        """
        now = self._clock()
        with self._lock:
            out = [self._answer(question) for question in self._questions]
            self._questions = []
            if self._expires_owed:
                self._expires_owed = False
                out.append({"t": "leases", "expires": self._expires})
            if now >= self._next_delta:
                out += self._delta(now, tables)
            if not out and (self._status_owed or now >= self._last_word + HEARTBEAT):
                out.append({"t": "beat"})
            if out:
                self._last_word, self._status_owed = now, False
                out[-1].update(self._health(now))
            return out

    def due(self) -> float:
        """When :meth:`messages` is worth calling next, on the table's clock."""
        with self._lock:
            times = [self._last_word + HEARTBEAT]
            if self._questions or self._status_owed or self._expires_owed:
                times.append(0.0)
            if self._ledger.pending:
                times.append(self._next_delta)
            times += [max(self._next_delta, due) for due in self._ledger.catch_up[:1]]
            return min(times)

    def _delta(self, now: float, tables: int) -> list[Message]:
        delta = self._ledger.delta(now)
        if delta is None:
            return []
        message, size = delta
        self._next_delta = now + max(INTERVAL, size * tables / BYTES_PER_SECOND)
        return [message]

    def _answer(self, question: Message) -> Message:
        if question.get("t") == "resync":
            return self._snapshot()
        name = str(question.get("id", ""))
        return detail.answer(name, self._ledger.rows.get(name), self.columns)

    def _snapshot(self) -> Message:
        now = self._clock()
        return {"t": "snap", **self._ledger.picture(now), "expires": self._expires, **self._health(now)}

    def _health(self, now: float) -> Message:
        """The part of a message that says how fresh the table is."""
        status = self._status.wire()
        status.update(since=self._since, rate=round(self._meter.rate(now), 1), last=self._last_change)
        return {"now": self._milliseconds(), "seq": self._ledger.seq, "status": status}

    def _milliseconds(self) -> int:
        return int(self._wall() * 1000)
