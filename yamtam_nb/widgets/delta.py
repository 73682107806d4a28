"""What a live table holds, and what the page has yet to be told of it. Pure: no thread, no clock, no widget.

The page holds a picture with a sequence number. A delta ``from -> to`` names every row that changed
in between in its latest version (the last write wins), so it may be applied to any picture numbered
``from`` to ``to``, and twice does no harm. A page that is behind ``from`` asks for a new picture.

A page that loads slowly may miss the first deltas, and while a cell runs its question may go
unanswered. Therefore, until a page says that it is ready, some deltas reach back to the last picture
that was given out (catch-up).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from yamtam_nb.widgets import rows as row_module
from yamtam_nb.widgets.columns import Column
from yamtam_nb.widgets.rows import Removed, Row

CATCH_UP_AFTER = (1.0, 3.0, 9.0)
"""Seconds after a picture was given out at which a delta reaches back to it."""

CATCH_UP_ROWS = 3_000
"""More changed rows than this are not repeated: the page will ask."""

WHOLES_PER_DELTA = 64 * 1024
"""Characters of whole values in one delta; rows beyond that carry previews only."""

BYTES_PER_DELTA = 256 * 1024
"""A delta ends after the row that makes it this large; what is left goes with the next one."""


class Ledger:
    """Rows by id, and the changes that no delta has carried yet. Callers hold a lock around every use."""

    def __init__(self, columns: Sequence[Column], max_rows: int) -> None:
        self.columns = tuple(columns)
        self.max_rows = max_rows
        self.rows: dict[str, Row] = {}
        self.seq = 0
        self._pending: dict[str, bool] = {}
        self._gone: dict[str, Removed] = {}
        self._waiting = 0
        self._since: dict[str, None] = {}
        self._since_seq = 0
        self.catch_up: list[float] = []
        """When deltas are to reach back, on the caller's clock; empty when no page needs it."""

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def pending(self) -> int:
        """Rows that the next delta has to carry."""
        return len(self._pending)

    def load(self, rows: Iterable[Row]) -> None:
        """Rows that are there before any page is: they come with its first picture, not as changes."""
        for row in rows:
            if len(self.rows) < self.max_rows:
                self.rows[row.id] = row

    def put(self, row: Row, *, quietly: bool = False) -> bool:
        """Take a row as it is now, unless it is older than what is held, or a new one above ``max_rows``.

        Args:
            row: the row.
            quietly: it does not count among the changes that a paused page says are waiting.
        """
        held = self.rows.get(row.id)
        if held is None and len(self.rows) >= self.max_rows:
            return False
        if held is not None and row.version < held.version:
            return False
        self.rows[row.id] = row
        self._gone.pop(row.id, None)
        self._mark(row.id, 0 if quietly else 1)
        return True

    def remove(self, removed: Removed, *, quietly: bool = False) -> bool:
        """Let a row go, if it is known; ``quietly`` as in :meth:`put`."""
        if self.rows.pop(removed.id, None) is None:
            return False
        self._gone[removed.id] = removed
        self._mark(removed.id, 0 if quietly else 1)
        return True

    def picture(self, now: float) -> dict[str, Any]:
        """All rows as they are, for a page that starts or has fallen behind; ``now`` as in :meth:`delta`."""
        if not self.catch_up:
            self._since, self._since_seq = {}, self.seq
        self.catch_up = [now + after for after in CATCH_UP_AFTER]
        return {"seq": self.seq, "rows": list(self._wired(self.rows.values()))}

    def ready(self) -> None:
        """A page has its picture and hears us: deltas need not reach back any more."""
        self.catch_up = []
        self._since = {}

    def delta(self, now: float) -> tuple[dict[str, Any], int] | None:
        """The next message and its approximate size in bytes; None when there is nothing to tell.

        Args:
            now: seconds on any clock that only goes forward.
        """
        back = self._reach_back(now)
        if not self._pending and not back:
            return None
        start, ids = self.seq, list(self._pending)
        if back:
            start, ids = self._since_seq, list(self._since | dict.fromkeys(ids))
        up, gone, size, taken = self._gather(ids)
        if back and taken < len(ids):
            self.ready()
            start = self.seq
        self._forget(ids[:taken])
        self.seq += 1
        waited, self._waiting = self._waiting, 0
        return {"t": "delta", "from": start, "to": self.seq, "up": up, "del": gone, "n": waited}, size

    def _reach_back(self, now: float) -> bool:
        """Whether it is time for a delta that reaches back to the last picture, and there is a way to go."""
        if not self.catch_up or now < self.catch_up[0]:
            return False
        self.catch_up.pop(0)
        return self._since_seq < self.seq

    def _mark(self, name: str, count: int = 1) -> None:
        self._pending[name] = name in self._pending
        self._waiting += count

    def _wired(self, chosen: Iterable[Row]) -> Iterator[list[Any]]:
        budget = WHOLES_PER_DELTA
        for row in chosen:
            wired = row_module.wire(
                row, self.columns, whole=budget > 0, previous=self._pending.get(row.id, False)
            )
            budget -= sum(len(text) for text in wired[4:] if text)
            yield wired

    def _gather(self, ids: list[str]) -> tuple[list[list[Any]], list[list[Any]], int, int]:
        """Wire forms for as many of ``ids`` as one delta may carry."""
        up: list[list[Any]] = []
        gone: list[list[Any]] = []
        size, taken = 0, 0
        wired = self._wired(self.rows[name] for name in ids if name in self.rows)
        for name in ids:
            if size > BYTES_PER_DELTA:
                break
            taken += 1
            if name in self.rows:
                up.append(next(wired))
                size += row_module.size(up[-1])
            else:
                gone.append((self._gone.get(name) or Removed(name, 0, 0)).wire())
                size += 40 + len(name)
        return up, gone, size, taken

    def _forget(self, ids: list[str]) -> None:
        for name in ids:
            self._pending.pop(name, None)
            self._gone.pop(name, None)
        if self.catch_up:
            self._since.update(dict.fromkeys(ids))
            if len(self._since) > CATCH_UP_ROWS:
                self.ready()
