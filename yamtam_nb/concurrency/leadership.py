"""An election that was won."""

from __future__ import annotations

from yamtam_nb.concurrency.farewell import Parting
from yamtam_nb.concurrency.held import Held
from yamtam_nb.keys import to_bytes


class Leadership(Held):
    """An election that was won, until it is resigned or lost. Get one from :class:`yamtam_nb.Election`.

    All that a held lock can do, a leadership can: ``fencing_token``, ``guard()``, ``still_held()``, ``on_lost()``.
    """

    noun = "leadership"

    @property
    def value(self) -> bytes:
        """What was proclaimed last."""
        return self._place.value

    def proclaim(self, value: str | bytes, *, timeout: float | None = None) -> None:
        """Let the leader's value be another one, without a new election.

        Raises:
            LockLost: the leadership is over; nothing was written.
            OutcomeUnknown: it was sent and its answer was lost.
        """
        if self.released or not self._place.rewrite(to_bytes(value), timeout):
            self._note_missing()
            raise self._error()

    def resign(self, *, timeout: float = 2.0) -> Parting:
        """Give up the leadership; another name for ``release``."""
        return self.release(timeout=timeout)
