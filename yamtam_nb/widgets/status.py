"""What a live table says about itself: where the picture comes from and how fresh it is. Pure."""

from __future__ import annotations

from collections import deque
from typing import Any, Literal, NamedTuple

from yamtam_nb.mirror.status import MirrorStatus
from yamtam_nb.model.watch import Gap

State = Literal["connecting", "live", "reconnecting", "re-syncing", "failed", "closed", "stopped"]


class TableStatus(NamedTuple):
    """State of the source that feeds a table.

    Attributes:
        state: only ``live`` means that the table shows the present; the other words are those of
            :class:`~yamtam_nb.mirror.status.MirrorStatus`, and ``stopped`` when the table was told to stop.
        revision: the table shows the source as of this revision.
        total: rows that the source has; the table may show fewer.
        reconnects: how often the connection was made anew.
        gaps: how often changes were lost to compaction.
        gap: the last of them.
        endpoint: the member that serves the source.
        error: why the state is not ``live``.
    """

    state: State = "connecting"
    revision: int = 0
    total: int = 0
    reconnects: int = 0
    gaps: int = 0
    gap: Gap | None = None
    endpoint: str = ""
    error: str = ""

    @classmethod
    def of(cls, mirror: MirrorStatus, total: int) -> TableStatus:
        """The status of a table that a mirror feeds, which has ``total`` rows for it."""
        return cls(
            state=mirror.state,
            revision=mirror.revision,
            total=total,
            reconnects=mirror.reconnects,
            gaps=mirror.gap_count,
            gap=mirror.gaps[-1] if mirror.gaps else None,
            endpoint=mirror.endpoint,
            error=mirror.error,
        )

    def wire(self) -> dict[str, Any]:
        """The status as the page is sent it."""
        return {**self._asdict(), "gap": self.gap._asdict() if self.gap else None}


class RateMeter:
    """Changes per second over the last few seconds."""

    WINDOW = 5.0

    def __init__(self) -> None:
        self._counts: deque[tuple[float, int]] = deque()
        self._sum = 0

    def add(self, count: int, now: float) -> None:
        """``count`` changes happened at ``now`` (seconds on any clock that only goes forward)."""
        if count:
            self._counts.append((now, count))
            self._sum += count

    def rate(self, now: float) -> float:
        """Changes per second at ``now``."""
        while self._counts and self._counts[0][0] <= now - self.WINDOW:
            self._sum -= self._counts.popleft()[1]
        return self._sum / self.WINDOW
