"""Following changes: ``client.watch``."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Callable, Iterator
from types import TracebackType

from yamtam_nb.client.kv import KV
from yamtam_nb.client.watch_inbox import Inbox
from yamtam_nb.client.watch_reader import WatchReader
from yamtam_nb.client.watch_state import WatchState
from yamtam_nb.client.watch_status import WatchStatus
from yamtam_nb.client.watch_wire import WatchSpec
from yamtam_nb.errors import InvalidArgument
from yamtam_nb.keys import FROM_KEY, KeyRange
from yamtam_nb.model import WatchBatch, WatchFilter
from yamtam_nb.rpc import etcd_pb as pb
from yamtam_nb.rpc.transport import Transport
from yamtam_nb.values import show_key

_JOIN = 3.0
_FIRST_LOOK = 1.0


class Watch:
    """The changes of a key or a range of keys, batch by batch, over every trouble that can be got over.

    Iterating waits for the next batch, and the Stop button ends the wait. A batch holds whole revisions; one without
    events only says how far the watch has come. Each change arrives once and in order, also when members die: the
    watch goes on after the last change it delivered, on another member. What cannot be got over is raised by the
    iteration, after everything that came before it:

    * ``Compacted``: the next revision is compacted away (``error.compact_revision``). :class:`yamtam_nb.Mirror`
      goes on from there by itself.
    * ``PermissionDenied``: the user may not read the range.
    * ``ClusterChanged``: the cluster was restored from a backup or replaced.
    * ``ClientClosed``, ``WatchLost``.

    Made by ``client.watch``; that reads once from the cluster, linearizably, and raises what that read raises. A watch
    without ``start_revision`` starts right after that read, so no write made after the call is missed. What is not
    consumed stays in etcd: reading stops at about 10,000 waiting events, and nothing is dropped.

    Args:
        span: the range.
        start_revision: first revision to deliver; None for what happens from now on.
        prev_kv: deliver each key as it was before, too (one more read per event for the server).
        filters: kinds of events to leave out.
        fragment: let the server send large batches in parts (they are put together again here). Off, because
            etcd adds up the size of a part anew for every event in it: catching up on 100,000 events of 170
            bytes takes it some 20 times as long.

    Example:
        >>> with client.watch("/yamtam/config/", prefix=True) as changes:  # doctest: +SKIP
        ...     for batch in changes:
        ...         for event in batch.events:
        ...             print(batch.revision, event.type, event.key)
    """

    def __init__(
        self,
        transport: Transport,
        span: KeyRange,
        *,
        start_revision: int | None = None,
        prev_kv: bool = False,
        filters: tuple[WatchFilter, ...] = (),
        fragment: bool = False,
    ) -> None:
        _check(span, start_revision)
        self._spec = WatchSpec(span, prev_kv, tuple(WatchFilter(kind) for kind in filters), fragment)
        header = KV(transport).range(pb.RangeRequest(key=span.key, count_only=True)).header
        self._start_revision = start_revision or header.revision + 1
        self._inbox = Inbox()
        state = WatchState(self._start_revision, cluster_id=header.cluster_id)
        self._reader = WatchReader(transport, self._spec, state, self._inbox)
        weakref.finalize(self, self._reader.abandon).atexit = False
        self._reader.start()
        try:
            # Not needed for anything but a status that says what is, right from the start.
            self._reader.board.decided.wait(_FIRST_LOOK)
        except BaseException:
            self.close()
            raise

    @property
    def start_revision(self) -> int:
        """First revision that the watch delivers."""
        return self._start_revision

    @property
    def status(self) -> WatchStatus:
        """How it is doing: state, endpoint, revision, counters."""
        return self._reader.board.status

    @property
    def closed(self) -> bool:
        """Whether ``close`` was called."""
        return self._inbox.closed

    def on_status(self, callback: Callable[[WatchStatus], None]) -> Callable[[], None]:
        """Call ``callback`` with each new state, from the watch's thread. Returns a function that ends that."""
        return self._reader.board.listeners.add(callback)

    def read(self, timeout: float | None = None) -> WatchBatch | None:
        """The next batch, or None when there is none within ``timeout`` seconds (None: wait) or the watch is closed.

        Raises:
            YamtamError: the watch cannot go on, see the class.
        """
        return self._inbox.get(timeout)

    def request_progress(self) -> bool:
        """Ask for a batch without events that says how far the watch is.

        Returns:
            Whether it was asked. Servers before 3.4.31 and 3.5.13 are not: they may promise too much. No answer comes
            while the server is still catching up.
        """
        return self._reader.request_progress()

    def close(self, *, wait: bool = True) -> None:
        """End the watch and its thread; ``wait`` for the thread to be gone. Closing twice is fine."""
        self._reader.stop()
        if wait and threading.current_thread() is not self._reader.thread:
            self._reader.thread.join(_JOIN)

    def __iter__(self) -> Iterator[WatchBatch]:
        return self

    def __next__(self) -> WatchBatch:
        batch = self._inbox.get()
        if batch is None:
            raise StopIteration
        return batch

    def __enter__(self) -> Watch:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        status = self.status
        where = f" via {status.endpoint}" if status.endpoint else ""
        span = show_key(self._spec.range.key) + ("" if self._spec.range.single else " ...")
        return f"<Watch {span} {status.state}{where}, revision {status.revision}, {status.events} events>"


def _check(span: KeyRange, start_revision: int | None) -> None:
    if start_revision is not None and start_revision < 0:
        raise InvalidArgument(f"start_revision={start_revision} is not a revision: they start at 1.")
    if span.range_end and span.range_end != FROM_KEY and span.range_end <= span.key:
        raise InvalidArgument("The range is empty: its end is not after its first key.")
