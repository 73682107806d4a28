"""Electing a leader: ``yn.Election``."""

from __future__ import annotations

import threading
from collections.abc import Generator
from types import TracebackType

from yamtam_nb.client.client import Client
from yamtam_nb.concurrency.contender import Contender
from yamtam_nb.concurrency.holder import Holder
from yamtam_nb.concurrency.layout import prefix_of
from yamtam_nb.concurrency.leadership import Leadership
from yamtam_nb.concurrency.observing import first_contender, observe
from yamtam_nb.concurrency.patience import Patience
from yamtam_nb.concurrency.session import Session, check_ttl
from yamtam_nb.errors import InvalidArgument, LockTimeout
from yamtam_nb.keys import to_bytes
from yamtam_nb.model import KeyValue
from yamtam_nb.values import show_key


class Election:
    """An election in etcd: of those who campaign, the one who came first leads; the others follow in their order.

    It has the layout of etcd's Go package, so ``etcdctl elect NAME`` takes part. What is said of a paused holder of a
    lock is true of a paused leader: guard what must not be done twice (see :class:`yamtam_nb.concurrency.held.Held`).

    Args:
        client: where.
        name: the election's name.
        ttl: seconds for which a leadership outlives its process; not used with ``session``.
        session: bind the candidacy to this session.
        value: what ``with election`` proclaims; None for who leads, as JSON.
        wait: seconds that ``with election`` campaigns; None for as long as it takes.
        allow_short_ttl: allow a TTL below 5 s.

    Raises:
        InvalidArgument: the name is empty, or ``ttl`` is below 5 s and that was not allowed.

    Example:
        >>> with yn.Election(client, "coordinator", value="agent-1") as led:  # doctest: +SKIP
        ...     led.proclaim("agent-1, warmed up")
    """

    def __init__(
        self,
        client: Client,
        name: str | bytes,
        ttl: int = 15,
        *,
        session: Session | None = None,
        value: str | bytes | None = None,
        wait: float | None = None,
        allow_short_ttl: bool = False,
    ) -> None:
        if session is None:
            check_ttl(ttl, allow_short_ttl)
        self._client = client
        self._prefix = prefix_of(name)
        self._ttl = int(ttl)
        self._session = session
        self._value = value
        self._wait = wait
        self._busy = threading.Lock()
        self._contender: Contender | None = None
        self._led: Leadership | None = None
        self.name = show_key(self._prefix[:-1])

    def campaign(self, value: str | bytes | None = None, timeout: float | None = None) -> Leadership:
        """Wait until elected. The Stop button ends that; whoever gives up leaves no key and no lease behind.

        Args:
            value: what to proclaim; None for who this is, as JSON.
            timeout: seconds; None for as long as it takes.

        Returns:
            The leadership: a context manager, or call its ``resign``.

        Raises:
            LockTimeout: not elected in time.
            InvalidArgument: this thread, this session or this object campaigns or leads already.
            SessionLost: the lease went while waiting.
            EtcdError: etcd could not be reached, or refuses.
        """
        if not self._busy.acquire(blocking=False):
            raise InvalidArgument(
                f"This Election object for {self.name!r} campaigns or leads already: resign first."
            )
        try:
            self._led = self._campaign(
                Holder.myself().value() if value is None else to_bytes(value),
                Patience(self._client.clock, timeout),
            )
        except BaseException:
            self._busy.release()
            raise
        return self._led

    def _campaign(self, value: bytes, patience: Patience) -> Leadership:
        contender = Contender(self._client, self._prefix, self._session, self._ttl, value, patience)
        self._contender = contender
        try:
            if contender.win():
                return Leadership(contender, on_release=self._resigned)
        except BaseException:
            contender.give_up()
            raise
        contender.give_up()
        limit = "" if patience.seconds is None else f" within {patience.seconds:g} s"
        raise LockTimeout(f"Not elected in {self.name!r}{limit}. Wait longer, or see who leads.")

    def abandon(self) -> None:
        """End a ``campaign`` that waits in another thread: it raises LockTimeout there."""
        contender = self._contender
        if contender is not None:
            contender.abandon()

    def proclaim(self, value: str | bytes) -> None:
        """Let the leader's value be another one, without a new election.

        Raises:
            InvalidArgument: this object does not lead.
            LockLost: it did, and does not any more.
        """
        self._leadership().proclaim(value)

    def resign(self) -> None:
        """Give up the leadership.

        Raises:
            InvalidArgument: this object does not lead.
        """
        self._leadership().resign()

    def leader(self, *, timeout: float | None = None) -> KeyValue | None:
        """The leader's key, linearizably, or None when there is none; ``.text()`` is what it proclaims."""
        return first_contender(self._client, self._prefix, timeout)[0]

    def observe(self) -> Generator[KeyValue, None, None]:
        """The leader now, and then each new leader and each new proclamation, without an end.

        What changes faster than it is read may be skipped, the latest is always shown. The Stop button ends the
        waiting; closing the iterator ends its watch.

        Raises:
            EtcdError: the leader may not be read, or another cluster answers.
        """
        return observe(self._client, self._prefix)

    def _leadership(self) -> Leadership:
        led = self._led
        if led is None:
            raise InvalidArgument(f"This Election object does not lead {self.name!r}: campaign first.")
        return led

    def _resigned(self) -> None:
        self._led = self._contender = None
        self._busy.release()

    def __enter__(self) -> Leadership:
        return self.campaign(self._value, self._wait)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        led = self._led
        if led is not None:
            led.__exit__(kind, error, trace)

    def __repr__(self) -> str:
        return f"<Election {self.name!r} {self._led or 'not led by this object'}>"
