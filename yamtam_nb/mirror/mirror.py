"""A local copy of a prefix, or of another range of keys, that follows etcd: ``yn.Mirror``."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from types import TracebackType

from yamtam_nb.client.client import Client
from yamtam_nb.client.listeners import Listeners
from yamtam_nb.errors import InvalidArgument, WaitTimeout
from yamtam_nb.keys import KeyRange, to_bytes
from yamtam_nb.mirror.arrivals import announce
from yamtam_nb.mirror.feeder import Feeder
from yamtam_nb.mirror.replica import Replica
from yamtam_nb.mirror.status import MirrorChange, MirrorStatus
from yamtam_nb.mirror.sync import Syncing
from yamtam_nb.model import KeyValue
from yamtam_nb.model.ranges import title

_LOOK = 0.5
_JOIN = 3.0


class Mirror(Mapping[bytes, KeyValue]):
    """All keys under a prefix, kept current in this process: a mapping from key to :class:`KeyValue`.

    It reads everything at one revision and follows the changes from there, whole transactions at a time, so
    that what it shows is always the state at ``revision``: it may be late, it is never mixed. It gets over
    what a watch gets over, and over compactions, too: then it reads everything anew, and what differs comes as
    *synthetic* events with a :class:`Gap` that says which revisions nobody could see. When it is late or cannot
    go on, ``status`` says so.

    Keys are bytes; ``str`` is taken as UTF-8. Iteration goes in the order of the keys. It runs until it is
    closed, or its client is.

    Args:
        client: where to read from.
        prefix: what the keys to mirror begin with, empty for all keys; or a :class:`KeyRange`, e.g.
            ``KeyRange.of("/a", "/c")``, or ``KeyRange.of("/a")`` for exactly one key.
        prev_kv: give each change the key as it was before (from the mirror itself; it costs etcd nothing).

    Raises:
        EtcdError: the first read failed. It is done here; each of its pages may take the client's timeout.

    Example:
        >>> with yn.Mirror(client, "/yamtam/config/") as mirror:  # doctest: +SKIP
        ...     mirror.on_change(lambda change: print(change.revision, change.events))
        ...     mirror["/yamtam/config/model-tier"].text()
        'power'
    """

    def __init__(self, client: Client, prefix: str | bytes | KeyRange, *, prev_kv: bool = True) -> None:
        self._client = client
        self._range = prefix if isinstance(prefix, KeyRange) else KeyRange.of(prefix, prefix=True)
        self._statuses = Listeners("the status of a mirror")
        self._replica = Replica(keep_previous=prev_kv, on_phase=self._tell_status)
        self._feeder = Feeder(client, self._range, self._replica)
        self._feeder.start()
        announce(client.cluster_id, self._replica.arrivals)

    @property
    def prefix(self) -> bytes:
        """What all its keys begin with."""
        return self._range.prefix

    @property
    def range(self) -> KeyRange:
        """The keys that are mirrored."""
        return self._range

    @property
    def revision(self) -> int:
        """What the mirror shows is the state at this revision."""
        return self._replica.revision

    @property
    def status(self) -> MirrorStatus:
        """How it is doing."""
        replica, watch = self._replica, self._feeder.watch_status
        state, error = replica.phase, str(replica.error or "")
        if state == "live" and watch.state != "live":
            # A watch that failed or was closed under us: the feeder is about to say what comes of it.
            state = "reconnecting" if watch.state in ("failed", "closed") else watch.state
            error = watch.error
        return MirrorStatus(
            state=state,
            revision=replica.revision,
            events=replica.events,
            reconnects=watch.reconnects,
            gaps=replica.gaps,
            gap_count=replica.gap_count,
            endpoint=watch.endpoint,
            error=error,
        )

    @property
    def callback_failures(self) -> int:
        """Times that a callback raised; the first failure of each is logged."""
        return self._replica.changes.failures + self._statuses.failures

    def on_change(self, callback: Callable[[MirrorChange], None]) -> Callable[[], None]:
        """Call ``callback`` with each change, in order, from the mirror's thread.

        The mirror already shows the change then. A callback that takes long delays the mirror; what it raises is
        logged and counted, and disturbs nobody else. To start from a known state, subscribe first, call
        :meth:`state`, and skip changes up to its revision.

        Returns:
            A function that ends it.
        """
        return self._replica.changes.add(callback)

    def on_status(self, callback: Callable[[MirrorStatus], None]) -> Callable[[], None]:
        """Call ``callback`` when the ``state`` or the ``error`` of the status may have changed.

        It is called from any of the mirror's threads.

        Returns:
            A function that ends it.
        """
        return self._statuses.add(callback)

    def state(self) -> tuple[int, dict[bytes, KeyValue]]:
        """A copy of everything at one revision: that revision, and the keys in order."""
        return self._replica.state()

    def arrived(self, revision: int) -> float | None:
        """Wall time at which a revision arrived here; None if it was there before the mirror, or too long ago."""
        return self._replica.arrivals.get(revision)

    def wait(self, revision: int, timeout: float | None = None) -> int:
        """Wait until the mirror shows ``revision`` or a later one. The Stop button ends the wait.

        Args:
            revision: e.g. that of a ``client.put``. If that touched no key of the prefix, use :meth:`sync`: a prefix
                that is left alone does not hear of the revisions of other keys.
            timeout: seconds; None waits as long as it takes.

        Returns:
            The mirror's revision.

        Raises:
            WaitTimeout: it does not within that time.
            YamtamError: the mirror has failed or is closed.
        """
        until = None if timeout is None else time.monotonic() + timeout
        while not self._replica.reached(revision, _LOOK if until is None else until - time.monotonic()):
            if until is not None and time.monotonic() >= until:
                raise WaitTimeout(
                    f"The mirror is at revision {self.revision}, not yet at {revision}, after {timeout:g} s "
                    f"({self.status.state}). Wait longer, or look at its status."
                )
        return self.revision

    def sync(self, timeout: float | None = None) -> int:
        """Wait until the mirror shows everything that was written before this call, by anybody.

        Reads the cluster's revision, linearizably, and waits until the mirror has come that far. Where nothing
        arrives because nothing changed, the server is asked how far it is; one that is too old to be asked (before
        3.4.31 and 3.5.13) is asked instead whether any key of the prefix differs, which costs it a walk over the
        prefix.

        Args:
            timeout: seconds in all, None for the client's.

        Returns:
            The mirror's revision.

        Raises:
            WaitTimeout: it does not within that time.
            EtcdError: the cluster cannot be read.
            YamtamError: the mirror has failed or is closed.
        """
        limit = self._client.settings.timeout if timeout is None else timeout
        return Syncing(self._client, self._range, self._replica, self._feeder, limit).run()

    def close(self) -> None:
        """Stop following and end the threads; what was mirrored stays readable. Closing twice is fine."""
        self._feeder.stop()
        if threading.current_thread() is not self._feeder.thread:
            self._feeder.thread.join(_JOIN)
        self._replica.changes.clear()
        self._statuses.clear()

    def _tell_status(self) -> None:
        self._statuses.tell(self.status)

    def __getitem__(self, key: str | bytes) -> KeyValue:
        try:
            return self._replica.kvs[to_bytes(key)]
        except InvalidArgument:
            raise KeyError(key) from None

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._replica.keys())

    def __len__(self) -> int:
        return len(self._replica)

    # A mapping would be compared by content; a mirror is a running thing, and may be put in a set of such.
    __eq__ = object.__eq__
    __hash__ = object.__hash__

    def __enter__(self) -> Mirror:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        status = self.status
        why = f" ({status.error})" if status.error else ""
        return f"<Mirror {title(self._range)} {len(self)} keys at revision {status.revision}, {status.state}{why}>"
