"""A lock that excludes everybody who uses etcd's own layout: ``yn.Lock``."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from types import TracebackType

from yamtam_nb.client.client import Client
from yamtam_nb.concurrency.contender import Contender
from yamtam_nb.concurrency.entries import LockEntry, waiters
from yamtam_nb.concurrency.farewell import in_background
from yamtam_nb.concurrency.held import Held
from yamtam_nb.concurrency.holder import Holder
from yamtam_nb.concurrency.layout import prefix_of
from yamtam_nb.concurrency.patience import Patience
from yamtam_nb.concurrency.session import Session, check_ttl
from yamtam_nb.errors import InvalidArgument, LockTimeout, YamtamError
from yamtam_nb.values import show_key

_log = logging.getLogger("yamtam_nb.concurrency")

_NOTE_AFTER = 0.1
_LOOK = 1.0


class Lock:
    """A lock in etcd. Whoever comes first has it; the others wait in the order in which they came.

    It has the layout of etcd's Go package, so ``etcdctl lock NAME`` and Go programs are excluded and queued, too. Each
    acquisition has a lease of its own unless a session is given; if this process dies, the lock is free when the TTL is
    over. It is not reentrant, and one Lock object is for one holder at a time.

    A lock in etcd excludes processes that run. One that is paused and wakes up late believes for a moment that it still
    has the lock; see :class:`yamtam_nb.concurrency.held.Held` for what to do about that.

    Args:
        client: where.
        name: the lock's name. Its keys are ``<name>/<lease ID in hex>``.
        ttl: seconds for which the lock outlives this process; not used with ``session``.
        session: bind it to this session, whose lease several locks may share. Cheaper for many short acquisitions.
        wait: seconds that ``with lock`` waits; None for as long as it takes.
        what: what it is wanted for, told to those who look at the queue.
        value: what the key is to hold; None for who holds it (see :class:`yamtam_nb.concurrency.holder.Holder`). Go and
            etcdctl write nothing and do not look.
        allow_short_ttl: allow a TTL below 5 s.

    Raises:
        InvalidArgument: the name is empty, or ``ttl`` is below 5 s and that was not allowed.

    Example:
        >>> with yn.Lock(client, "schema-migration", ttl=15, wait=30) as held:  # doctest: +SKIP
        ...     client.txn([held.guard()], [PutOp(b"/yamtam/schema", b"7")])
    """

    def __init__(
        self,
        client: Client,
        name: str | bytes,
        ttl: int = 15,
        *,
        session: Session | None = None,
        wait: float | None = None,
        what: str = "",
        value: bytes | None = None,
        allow_short_ttl: bool = False,
    ) -> None:
        if session is None:
            check_ttl(ttl, allow_short_ttl)
        self._client = client
        self._prefix = prefix_of(name)
        self._session = session
        self._ttl = int(ttl)
        self._wait = wait
        self._what = what
        self._value = value
        self._busy = threading.Lock()
        self._contender: Contender | None = None
        self._held: Held | None = None
        self.name = show_key(self._prefix[:-1])

    def acquire(
        self, timeout: float | None = None, *, on_wait: Callable[[list[LockEntry]], None] | None = None
    ) -> Held:
        """Wait for the lock, and return it held. The Stop button ends the waiting.

        Whoever gives up, for whatever reason, leaves no key and no lease behind.

        Args:
            timeout: seconds to wait for the holder and for those who came before; None for as long as it takes. 0 only
                looks whether it is free.
            on_wait: called on this thread with the queue (without TTLs) when the waiting starts, then once a second.

        Returns:
            The held lock: a context manager, or call its ``release``.

        Raises:
            LockTimeout: it was not free in time; the message says who has it.
            InvalidArgument: this thread, this session or this object has the lock already.
            SessionLost: the lease went while waiting, so the place in the queue is lost.
            EtcdError: etcd could not be reached, or refuses.
        """
        held = self._acquire(timeout, on_wait, wait=timeout is None or timeout > 0)
        if held is None:
            raise self._timeout(timeout)
        return held

    def try_lock(self) -> Held | None:
        """The held lock if it is free, else None at once.

        Raises:
            InvalidArgument, SessionLost, EtcdError: as for ``acquire``.
        """
        return self._acquire(None, None, wait=False)

    def abandon(self) -> None:
        """End an ``acquire`` that waits in another thread: it raises LockTimeout there."""
        contender = self._contender
        if contender is not None:
            contender.abandon()

    def _acquire(
        self, timeout: float | None, on_wait: Callable[[list[LockEntry]], None] | None, *, wait: bool
    ) -> Held | None:
        if not self._busy.acquire(blocking=False):
            raise InvalidArgument(
                f"This Lock object for {self.name!r} is held, or waited for, already: release it first, or make "
                "another object. Locks of etcd are not reentrant."
            )
        try:
            held = self._contend(Patience(self._client.clock, timeout), on_wait, wait=wait)
        except BaseException:
            self._free()
            raise
        if held is None:
            self._free()
        return held

    def _contend(
        self, patience: Patience, on_wait: Callable[[list[LockEntry]], None] | None, *, wait: bool
    ) -> Held | None:
        me = Holder.myself(self._what) if self._value is None else None
        value = me.value() if me is not None else self._value or b""
        contender = Contender(self._client, self._prefix, self._session, self._ttl, value, patience)
        self._contender = contender
        try:
            if contender.win(wait=wait, glance=on_wait and (lambda: self._show(on_wait))):
                if contender.waited and me is not None:
                    in_background(lambda: _note(contender, me))
                return Held(contender, on_release=self._free)
        except BaseException:
            contender.give_up()
            raise
        contender.give_up()
        return None

    def _show(self, on_wait: Callable[[list[LockEntry]], None]) -> None:
        try:
            queue = waiters(self._client, self._prefix[:-1], ttl=False, timeout=_LOOK)
        except YamtamError:
            return
        on_wait(queue)

    def _free(self) -> None:
        self._contender = None
        self._busy.release()

    def _timeout(self, timeout: float | None) -> LockTimeout:
        limit = "" if timeout is None else f" within {timeout:g} s"
        try:
            queue = waiters(self._client, self._prefix[:-1], ttl=False, timeout=_LOOK)
        except YamtamError:
            queue = []
        who = f" It is {queue[0]}" if queue else " It has just been released"
        waiting = len(queue) - 1
        others = f", and {waiting} wait{'s' * (waiting == 1)}." if waiting > 0 else "."
        return LockTimeout(
            f"The lock {self.name!r} was not free{limit}.{who}{others} Wait longer, or see who has it."
        )

    def __enter__(self) -> Held:
        self._held = self.acquire(self._wait)
        return self._held

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        held, self._held = self._held, None
        if held is not None:
            held.__exit__(kind, error, trace)

    def __repr__(self) -> str:
        state = repr(self._held) if self._held is not None else "not held by this object"
        return f"<Lock {self.name!r} {state}>"


def _note(contender: Contender, me: Holder) -> None:
    """Write down since when it holds, if it does for longer than a moment."""
    now = Holder.myself().since
    if contender.left.wait(_NOTE_AFTER):
        return
    try:
        contender.place.rewrite(me._replace(held_since=now).value(), contender.client.settings.timeout)
    except YamtamError as error:
        _log.debug("since when %r is held was not written down: %s", contender.name, error)
