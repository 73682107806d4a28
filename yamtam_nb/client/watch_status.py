"""How a watch is doing."""

from __future__ import annotations

import threading
import time
from typing import Literal, NamedTuple

from yamtam_nb.client.listeners import Listeners
from yamtam_nb.model import WatchBatch

WatchPhase = Literal["connecting", "live", "reconnecting", "failed", "closed"]


class WatchStatus(NamedTuple):
    """The state of a watch at one moment.

    Attributes:
        state: ``connecting`` (never was live), ``live``, ``reconnecting``, ``failed`` (for good, see ``error``) or
            ``closed``.
        endpoint: URL of the member that serves it, or served it last.
        revision: everything up to this revision has been delivered.
        events: events delivered so far.
        reconnects: times it was made anew after a loss.
        regressions: events that a server sent twice and that were dropped.
        last_event: wall time (``time.time()``) of the last events, None before the first.
        error: why it is not live, or "".
    """

    state: WatchPhase = "connecting"
    endpoint: str = ""
    revision: int = 0
    events: int = 0
    reconnects: int = 0
    regressions: int = 0
    last_event: float | None = None
    error: str = ""


class StatusBoard:
    """The current status, and those who are told when its ``state`` is set.

    Attributes:
        decided: set once the watch has been live, or has ended without that.
    """

    def __init__(self, status: WatchStatus) -> None:
        self.status = status
        self.decided = threading.Event()
        self.listeners = Listeners("the status of a watch")

    def state(self, state: WatchPhase, *, error: str = "") -> None:
        """Set the state, and tell."""
        self.status = self.status._replace(state=state, error=error)
        self.listeners.tell(self.status)
        if state != "connecting":
            self.decided.set()

    def live(self) -> None:
        """A server has made the watch, for the first time or anew."""
        first = self.status.state == "connecting"
        self.status = self.status._replace(reconnects=self.status.reconnects + (not first))
        self.state("live")

    def lost(self, reason: str) -> None:
        """The stream is gone, or there never was one."""
        self.state("connecting" if self.status.state == "connecting" else "reconnecting", error=reason)

    def endpoint(self, endpoint: str) -> None:
        """A stream to this member is being opened."""
        self.status = self.status._replace(endpoint=endpoint)

    def delivered(self, batch: WatchBatch, regressions: int) -> None:
        """A batch is being handed on."""
        status = self.status
        self.status = status._replace(
            revision=batch.revision,
            events=status.events + len(batch.events),
            regressions=regressions,
            last_event=time.time() if batch.events else status.last_event,
        )
