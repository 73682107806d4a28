"""The thread behind a watch: keeps a stream open on some member, and hands on what arrives."""

from __future__ import annotations

import logging
import random
import threading

from yamtam_nb.client.kv import KV
from yamtam_nb.client.watch_heartbeat import Beat, Heartbeat
from yamtam_nb.client.watch_inbox import Inbox
from yamtam_nb.client.watch_pulse import PULSE
from yamtam_nb.client.watch_state import Answered, Deliver, Fail, Live, Reconnect, WatchState
from yamtam_nb.client.watch_status import StatusBoard, WatchStatus
from yamtam_nb.client.watch_wire import WATCH_ID, WatchSpec, cancel, progress, progress_is_safe, reply
from yamtam_nb.errors import (
    ClientClosed,
    EtcdError,
    InvalidToken,
    TooManyRequests,
    TransportError,
    Unsupported,
    WatchLost,
    YamtamError,
)
from yamtam_nb.keys import KeyRange
from yamtam_nb.model import WatchBatch
from yamtam_nb.rpc import etcd_pb as pb
from yamtam_nb.rpc import methods
from yamtam_nb.rpc.event_columns import WATCH_BY_COLUMNS, WatchByColumns
from yamtam_nb.rpc.stream import Stream
from yamtam_nb.rpc.transport import Transport

FIRST_PAUSE = 0.010
LONGEST_PAUSE = 2.0
SETTLED = 5.0
"""Seconds after which a stream counts as good, so that its loss starts the pauses anew."""

_CHECK_TIMEOUT = 2.0  # seconds; also how long close() may have to wait for a reader that is checking
_VERSION_TIMEOUT = 1.0

_log = logging.getLogger("yamtam_nb.watch")


