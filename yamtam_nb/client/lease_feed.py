"""All leases of a cluster, read again and again: etcd has no watch for leases."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable
from types import TracebackType
from typing import Literal, NamedTuple

from yamtam_nb.client.client import Client
from yamtam_nb.client.lease_looks import LOOKS_PER_SECOND
from yamtam_nb.client.lease_overview import LeaseOverview, lease_overview
from yamtam_nb.client.lease_reading import Reading
from yamtam_nb.client.listeners import Listeners
from yamtam_nb.errors import ClientClosed, YamtamError
from yamtam_nb.model import LeaseRow

PAUSE = 2.0
"""Seconds between two readings, at least."""

_SAME = 1.5
"""Two estimates of when a lease expires that differ by less are of the same renewal: etcd tells whole seconds."""

_JOIN = 3.0

_log = logging.getLogger("yamtam_nb.leases")


class LeaseFeedStatus(NamedTuple):
    """How current a LeaseFeed is.

    Attributes:
        state: ``live``; ``reconnecting`` when the last reading failed, which is tried again; or ``closed``.
        revision: the store's revision at the last reading.
        total: leases that there are, whether or not all of them were looked at.
        error: why it is not live, or "".
    """

    state: Literal["live", "reconnecting", "closed"]
    revision: int
    total: int
    error: str = ""


class LeaseChange(NamedTuple):
    """What a new reading tells.

    Attributes:
        rows: leases that are new, or have other keys.
        renewed: other leases that have been renewed.
        gone: leases that have expired or were revoked.
        revision: the store's revision at the reading.
        at: wall time of it.
    """

    rows: tuple[LeaseRow, ...]
    renewed: tuple[LeaseRow, ...]
    gone: tuple[int, ...]
    revision: int
    at: float


class LeaseFeed:
    """Reads all leases every two seconds, or less often where there are many, until it or the client is closed.

    Args:
        client: where to read from.
        most: leases to look at, those with the smallest IDs; each costs a request.

    Raises:
        EtcdError: the first reading failed.
    """

    def __init__(self, client: Client, *, most: int = 1000) -> None:
        self._client = client
        self._most = most
        self._changes = Listeners("the changes of leases")
        self._statuses = Listeners("the status of leases")
        self._ended = threading.Event()
        self._rows: dict[int, LeaseRow] = {}
        self._status = LeaseFeedStatus("live", 0, 0)
        self._order = threading.Lock()  # held while a reading is taken over and told
        self._take(lease_overview(client, most=most))
        self._thread = threading.Thread(target=self._run, name="yamtam-lease-feed", daemon=True)
        self._thread.start()
        self._unhook = client.on_close(self.close)

    @property
    def status(self) -> LeaseFeedStatus:
        """How current it is."""
        return self._status

    def follow(self, callback: Callable[[LeaseChange], object]) -> list[LeaseRow]:
        """Call ``callback`` with each change from now on, on the feed's thread.

        Returns:
            The leases as they were read last.
        """
        with self._order:
            self._changes.add(callback)
            return list(self._rows.values())

    def on_status(self, callback: Callable[[LeaseFeedStatus], object]) -> Callable[[], None]:
        """Call ``callback`` when the state of :attr:`status` has changed. Returns what ends it."""
        return self._statuses.add(callback)

    def close(self) -> None:
        """Read no more; the client does this when it is closed. Twice is fine."""
        self._unhook()
        self._ended.set()
        if self._thread is not threading.current_thread():
            self._thread.join(_JOIN)
        self._say("closed")
        self._changes.clear()
        self._statuses.clear()

    def _run(self) -> None:
        while not self._ended.wait(max(PAUSE, len(self._rows) / LOOKS_PER_SECOND)):
            self._read()

    def _read(self) -> None:
        try:
            overview = lease_overview(self._client, most=self._most)
        except ClientClosed:
            self._ended.set()
            self._say("closed")
        except YamtamError as error:
            _log.info("leases cannot be read: %s", error)
            self._say("reconnecting", str(error))
        else:
            if not self._ended.is_set():
                self._take(overview)

    def _take(self, overview: LeaseOverview) -> None:
        now = {row.lease_id: row for row in overview}
        with self._order:
            change = _difference(self._rows, now, overview.revision)
            self._rows = now
            total = overview.total - overview.phantoms
            self._say("live", revision=overview.revision, total=total)
            if change.rows or change.renewed or change.gone:
                self._changes.tell(change)

    def _say(
        self,
        state: Literal["live", "reconnecting", "closed"],
        error: str = "",
        *,
        revision: int | None = None,
        total: int | None = None,
    ) -> None:
        before = self._status
        self._status = LeaseFeedStatus(
            state,
            before.revision if revision is None else revision,
            before.total if total is None else total,
            error,
        )
        if (before.state, before.error) != (state, error):
            self._statuses.tell(self._status)

    def __enter__(self) -> LeaseFeed:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<LeaseFeed {len(self._rows)} leases, {self._status.state}>"


def _difference(before: dict[int, LeaseRow], now: dict[int, LeaseRow], revision: int) -> LeaseChange:
    rows, renewed = [], []
    for lease_id, row in now.items():
        old = before.get(lease_id)
        if old is None or old.keys != row.keys:
            rows.append(row)
        elif abs(_expires_at(row) - _expires_at(old)) > _SAME:
            renewed.append(row)
    gone = tuple(lease_id for lease_id in before if lease_id not in now)
    return LeaseChange(tuple(rows), tuple(renewed), gone, revision, _latest(now.values()))


def _expires_at(row: LeaseRow) -> float:
    return Reading(row.ttl, row.granted_ttl, row.at).expires_at


def _latest(rows: Iterable[LeaseRow]) -> float:
    return max((row.at for row in rows), default=time.time())
