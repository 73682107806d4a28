"""When a silent watch stream is asked for a sign of life, and when it is given up.

A connection whose other end has vanished looks like a watch on keys that nobody changes. So a stream that
has been silent for ``PROBE_AFTER`` seconds is probed, and dropped when the probe stays unanswered for
``ANSWER_WITHIN`` more: 11 s in all, and the tick of half a second.
"""

from __future__ import annotations

from enum import Enum

CREATE_WITHIN = 5.0
"""Seconds that a server may take to make a watch."""

PROBE_AFTER = 7.0
"""Seconds of silence before the stream is probed."""

ANSWER_WITHIN = 4.0
"""Seconds that the answer to a probe may take."""

BEAT = 0.5
"""Seconds between two looks at a stream."""


class Beat(Enum):
    """What a look at the stream says."""

    FINE = "fine"
    PROBE = "probe"
    DEAD = "dead"


class Heartbeat:
    """The life of one stream, told by a clock that is handed in.

    Silence counts only while somebody reads: a consumer that takes its time says nothing about the server.
    """

    def __init__(self, now: float) -> None:
        self._since = now
        self._live = False
        self._probed: float | None = None
        self._reading = True

    def created(self, now: float) -> None:
        """The server has made the watch."""
        self._live = True
        self.heard(now)

    def heard(self, now: float) -> None:
        """Something arrived, and is being dealt with until ``reading`` is called."""
        self._since = now
        self._probed = None
        self._reading = False

    def reading(self, now: float) -> None:
        """The reader waits for the next message."""
        self._since = now
        self._reading = True

    def beat(self, now: float) -> Beat:
        """Look at the stream."""
        if not self._reading:
            return Beat.FINE
        if not self._live:
            return Beat.DEAD if now - self._since > CREATE_WITHIN else Beat.FINE
        if self._probed is not None:
            return Beat.DEAD if now - self._probed > ANSWER_WITHIN else Beat.FINE
        if now - self._since < PROBE_AFTER:
            return Beat.FINE
        self._probed = now
        return Beat.PROBE
