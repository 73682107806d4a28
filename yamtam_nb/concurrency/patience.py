"""How long somebody is willing to wait."""

from __future__ import annotations

from yamtam_nb.clock import Clock

_SHORTEST = 1.0
"""Seconds that a single call gets even when less is left: a call needs some time to say anything at all."""


class Patience:
    """A wait that ends at some time, or never.

    Args:
        clock: what it is measured on.
        seconds: how long; None for as long as it takes.
    """

    def __init__(self, clock: Clock, seconds: float | None) -> None:
        self._clock = clock
        self.seconds = seconds
        self._until = None if seconds is None else clock.now() + seconds

    @property
    def left(self) -> float | None:
        """Seconds left, never below 0; None for no end."""
        return None if self._until is None else max(self._until - self._clock.now(), 0.0)

    @property
    def over(self) -> bool:
        """Whether it has ended."""
        return self.left == 0.0

    def at_most(self, seconds: float) -> float:
        """So many seconds, or what is left if that is less."""
        left = self.left
        return seconds if left is None else min(seconds, left)

    def call(self, seconds: float) -> float:
        """What a single call may take out of a usual allowance of so many seconds."""
        return max(self.at_most(seconds), min(_SHORTEST, seconds))

    def __repr__(self) -> str:
        return f"<Patience {'without end' if self.seconds is None else f'{self.left:.1f} of {self.seconds:g} s'}>"
