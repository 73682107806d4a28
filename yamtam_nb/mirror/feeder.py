"""The thread that feeds a mirror: a watch, and a fresh read of everything whenever the watch cannot go on."""

from __future__ import annotations

import logging
import os
import threading
import weakref
from typing import Protocol

from yamtam_nb.client.client import Client
from yamtam_nb.client.watch import Watch
from yamtam_nb.client.watch_status import WatchStatus
from yamtam_nb.errors import (
    ClientClosed,
    Compacted,
    InvalidToken,
    TooManyRequests,
    TransportError,
    WatchLost,
    YamtamError,
)
from yamtam_nb.keys import KeyRange
from yamtam_nb.mirror.reading import read_all
from yamtam_nb.mirror.status import MirrorPhase
from yamtam_nb.model import KeyValue, WatchBatch
from yamtam_nb.model.ranges import in_words

FIRST_PAUSE = 0.05
LONGEST_PAUSE = 5.0

_log = logging.getLogger("yamtam_nb.mirror")
_PASSING = (TransportError, TooManyRequests, Compacted, WatchLost, InvalidToken)
"""What another try may get over."""

_feeders: weakref.WeakSet[Feeder] = weakref.WeakSet()


class Fed(Protocol):
    """Who is fed; always called by one thread at a time."""

    def loaded(self, revision: int, kvs: list[KeyValue], reason: str) -> None:
        """Everything was read anew; ``reason`` is why, or "" the first time."""
        ...

    def moved(self, batch: WatchBatch) -> None:
        """The watch delivered this."""
        ...

    def told(self, phase: MirrorPhase, error: YamtamError | None) -> None:
        """The phase, its error or the watch's status changed; ``live`` stands for "as the watch says"."""
        ...

    def orphan(self, error: YamtamError) -> None:
        """There is no feeder in this forked child."""
        ...


class Feeder:
    """Reads a range of keys at a revision R, watches it from R + 1, and starts over when a compaction comes between."""

    def __init__(self, client: Client, span: KeyRange, fed: Fed) -> None:
        self._client = client
        self._range = span
        self._fed = fed
        self._stopped = threading.Event()
        self._watch: Watch | None = None
        self._reconnects = 0
        self._rounds = 0
        self._phase: MirrorPhase = "connecting"
        self.thread = threading.Thread(target=self._run, name="yamtam-mirror", daemon=True)
        _feeders.add(self)

    def start(self) -> None:
        """Read everything once, on this thread, and go on with the watch on another.

        Raises:
            YamtamError: the first read failed.
        """
        try:
            self._load("")
            self.thread.start()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """End the thread and its watch; does not wait for it."""
        self._stopped.set()
        watch = self._watch
        if watch is not None:
            watch.close()

    def orphan(self) -> None:
        """Let go of everything in a forked child."""
        self._stopped = threading.Event()
        self._stopped.set()
        self._fed.orphan(
            ClientClosed("This mirror belongs to the parent process: connect anew after a fork.")
        )

    @property
    def watch_status(self) -> WatchStatus:
        """The present watch's status, with the reconnects of those before it counted in."""
        watch = self._watch
        status = watch.status if watch is not None else WatchStatus()
        return status._replace(reconnects=self._reconnects + status.reconnects)

    def request_progress(self) -> bool:
        """See ``Watch.request_progress``."""
        watch = self._watch
        return watch is not None and watch.request_progress()

    def _run(self) -> None:
        try:
            while not self._stopped.is_set():
                self._follow()
        except ClientClosed as error:
            self._say("closed", error)
        except YamtamError as error:
            self._say("failed", error)
        except Exception as error:  # noqa: BLE001 - a thread that dies in silence would be a stale mirror
            _log.error("The mirror of %s ended by a fault of its own", in_words(self._range), exc_info=error)
            self._say(
                "failed", WatchLost(f"The mirror ended by a fault of its own ({error!r}). Make a new one.")
            )
        finally:
            if self._stopped.is_set():
                self._say("closed", None)

    def _follow(self) -> None:
        """Take what the watch delivers until it ends; then start over."""
        watch = self._watch
        if watch is None:
            raise WatchLost("The mirror has no watch. Make a new one.")
        try:
            for batch in watch:
                self._rounds = 0
                self._fed.moved(batch)
        except (Compacted, WatchLost) as error:
            self._reconnects += watch.status.reconnects + 1
            watch.close()
            self._start_over(error)

    def _start_over(self, cause: YamtamError) -> None:
        reason = _reason(cause)
        while not self._stopped.is_set():
            self._say("re-syncing", cause)
            self._stopped.wait(self._pause())
            try:
                self._load(reason)
            except _PASSING as error:
                cause = error
            else:
                return

    def _pause(self) -> float:
        """Seconds before the next read: none the first time, then more and more while compaction outruns us."""
        self._rounds += 1
        return 0.0 if self._rounds == 1 else min(FIRST_PAUSE * 2.0**self._rounds, LONGEST_PAUSE)

    def _load(self, reason: str) -> None:
        span = self._range
        revision, kvs = read_all(self._client, span)
        watch = self._client.watch(span.key, span.range_end or None, start_revision=revision + 1)
        self._fed.loaded(revision, kvs, reason)
        self._watch = watch
        self._say("live", None)
        watch.on_status(self._on_watch_status)
        if self._stopped.is_set():
            watch.close()

    def _on_watch_status(self, _: WatchStatus) -> None:
        if self._phase == "live":
            self._fed.told("live", None)

    def _say(self, phase: MirrorPhase, error: YamtamError | None) -> None:
        self._phase = phase
        self._fed.told(phase, error)


def _reason(cause: YamtamError) -> str:
    if isinstance(cause, Compacted):
        upto = f" up to revision {cause.compact_revision}" if cause.compact_revision else ""
        return f"history was compacted{upto} before it could be delivered"
    return str(cause)


def _orphan_all() -> None:
    for feeder in list(_feeders):
        feeder.orphan()


os.register_at_fork(after_in_child=_orphan_all)
