"""One thread that looks at leases now and then, because etcd tells nobody when one is renewed."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from yamtam_nb.client.client import Client
from yamtam_nb.client.lease_reading import Reading
from yamtam_nb.client.lease_rounds import Rounds
from yamtam_nb.errors import ClientClosed, YamtamError

LOOKS_PER_SECOND = 200.0
"""Leases looked at a second, at most: enough for twice in the time of a thousand leases of 10 s, for 3 % of a core."""

_BATCH = 10
_TIMEOUT = 2.0
_JOIN = 3.0

_log = logging.getLogger("yamtam_nb.leases")


class LeaseLooks:
    """Tells what is left of leases, a few times in each lease's TTL. Thread-safe.

    The thread starts with the first lease, and ends with :meth:`close` or with the client.

    Args:
        client: whom to ask.
        wanted: whether a lease still matters; asked before each look, and False drops it.
        heard: told of fresh readings by lease, on the thread that looks.
        name: of the thread.
    """

    def __init__(
        self,
        client: Client,
        wanted: Callable[[int], bool],
        heard: Callable[[dict[int, Reading]], None],
        *,
        name: str,
    ) -> None:
        self._client = client
        self._wanted = wanted
        self._heard = heard
        self._name = name
        self._lock = threading.Lock()
        self._rounds = Rounds()
        self._news = threading.Event()
        self._stopped = False
        self._thread: threading.Thread | None = None

    def add(self, lease_id: int) -> None:
        """Look at this lease, too, and at once."""
        with self._lock:
            self._rounds.add(lease_id, self._client.clock.now())
            if self._thread is None and not self._stopped:
                self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
                self._thread.start()
        self._news.set()

    def close(self) -> None:
        """Look no more. Closing twice is fine."""
        with self._lock:
            self._stopped = True
            thread = self._thread
        self._news.set()
        if thread is not None and thread is not threading.current_thread():
            thread.join(_JOIN)

    def _run(self) -> None:
        while not self._stopped:
            with self._lock:
                now = self._client.clock.now()
                due, wait = self._rounds.due(now, _BATCH), self._rounds.wait(now)
            if due:
                self._look(due)
                wait = len(due) / LOOKS_PER_SECOND
            self._news.wait(wait)
            self._news.clear()

    def _look(self, due: list[int]) -> None:
        readings: dict[int, Reading] = {}
        for lease_id in due:
            if not self._wanted(lease_id):
                self._drop(lease_id)
                if self._wanted(lease_id):  # added again between the question and the answer to it
                    self.add(lease_id)
                continue
            try:
                left = self._client.lease.time_to_live(lease_id, timeout=_TIMEOUT)
            except ClientClosed:
                self._stopped = True
                return
            except YamtamError as error:
                _log.info("leases cannot be looked at: %s", error)
                break
            readings[lease_id] = Reading(left.ttl, left.granted_ttl, time.time())
        if readings and not self._stopped:
            self._plan(readings)
            self._heard(readings)

    def _plan(self, readings: dict[int, Reading]) -> None:
        with self._lock:
            now = self._client.clock.now()
            for lease_id, reading in readings.items():
                self._rounds.looked(lease_id, reading, now)

    def _drop(self, lease_id: int) -> None:
        with self._lock:
            self._rounds.drop(lease_id)

    def __repr__(self) -> str:
        return f"<LeaseLooks at {len(self._rounds)} leases, {'stopped' if self._stopped else 'running'}>"
