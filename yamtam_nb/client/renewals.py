"""Renewing leases in the background: one thread that sends for all leases of a client, and a few that read."""

from __future__ import annotations

import logging
import random
import threading
from collections import defaultdict
from typing import NamedTuple

from yamtam_nb.client.agenda import Agenda
from yamtam_nb.client.deadlines import DEADLINES
from yamtam_nb.client.keep_alive import KeepAlive
from yamtam_nb.client.renew_once import passing
from yamtam_nb.client.renewal import Renewal
from yamtam_nb.client.renewal_lane import Lane, kind_of, lane_for
from yamtam_nb.errors import ClientClosed, EtcdError, InvalidToken
from yamtam_nb.rpc import etcd_pb as pb
from yamtam_nb.rpc import methods
from yamtam_nb.rpc.stream import Stream
from yamtam_nb.rpc.transport import Transport

_log = logging.getLogger(__name__)

TOGETHER = 0.1
"""Seconds. What is due soon is sent with what is due now: a message on its own costs twice the processor time."""

_SHORTEST_NAP = 0.001
_LINGER = 0.5
_JITTER = 0.1
_JITTER_AFTER_FAILURE = 0.5


class _Kept(NamedTuple):
    renewal: Renewal
    handle: KeepAlive
    lane: Lane


