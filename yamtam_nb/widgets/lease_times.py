"""How long the leases of a table have left: asked for in the background, estimated in between.

etcd does not tell when a lease is renewed, so an estimate is only as good as it is fresh: each lease is
asked for again when half of its time has passed. Nothing runs until there is a lease, and where there are
too many to keep up with, none is asked for: no time is better than a wrong one.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from yamtam_nb.errors import YamtamError

MOST_LEASES = 100
"""Above this many different leases no times are shown."""

PER_ROUND = 20
ROUND = 1.0
LONGEST = 10.0
AFTER_FAILURE = 5.0

_log = logging.getLogger("yamtam_nb.widgets")


class LeaseTimes:
    """Keeps expiry estimates of some leases.

    Args:
        ask: seconds left of a lease; negative when it does not exist. May raise YamtamError.
        wanted: the leases that matter now.
        tell: takes the estimates, lease ID -> milliseconds since 1970, whenever they are renewed.
        clock: seconds that only go forward.
        wall: seconds since 1970.
    """

    def __init__(
        self,
        ask: Callable[[int], float],
        wanted: Callable[[], set[int]],
        tell: Callable[[dict[int, int]], None],
        *,
        clock: Callable[[], float] = time.monotonic,
        wall: Callable[[], float] = time.time,
    ) -> None:
        self._ask = ask
        self._wanted = wanted
        self._tell = tell
        self._clock = clock
        self._wall = wall
        self._due: dict[int, float] = {}
        self._expires: dict[int, int] = {}
        self._closed = threading.Event()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """There is a lease: begin to ask, unless that has begun already."""
        with self._lock:
            if self._thread is None and not self._closed.is_set():
                self._thread = threading.Thread(target=self._run, name="yamtam-lease-times", daemon=True)
                self._thread.start()

    def round(self) -> float:
        """Ask for what is due, tell, and return the seconds until the next round."""
        wanted = self._wanted()
        few = wanted if len(wanted) <= MOST_LEASES else set()
        self._due = {lease: self._due.get(lease, 0.0) for lease in few}
        self._expires = {lease: at for lease, at in self._expires.items() if lease in few}
        now = self._clock()
        due = sorted((at, lease) for lease, at in self._due.items() if at <= now)[:PER_ROUND]
        try:
            for _, lease in due:
                self._renew(lease)
        except YamtamError as error:
            _log.debug("No lease times: %s", error)
            return AFTER_FAILURE
        finally:
            self._tell(dict(self._expires))
        return ROUND

    def close(self) -> None:
        """Ask no more. Idempotent."""
        with self._lock:
            self._closed.set()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join(2.0)

    def __repr__(self) -> str:
        return f"<LeaseTimes of {len(self._expires)} leases>"

    def _renew(self, lease: int) -> None:
        left = self._ask(lease)
        self._due[lease] = self._clock() + min(max(left / 2, ROUND), LONGEST)
        if left >= 0:
            self._expires[lease] = int((self._wall() + left) * 1000)
        else:
            self._expires.pop(lease, None)

    def _run(self) -> None:
        pause = 0.0
        while not self._closed.wait(pause):
            pause = self.round()
