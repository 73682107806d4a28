"""Renewing leases in the background: one thread that sends, one that reads, for all leases of a client."""

from __future__ import annotations

import logging
import threading

from yamtam_nb.client.deadlines import DEADLINES
from yamtam_nb.client.keep_alive import KeepAlive
from yamtam_nb.client.renewal import Renewal
from yamtam_nb.errors import ClientClosed, EtcdError, InvalidToken
from yamtam_nb.model import KeepAliveResult
from yamtam_nb.rpc import etcd_pb as pb
from yamtam_nb.rpc import methods
from yamtam_nb.rpc.stream import Stream
from yamtam_nb.rpc.transport import Transport

_log = logging.getLogger(__name__)
_FIRST_PAUSE = 0.1
_LONGEST_PAUSE = 1.0
_MOST_REFRESHES = 3


class Renewals:
    """The renewals of one client. Its threads start with the first lease and end with the last."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self._wake = threading.Condition()
        self._kept: dict[int, tuple[Renewal, KeepAlive]] = {}
        self._stream: Stream | None = None
        self._avoid = ""
        self._thread: threading.Thread | None = None
        self._reader: threading.Thread | None = None
        self._failures = 0  # streams that failed, or could not be opened, since the last answer
        self._closed = threading.Event()

    def __len__(self) -> int:
        return len(self._kept)

    def now(self) -> float:
        """The clock's reading."""
        return self._transport.clock.now()

    def add(self, lease_id: int, ttl: int, *, deadline: float) -> KeepAlive:
        """Start renewing a lease."""
        with self._wake:
            if self._closed.is_set():
                raise ClientClosed("The client is closed: connect again.")
            if lease_id in self._kept:
                return self._kept[lease_id][1]
            renewal = Renewal(lease_id, ttl, deadline, due=deadline - ttl * 2 / 3)
            handle = KeepAlive(self, renewal)
            self._kept[lease_id] = (renewal, handle)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="yamtam-keep-alive", daemon=True)
                self._thread.start()
            DEADLINES.add(handle)
            self._wake.notify_all()
            return handle

    def forget(self, lease_id: int) -> None:
        """Stop renewing a lease."""
        if self._transport.forked:  # the renewing thread, and perhaps the lock, is the parent's
            return
        with self._wake:
            entry = self._kept.pop(lease_id, None)
            if entry is not None:
                entry[0].released = True
            self._wake.notify_all()
        if entry is not None:
            DEADLINES.remove(entry[1])

    def once(self, lease_id: int, timeout: float) -> KeepAliveResult | None:
        """One renewal on a stream of its own; None when no answer came in time."""
        deadline = self.now() + timeout
        avoid, refreshes = "", 0
        while (left := deadline - self.now()) > 0:
            stream = self._transport.stream(methods.LEASE_KEEP_ALIVE, avoid=avoid)
            timer = threading.Timer(min(left, max(timeout / 2, 0.25)), stream.close)
            timer.daemon = True
            timer.start()
            sent_at = self.now()
            stream.send(pb.LeaseKeepAliveRequest(ID=lease_id))
            try:
                answer = stream.receive()
            except InvalidToken:
                if not self._transport.tokens.password or refreshes >= _MOST_REFRESHES:
                    raise
                refreshes += 1
                self._transport.refresh(stream.metadata, timeout=deadline - self.now())
                continue
            except EtcdError as error:
                if not self._worth_another(error):
                    raise
                self._transport.wait(min(_FIRST_PAUSE, left))
                answer = None
            finally:
                timer.cancel()
                stream.close()
            if answer is not None:
                return KeepAliveResult(answer.ID, answer.TTL, sent_at, answer.header.revision)
            avoid = stream.endpoint
        return None

    @staticmethod
    def _worth_another(error: EtcdError) -> bool:
        return error.code in ("UNAVAILABLE", "UNKNOWN", "INTERNAL", "CANCELLED", "DEADLINE_EXCEEDED")

    def close(self) -> None:
        """Stop everything and wait for the threads."""
        self._closed.set()
        with self._wake:
            kept = list(self._kept.values())
            for renewal, _ in kept:
                renewal.released = True
            self._kept.clear()
            self._wake.notify_all()
            threads = (self._thread, self._reader)
        for _, handle in kept:
            DEADLINES.remove(handle)
        for thread in threads:
            if thread is not None and thread is not threading.current_thread():
                thread.join(2.0)

    # ---- the sending thread ---------------------------------------------------------------------

    def _run(self) -> None:
        try:
            while self._step():
                pass
        except ClientClosed:
            pass
        finally:
            self._drop_stream("")

    def _step(self) -> bool:
        """Send what is due, give up on what is overdue, or wait for either. False when nothing is left."""
        with self._wake:
            if not self._kept or self._closed.is_set():
                self._thread = None
                return False
            now = self.now()
            renewals = [renewal for renewal, _ in self._kept.values()]
            silent = [renewal for renewal in renewals if renewal.overdue(now)]
            due = [renewal for renewal in renewals if renewal.sent_at is None and renewal.due <= now]
            if not silent and not due:
                soonest = min(renewal.next_event() for renewal in renewals)
                self._wake.wait(max(soonest - now, 0.001))
                return True
        if silent:
            self._drop_stream(self._stream.endpoint if self._stream else "")
        elif due:
            self._send(due)
        return True

    def _send(self, due: list[Renewal]) -> None:
        try:
            stream = self._open()
        except EtcdError as error:
            _log.warning("leases cannot be renewed at the moment: %s", error)
            self._pause()
            return
        with self._wake:
            if stream is not self._stream:  # it has failed already
                return
            for renewal in due:
                renewal.sent(self.now())
                stream.send(pb.LeaseKeepAliveRequest(ID=renewal.lease_id))

    def _pause(self) -> None:
        """Wait before the next stream, longer after every one that failed; not at all once closed."""
        wait = min(_FIRST_PAUSE * 2.0 ** min(self._failures, 8), _LONGEST_PAUSE)
        self._failures += 1
        self._closed.wait(wait)

    def _open(self) -> Stream:
        if self._stream is None:
            stream = self._transport.stream(methods.LEASE_KEEP_ALIVE, avoid=self._avoid)
            self._stream = stream
            self._reader = threading.Thread(
                target=self._read, args=(stream,), name="yamtam-keep-alive-reader", daemon=True
            )
            self._reader.start()
        return self._stream

    def _drop_stream(self, avoid: str) -> None:
        """Leave a stream that went silent or failed; what it owes is asked for again elsewhere."""
        with self._wake:
            stream, self._stream = self._stream, None
            self._avoid = avoid
            for renewal, _ in self._kept.values():
                if renewal.sent_at is not None:
                    renewal.failed(self.now())
        if stream is not None:
            stream.close()

    # ---- the reading thread ---------------------------------------------------------------------

    def _read(self, stream: Stream) -> None:
        try:
            while (answer := stream.receive()) is not None:
                self._answered(stream, answer.ID, answer.TTL)
        except InvalidToken:
            self._refresh(stream)
        except EtcdError as error:
            _log.info("lease stream to %s ended: %s", stream.endpoint, error)
        if stream is self._stream:
            self._pause()
            self._drop_stream(stream.endpoint)
            with self._wake:
                self._wake.notify_all()

    def _refresh(self, stream: Stream) -> None:
        try:
            self._transport.refresh(stream.metadata)
        except (EtcdError, ClientClosed) as error:
            _log.warning("the token for renewing leases cannot be refreshed: %s", error)

    def _answered(self, stream: Stream, lease_id: int, ttl: int) -> None:
        with self._wake:
            entry = self._kept.get(lease_id)
            if entry is None or stream is not self._stream:
                # A late answer of a stream that was left would count from the sending of a later question.
                return
            self._failures = 0
            renewal, handle = entry
            renewal.answered(ttl)
            if renewal.lost:
                del self._kept[lease_id]
            self._wake.notify_all()
        if renewal.lost:
            DEADLINES.remove(handle)
            handle.lost()