class WatchReader:
    """Reads one watch until it is stopped or cannot go on.

    Before every stream but the first it reads once from the cluster as a whole: that finds out whether the
    cluster is the same and was not set back, and gets a fresh token where the old one has expired.

    Attributes:
        board: how it is doing.
        thread: the thread that reads.
    """

    def __init__(self, transport: Transport, spec: WatchSpec, state: WatchState, inbox: Inbox) -> None:
        self._transport = transport
        self._spec = spec
        self._state = state
        self._inbox = inbox
        self._lock = threading.Lock()
        self._wake = threading.Event()
        self._stopped = False
        self._abandoned = False
        self._stream: Stream | None = None
        self._heart = Heartbeat(transport.clock.now())
        self._dropped = ""
        self._last_id = WATCH_ID
        self._progress_safe = False
        self._settled = False
        self._failures = 0
        self.board = StatusBoard(WatchStatus(revision=state.next_revision - 1))
        self.thread = threading.Thread(target=self._run, name="yamtam-watch", daemon=True)

    @property
    def range(self) -> KeyRange:
        """What it watches."""
        return self._spec.range

    def reads_for(self, transport: Transport) -> bool:
        """Whether it belongs to this client."""
        return self._transport is transport and not self._stopped and not self._abandoned

    def start(self) -> None:
        """Start reading."""
        PULSE.add(self)
        self.thread.start()

    def stop(self) -> None:
        """Stop reading; does not wait for the thread. May be called again, and from any thread."""
        with self._lock:
            self._stopped = True
            stream = self._stream
        self._inbox.close()
        self._wake.set()
        if stream is not None:
            stream.close()

    def abandon(self) -> None:
        """Stop soon. Takes no lock: the garbage collector calls this, wherever it happens to run."""
        self._abandoned = True

    def orphan(self) -> None:
        """Let go of everything in a forked child: thread and connection are the parent's."""
        self._lock = threading.Lock()
        self._stopped = True
        self._stream = None
        error = ClientClosed("This watch belongs to the parent process: connect anew after a fork.")
        self._inbox.orphan(error)
        self.board.status = self.board.status._replace(state="closed", error=str(error))

    def request_progress(self) -> bool:
        """Ask the server how far it is; False when there is no server, or none that may be asked (it is too old)."""
        stream = self._stream
        if stream is None or not self._progress_safe:
            return False
        stream.send(progress())
        return True

    def beat(self) -> None:
        """See that the stream lives; called by the pulse."""
        if self._abandoned:
            self.stop()
        elif self._transport.closed:
            self._leave()
        stream = self._stream
        if stream is None:
            return
        look = self._heart.beat(self._transport.clock.now())
        if look is Beat.PROBE:
            self._last_id += 1
            stream.send(self._spec.probe(self._last_id))
            self.request_progress()
        elif look is Beat.DEAD:
            self._dropped = f"{stream.endpoint} gave no sign of life"
            stream.close()

    def _leave(self) -> None:
        self._inbox.fail(ClientClosed("The client of this watch was closed."))
        self._wake.set()

    def _run(self) -> None:
        try:
            while not self._stopped:
                self._recover(self._one_stream())
        except YamtamError as error:
            self._fail(error)
        except Exception as error:  # noqa: BLE001 - a thread that dies in silence would be a stale watch
            self._fail(self._fault(error))
        finally:
            PULSE.remove(self)
            if self._stopped:
                self.board.state("closed")

    def _fail(self, error: YamtamError) -> None:
        if not self._stopped:
            self.board.state("failed", error=str(error))
            self._inbox.fail(error)

    def _fault(self, error: Exception) -> YamtamError:
        if self._transport.closed:
            return ClientClosed("The client of this watch was closed.")
        _log.error("The watch on %r ended by a fault of its own", self._spec.range.key, exc_info=error)
        return WatchLost(f"The watch ended by a fault of its own ({error!r}). Start a new one.")

    def _recover(self, lost: Reconnect) -> None:
        """Get ready for the next stream."""
        if self._stopped:
            return
        if self._transport.closed:
            raise ClientClosed("The client of this watch was closed.")
        self.board.lost(lost.reason)
        self._failures = 0 if self._settled else self._failures + 1
        pause = min(FIRST_PAUSE * 2.0**self._failures, LONGEST_PAUSE)
        self._wake.wait(pause * random.uniform(0.75, 1.25))  # noqa: S311 - jitter, not a secret

    def _one_stream(self) -> Reconnect:
        """Make the watch on some member, and read until that must be done again."""
        self._settled = False
        before = self.board.status.endpoint
        try:
            if before:
                self._transport.avoid(before)
                self._check_cluster()
            stream = self._transport.stream(WATCH_BY_COLUMNS, avoid=before)
            try:
                lost = self._read(stream)
            finally:
                self._stream = None
                stream.close()
            if lost.denied:
                self._check_permission()
            if lost.refresh_token:
                self._transport.refresh(stream.metadata)
        except Unsupported:
            raise
        except InvalidToken as error:
            if not self._transport.tokens.password:
                raise
            return Reconnect(_why(error))
        except (TransportError, TooManyRequests) as error:
            return Reconnect(_why(error))
        return lost

    def _check_cluster(self) -> None:
        request = pb.RangeRequest(key=self._spec.range.key, count_only=True)
        KV(self._transport).range(request, timeout=_CHECK_TIMEOUT)

    def _check_permission(self) -> None:
        span = self._spec.range
        request = pb.RangeRequest(key=span.key, range_end=span.range_end, limit=1, keys_only=True)
        KV(self._transport).range(request, timeout=_CHECK_TIMEOUT)

    def _open(self, stream: Stream) -> None:
        self._state.opened()
        self._heart = Heartbeat(self._transport.clock.now())
        self._dropped = ""
        self._last_id = WATCH_ID
        self._progress_safe = False
        self.board.endpoint(stream.endpoint)
        stream.send(self._spec.create(self._state.next_revision))
        with self._lock:
            self._stream = stream

    def _read(self, stream: Stream) -> Reconnect:
        self._open(stream)
        now, heart = self._transport.clock.now, self._heart
        opened = now()
        while not self._stopped:
            message = stream.receive()
            if message is None:
                break
            heart.heard(now())
            lost = self._take(stream, message)
            del message  # a large response is not to be held while the next is waited for
            if lost is not None:
                return lost
            self._settled = self._settled or now() - opened > SETTLED
            heart.reading(now())
        return Reconnect(self._dropped or "the server ended the stream")

    def _take(self, stream: Stream, message: WatchByColumns) -> Reconnect | None:
        """Do what a response asks for; what is returned ends the stream."""
        step = self._state.feed(reply(message))
        if isinstance(step, Deliver):
            self._deliver(step.batch)
        elif isinstance(step, Live):
            self._heart.created(self._transport.clock.now())
            self.board.live()
            self._ask_version(stream)
        elif isinstance(step, Answered):
            stream.send(cancel(step.watch_id))
        elif isinstance(step, Reconnect):
            return step
        elif isinstance(step, Fail):
            raise step.error
        return None

    def _deliver(self, batch: WatchBatch) -> None:
        self._settled = True
        self._transport.watermark.raise_to(batch.revision)
        self.board.delivered(batch, self._state.regressions)
        self._inbox.put(batch)

    def _ask_version(self, stream: Stream) -> None:
        try:
            status = self._transport.call(
                methods.STATUS,
                pb.StatusRequest(),
                timeout=_VERSION_TIMEOUT,
                endpoint=stream.endpoint,
                once=True,
            )
        except EtcdError:
            return  # it does not tell its version: then it is not asked for progress
        self._progress_safe = progress_is_safe(status.version)

    def __repr__(self) -> str:
        return f"<WatchReader {self._spec.range.key!r} {self.board.status.state}>"


def _why(error: EtcdError) -> str:
    """An error in a few words, for a status line."""
    detail = error.detail or str(error)
    if "; last error: " in detail:
        detail = detail.rpartition(": ")[2].lower()
    return f"{error.endpoint}: {detail}" if error.endpoint else detail
