"""How fast the cluster takes writes: ``etcdctl check perf``, through the client that is connected."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Callable

from yamtam_nb.client.client import Client
from yamtam_nb.errors import EtcdError, InvalidArgument, YamtamError
from yamtam_nb.keys import to_bytes
from yamtam_nb.model.perf_report import PerfReport, Workload, Write
from yamtam_nb.values import show_key

WORKLOADS = {
    load.name: load
    for load in (
        Workload("s", 150, 50),
        Workload("m", 1000, 200),
        Workload("l", 8000, 500),
        Workload("xl", 15000, 1000),
    )
}
"""etcdctl's workloads (source: etcd ``etcdctl/ctlv3/command/check.go``)."""

PREFIX = "/etcdctl-check-perf/"
MOST_THREADS = 200
"""Python gains nothing from more: it is one processor that sends."""

_KEY_SIZE = 256
_VALUE = bytes(1024)
_CLEANING = 30.0
_TICK = 0.2


def check_perf(
    client: Client,
    load: str = "s",
    *,
    prefix: str | bytes = PREFIX,
    seconds: float = 60.0,
    auto_compact: bool = False,
    auto_defrag: bool = False,
    on_progress: Callable[[float, int], None] | None = None,
) -> PerfReport:
    """Write keys of 256 bytes and values of 1 KiB at the load's pace, then delete them, and report.

    The keys are deleted also when it is interrupted; nothing is compacted or defragmented then.

    Args:
        client: where.
        load: ``s``, ``m``, ``l`` or ``xl``: 150, 1,000, 8,000 or 15,000 writes a second. A Python process does not
            send as fast as the last two want; the report says when it was busy itself.
        prefix: where to write; nothing may be there yet.
        seconds: how long.
        auto_compact: compact to the last revision afterwards, which drops all history of the whole store.
        auto_defrag: defragment every member afterwards, one at a time and the leader last.
        on_progress: called on this thread with the seconds that passed and the writes so far, a few times a second.

    Raises:
        InvalidArgument: there is no such load, or there are keys under the prefix.
        EtcdError: the cluster cannot be reached at all.
    """
    workload, where = _checked(client, load, to_bytes(prefix), seconds)
    run = _Run(client, workload, where, seconds)
    busy_since, since = time.process_time(), time.monotonic()
    try:
        run.write(on_progress)
        took = time.monotonic() - since
        busy = (time.process_time() - busy_since) / took
    finally:
        run.stop()
        troubles = _deleted(client, where)
    if not troubles:
        troubles = _tidied(client, auto_compact=auto_compact, auto_defrag=auto_defrag)
    return PerfReport(workload, where, took, tuple(run.writes), dict(run.errors), busy, troubles)


def _checked(client: Client, load: str, prefix: bytes, seconds: float) -> tuple[Workload, bytes]:
    if load not in WORKLOADS:
        raise InvalidArgument(f"load={load!r} is no workload: give one of {', '.join(WORKLOADS)}.")
    if not prefix:
        raise InvalidArgument("The prefix is empty: everything under it would be deleted. Name one.")
    if not 0 < seconds <= 3600:
        raise InvalidArgument(f"seconds={seconds:g}: give more than 0 and at most 3600.")
    count = client.get(prefix, prefix=True, count_only=True).count
    if count:
        raise InvalidArgument(
            f"{show_key(prefix)} is not empty: {count:,} key{'s' * (count > 1)} would be deleted in the end. "
            "Choose another prefix, or delete what is there first."
        )
    return WORKLOADS[load], prefix


def _deleted(client: Client, prefix: bytes) -> tuple[str, ...]:
    """Delete the keys; what is to be said if that failed."""
    try:
        client.delete(prefix, prefix=True, timeout=_CLEANING)
    except YamtamError as error:
        return (f"The keys under {show_key(prefix)} are still there: they could not be deleted. {error}",)
    return ()


def _tidied(client: Client, *, auto_compact: bool, auto_defrag: bool) -> tuple[str, ...]:
    """Give the space back, as far as that was asked for; what is to be said if that failed."""
    try:
        if auto_compact:
            revision = client.get(PREFIX, count_only=True).revision
            client.compact(revision, physical=True, timeout=_CLEANING)
        if auto_defrag:
            client.maintenance.defragment_all()
    except YamtamError as error:
        return (f"The space was not given back. {error}",)
    return ()


class _Run:
    """The threads that write, and what became of their writes."""

    def __init__(self, client: Client, workload: Workload, prefix: bytes, seconds: float) -> None:
        self._client = client
        self._prefix = prefix
        self._step = 1 / workload.limit
        self._seconds = seconds
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._started = time.monotonic()
        self._next = 0.0
        self._threads = [
            threading.Thread(target=self._work, name=f"yamtam-check-perf-{number}", daemon=True)
            for number in range(min(workload.clients, MOST_THREADS))
        ]
        self.writes: list[Write] = []
        self.errors: Counter[str] = Counter()

    def write(self, on_progress: Callable[[float, int], None] | None) -> None:
        """Let the threads write until the time is over. The Stop button ends the wait."""
        self._started = time.monotonic()
        for thread in self._threads:
            thread.start()
        for thread in self._threads:
            while thread.is_alive():
                thread.join(_TICK)
                if on_progress is not None:
                    on_progress(min(self._now(), self._seconds), len(self.writes))

    def stop(self) -> None:
        """End the threads, and wait for the writes under way: what they write must be there to be deleted."""
        self._stopped.set()
        for thread in self._threads:
            if thread.ident is not None:
                thread.join()

    def _work(self) -> None:
        chance = random.Random()  # noqa: S311 - names of keys, no secrets
        while (turn := self._turn()) is not None:
            if self._stopped.wait(max(0.0, turn - self._now())):
                return
            key = self._prefix + f"{chance.getrandbits(64):016x}".ljust(_KEY_SIZE, "0").encode()
            sent = self._now()
            try:
                self._client.put(key, _VALUE)
            except EtcdError as error:
                with self._lock:
                    self.errors[type(error).__name__] += 1
            else:
                self.writes.append(Write(sent, self._now() - sent))

    def _turn(self) -> float | None:
        """When the next write is due; what could not be sent in time is not made up for. None when it is over."""
        with self._lock:
            turn = max(self._next, self._now())
            self._next = turn + self._step
        return turn if turn < self._seconds else None

    def _now(self) -> float:
        return time.monotonic() - self._started
