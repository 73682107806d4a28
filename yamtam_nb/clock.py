"""Time that deadlines may be built on: seconds that also pass while the machine is suspended.

On Linux ``CLOCK_MONOTONIC`` stands still during suspend, so a lease would look alive after a night in
a closed laptop; ``CLOCK_BOOTTIME`` goes on. Elsewhere the monotonic clock is the best there is.
"""

from __future__ import annotations

import time
from typing import Protocol


class Clock(Protocol):
    """Something that tells the time in seconds from an arbitrary, never-moving start."""

    def now(self) -> float:
        """Seconds; never goes backwards."""
        ...


class BootClock:
    """The machine's clock that runs during suspend."""

    def __init__(self) -> None:
        self._id = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)

    def now(self) -> float:
        """Seconds since some point before the process started."""
        return time.clock_gettime(self._id)

    def __repr__(self) -> str:
        return f"<BootClock {self.now():.3f} s>"
