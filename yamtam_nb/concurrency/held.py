"""A lock that was acquired."""

from __future__ import annotations

import threading
import warnings
from collections.abc import Callable, Iterable
from types import TracebackType
from typing import TypeVar

from yamtam_nb.client.listeners import Listeners
from yamtam_nb.concurrency.contender import Contender
from yamtam_nb.concurrency.farewell import Parting
from yamtam_nb.concurrency.loss import Loss, key_gone, lease_gone
from yamtam_nb.errors import LockLost
from yamtam_nb.model import Compare, Op, TxnOp, TxnResult

_H = TypeVar("_H", bound="Held")

_SAFETY = 0.02
_LEAST_SAFETY = 0.1


class Held:
    """A lock that was acquired, until it is released or lost. Get one from :class:`yamtam_nb.Lock`.

    No lock service can keep a paused process from going on when its lock has passed to another. So whatever must not
    be done twice has to be guarded: in etcd by ``guard()`` in the transaction that does it, elsewhere by a check of
    ``fencing_token``, which grows from holder to holder.

    Attributes:
        name: the lock's name.
    """

    noun = "lock"

    def __init__(self, contender: Contender, *, on_release: Callable[[], None]) -> None:
        self._contender = contender
        self._on_release = on_release
        self._place = contender.place
        self._session = contender.session
        self._released = False
        self._listeners = Listeners(f"the loss of {contender.name}")
        self._lock = threading.Lock()
        self._told: Loss | None = None
        self.name = contender.name
        contender.vigil.on_loss(self._lost)

    @property
    def fencing_token(self) -> int:
        """A number that is greater for every later holder of this lock: the create revision of ``lock_key``."""
        return self._place.token

    @property
    def lock_key(self) -> bytes:
        """The key that stands for this holder."""
        return self._place.key

    @property
    def lease_id(self) -> int:
        """The lease that the key is bound to."""
        return self._session.lease_id

    @property
    def loss(self) -> Loss | None:
        """How the lock was lost, as far as is known, or None."""
        return self._contender.vigil.loss

    @property
    def released(self) -> bool:
        """Whether ``release`` was called."""
        return self._released

    @property
    def deadline(self) -> float:
        """Reading of ``client.clock`` until which the lease is certainly alive; renewals move it on."""
        return self._session.deadline

    def remaining(self) -> float:
        """Seconds for which the lock is certainly held, even if no renewal gets through any more; 0 if it is not."""
        return self._session.remaining() if self.still_held() else 0.0

    def still_held(self) -> bool:
        """Whether the lock is certainly held at this moment, worked out from the clock now, without asking etcd.

        It turns False a little before the lease can be over, and after a pause of the process at once. It says nothing
        about the next moment.
        """
        if self._released or self._contender.foreign:
            return False
        session = self._session
        left = session.deadline - session.client.clock.now()
        if left <= 0 and self.loss is None:
            self._contender.vigil.doubt()
        return self.loss is None and session.alive and left > max(_LEAST_SAFETY, _SAFETY * session.ttl)

    def verify(self, *, timeout: float | None = None) -> bool:
        """Ask etcd, linearizably, whether the lock is held. A doubt about it ends with that.

        Raises:
            EtcdError: etcd could not be asked.
        """
        if self._released or self._contender.foreign:
            return False
        if not self._place.verify(timeout):
            self._note_missing()
            return False
        self._contender.vigil.trust()
        return True

    def check(self) -> None:
        """Do nothing if the lock is certainly held at this moment; for the steps of a long job.

        Raises:
            LockLost: it is not, as far as can be told without asking etcd.
        """
        if not self.still_held():
            raise self._error()

    def guard(self) -> Compare:
        """The comparison that holds exactly as long as the lock is held, for a transaction of your own.

        Example:
            >>> client.txn([held.guard()], [PutOp(b"/yamtam/config/model-tier", b"eco")])  # doctest: +SKIP
        """
        return self._place.is_mine()

    def txn(
        self,
        compare: Iterable[Compare] = (),
        success: Iterable[Op] = (),
        failure: Iterable[Op] = (),
        *,
        timeout: float | None = None,
    ) -> TxnResult:
        """A transaction as ``client.txn``, done only if the lock is held at that revision.

        Raises:
            LockLost: the lock is not held; nothing was done.
            OutcomeUnknown: it was sent and its answer was lost.
        """
        inner = TxnOp(tuple(compare), tuple(success), tuple(failure))
        outer = self._session.client.txn([self.guard()], [inner], timeout=timeout)
        if not outer.succeeded:
            self._note_missing()
            raise self._error()
        answer = outer.responses[0]
        assert isinstance(answer, TxnResult)  # noqa: S101 - the operation is a transaction
        return TxnResult(answer.succeeded, answer.responses, outer.header)

    def on_lost(self, callback: Callable[[Loss], object]) -> Callable[[], None]:
        """Call back, once, when the lock is lost or its deadline passes unrenewed; at once if that has happened.

        ``loss.proven`` tells the two apart. The callback runs on a thread that renews or watches leases and must be
        short. Returns a function that ends the wish.
        """
        with self._lock:
            told = self._told
            unsubscribe = self._listeners.add(callback)
        if told is not None:
            callback(told)
        return unsubscribe

    def release(self, *, timeout: float = 2.0) -> Parting:
        """Give the lock back. Releasing twice is fine.

        Args:
            timeout: seconds that etcd may take to answer. After that it is told in the background.

        Returns:
            ``Parting.TAKEN``: the lock was held until now. ``GONE``: it was lost before. ``UNKNOWN``: etcd could not be
            told; the lock is free when its TTL is over at the latest.
        """
        if self._released:
            return Parting.GONE if self.loss else Parting.TAKEN
        self._released = True
        try:
            parting = self._contender.leave(timeout)
        finally:
            self._on_release()
        if parting is Parting.GONE and not self._contender.foreign and self.loss is None:
            self._contender.vigil.loss = lease_gone(self.lease_id)
        return parting

    def _note_missing(self) -> None:
        """etcd says that the key is not there."""
        self._contender.vigil.lose(key_gone())

    def _lost(self, loss: Loss) -> None:
        with self._lock:
            if self._told is not None:
                return
            self._told = loss
        self._listeners.tell(loss)

    def _error(self) -> LockLost:
        reason = (
            str(self.loss)
            if self.loss
            else "it was released"
            if self._released
            else "its lease is nearly over"
        )
        return LockLost(
            f"The {self.noun} {self.name!r} (fencing token {self.fencing_token}) is no longer held: {reason}. "
            "Another may hold it by now: check what was done since, and acquire it again."
        )

    def __enter__(self: _H) -> _H:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Release. A body that ended well although the lock was lost meanwhile raises LockLost."""
        parting = self.release()
        if parting is Parting.UNKNOWN:
            warnings.warn(
                f"etcd could not be told that the {self.noun} {self.name!r} is released: it is free within "
                f"{self._session.ttl} s.",
                RuntimeWarning,
                stacklevel=2,
            )
        if error is None and self.loss is not None and self.loss.proven:
            raise self._error()

    def __repr__(self) -> str:
        state = (
            "released"
            if self._released
            else f"held, {self.remaining():.1f} s left"
            if self.still_held()
            else f"lost: {self.loss}"
        )
        return f"<{type(self).__name__} {self.name!r} token {self.fencing_token} {state}>"