class Renewals:
    """The renewals of one client. Its threads start with the first lease and end with the last.

    There are never more than a few, however many leases there are. What is due within a tenth of a second is sent
    together; a little chance in the times keeps the leases from all being due at once.
    """

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self._wake = threading.Condition()
        self._kept: dict[int, _Kept] = {}
        self._agenda: Agenda[int] = Agenda()
        self._lanes: list[Lane] = []
        self._sender: threading.Thread | None = None
        self._readers: set[threading.Thread] = set()
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
                return self._kept[lease_id].handle
            early = random.uniform(0, _JITTER)  # noqa: S311 - chance, not a secret
            due = min(self.now() + ttl / 3 * (1 - early), deadline - ttl * 2 / 3)
            renewal = Renewal(lease_id, ttl, deadline, due)
            handle = KeepAlive(self, renewal)
            lane = lane_for(kind_of(ttl), self._lanes)
            lane.members.add(lease_id)
            self._kept[lease_id] = _Kept(renewal, handle, lane)
            self._agenda.plan(lease_id, due)
            if self._sender is None:
                self._sender = threading.Thread(target=self._run, name="yamtam-keep-alive", daemon=True)
                self._sender.start()
            self._wake.notify_all()
        DEADLINES.add(handle)
        return handle

    def forget(self, lease_id: int) -> None:
        """Stop renewing a lease."""
        if self._transport.forked:  # the renewing thread, and perhaps the lock, is the parent's
            return
        with self._wake:
            kept = self._remove(lease_id)
            if kept is not None:
                kept.renewal.released = True
        if kept is not None:
            DEADLINES.remove(kept.handle)

    def gone(self, lease_id: int) -> None:
        """The lease does not exist any more: stop renewing it, and tell."""
        if self._transport.forked:
            return
        with self._wake:
            kept = self._remove(lease_id)
            if kept is not None:
                kept.renewal.lost = True
        if kept is not None:
            DEADLINES.remove(kept.handle)
            kept.handle.lost()

    def close(self) -> None:
        """Stop everything and wait for the threads."""
        self._closed.set()
        with self._wake:
            kept = list(self._kept.values())
            for entry in kept:
                entry.renewal.released = True
            self._kept.clear()
            self._wake.notify_all()
            sender = self._sender
        for entry in kept:
            DEADLINES.remove(entry.handle)
        DEADLINES.rest()
        for thread in (sender, *self._readers):
            if thread is not None and thread is not threading.current_thread():
                thread.join(2.0)

    def _remove(self, lease_id: int) -> _Kept | None:
        kept = self._kept.pop(lease_id, None)
        if kept is not None:
            self._agenda.drop(lease_id)
            kept.lane.members.discard(lease_id)
            if not kept.lane.members:
                self._wake.notify_all()
        return kept

    # ---- the sending thread ---------------------------------------------------------------------

    def _run(self) -> None:
        try:
            while self._step():
                pass
        except ClientClosed:
            with self._wake:
                self._sender = None

    def _step(self) -> bool:
        """Send what is due, leave lanes that are silent or empty, or wait for that. False when nothing is left."""
        with self._wake:
            now = self.now()
            due, silent = self._sort_out(now)
            unused = [lane for lane in self._lanes if not lane.members or self._closed.is_set()]
            self._lanes = [lane for lane in self._lanes if lane not in unused]
            anything_left = bool(self._lanes or unused) or self._another_soon()
            if not anything_left:
                self._sender = None
            elif self._lanes and not (due or silent or unused):
                nap = max(self._agenda.next() - now, _SHORTEST_NAP)
                self._wake.wait(min(nap, threading.TIMEOUT_MAX))
        for lane in unused:
            self._leave(lane)
        for lane in silent:
            self._leave(lane, lane.stream.endpoint if lane.stream is not None else "")
        for lane, renewals in due.items():
            self._send(lane, renewals)
        return anything_left

    def _another_soon(self) -> bool:
        """Whether another lease comes within a moment: those of locks do, and a thread for each would cost more."""
        self._wake.wait_for(lambda: self._lanes or self._closed.is_set(), _LINGER)
        return bool(self._lanes)

    def _sort_out(self, now: float) -> tuple[dict[Lane, list[Renewal]], set[Lane]]:
        """What has come up, by lane; and the lanes that owe an answer for too long."""
        due: dict[Lane, list[Renewal]] = defaultdict(list)
        silent: set[Lane] = set()
        for lease_id in self._agenda.due(now + TOGETHER):
            kept = self._kept.get(lease_id)
            if kept is None:
                continue
            renewal, _, lane = kept
            if renewal.sent_at is not None:
                if lane.silent(renewal, now):
                    silent.add(lane)
                else:
                    self._agenda.plan(lease_id, lane.give_up_at(renewal))
            elif renewal.due > now + TOGETHER or lane.reopen_at > now:
                self._agenda.plan(lease_id, max(renewal.due, lane.reopen_at))
            else:
                due[lane].append(renewal)
        return due, silent

    def _send(self, lane: Lane, due: list[Renewal]) -> None:
        try:
            stream = lane.stream or self._open(lane)
        except EtcdError as error:
            _log.warning("leases cannot be renewed at the moment: %s", error)
            stream = None
        with self._wake:
            if stream is None:
                lane.pause(self.now())
            for renewal in due:
                if renewal.ended:
                    continue
                if stream is None or stream is not lane.stream:  # it has failed already
                    self._agenda.plan(renewal.lease_id, max(renewal.due, lane.reopen_at))
                    continue
                jitter = _JITTER_AFTER_FAILURE if renewal.failures else _JITTER
                renewal.early = random.uniform(0, jitter)  # noqa: S311 - chance, not a secret
                renewal.sent(self.now())
                lane.sent(renewal)
                stream.send(pb.LeaseKeepAliveRequest(ID=renewal.lease_id))
                self._agenda.plan(renewal.lease_id, lane.give_up_at(renewal))

    def _open(self, lane: Lane) -> Stream:
        stream = self._transport.stream(methods.LEASE_KEEP_ALIVE, avoid=lane.avoid)
        reader = threading.Thread(
            target=self._read, args=(lane, stream), name="yamtam-keep-alive-reader", daemon=True
        )
        with self._wake:
            lane.stream = stream
            self._readers.add(reader)
        reader.start()
        return stream

    def _leave(self, lane: Lane, avoid: str = "") -> None:
        """Leave a stream that went silent or failed, or is not needed; what it owes is asked for again elsewhere."""
        with self._wake:
            stream, owed = lane.leave(avoid)
            now = self.now()
            for renewal in owed:
                if not renewal.ended and renewal.sent_at is not None:
                    renewal.failed(now)
                    self._agenda.plan(renewal.lease_id, max(now, lane.reopen_at))
            self._wake.notify_all()
        if stream is not None:
            stream.close()

    # ---- the reading threads --------------------------------------------------------------------

    def _read(self, lane: Lane, stream: Stream) -> None:
        ended_by: EtcdError | None = None
        try:
            while (answer := stream.receive()) is not None:
                self._answered(lane, stream, answer.ID, answer.TTL)
        except InvalidToken:
            self._refresh(stream)
        except EtcdError as error:
            ended_by = error
            _log.info("lease stream to %s ended: %s", stream.endpoint, error)
        with self._wake:
            self._readers.discard(threading.current_thread())
            if stream is not lane.stream:
                return
            lane.pause(self.now())
            if ended_by is not None and not passing(ended_by):
                self._set_apart(lane)
        self._leave(lane, stream.endpoint)

    def _set_apart(self, lane: Lane) -> None:
        """The server refused one lease, and ended the stream for all: keep that one away from the others."""
        renewal = lane.oldest()
        kept = self._kept.get(renewal.lease_id) if renewal is not None else None
        if kept is None or kept.renewal is not renewal:
            return
        apart = lane_for("apart", self._lanes)
        if apart is not lane:
            lane.members.discard(kept.renewal.lease_id)
            apart.members.add(kept.renewal.lease_id)
            self._kept[kept.renewal.lease_id] = kept._replace(lane=apart)

    def _refresh(self, stream: Stream) -> None:
        try:
            self._transport.refresh(stream.metadata)
        except (EtcdError, ClientClosed) as error:
            _log.warning("the token for renewing leases cannot be refreshed: %s", error)

    def _answered(self, lane: Lane, stream: Stream, lease_id: int, ttl: int) -> None:
        with self._wake:
            if stream is not lane.stream:
                # A late answer of a stream that was left would count from the sending of a later question.
                return
            renewal = lane.answered(lease_id, self.now())
            if renewal is None or renewal.ended:
                return
            renewal.answered(ttl)
            if not renewal.lost:
                return
            kept = self._remove(lease_id)
        if kept is not None:
            DEADLINES.remove(kept.handle)
            kept.handle.lost()
