"""The critical section: get it, run the cell, give it back, and end the cell when it is lost."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Generic, TypeVar

from yamtam_nb.concurrency.farewell import Parting
from yamtam_nb.concurrency.held import Held
from yamtam_nb.concurrency.loss import Loss
from yamtam_nb.errors import LockLost, YamtamError
from yamtam_nb.magics.body.cell_body import CellBody
from yamtam_nb.magics.body.interruption import Interruption

H = TypeVar("H", bound=Held)


class Critical(Generic[H]):
    """One run of a cell under a lock or as a leader.

    Args:
        body: the cell.
        acquire: waits for it; run in a thread of its own when the cell awaits.
        abandon: ends an ``acquire`` that waits in another thread.
        entered: told once it is held, before the cell runs.
    """

    def __init__(
        self,
        body: CellBody,
        acquire: Callable[[], H],
        abandon: Callable[[], None],
        entered: Callable[[H], None],
    ) -> None:
        self._body = body
        self._acquire = acquire
        self._abandon = abandon
        self._entered = entered

    def run(self) -> Any | Awaitable[Any]:
        """The value of the cell's last expression; a coroutine that gives it when the cell awaits.

        Raises:
            LockTimeout: it could not be had in time; the cell did not run.
            LockLost: it was lost while the cell ran.
        """
        __tracebackhide__ = True
        return self._run_async() if self._body.is_async else self._run()

    def _run(self) -> Any:
        __tracebackhide__ = True
        held = self._acquire()
        guard = self._guard(held)
        try:
            with guard.armed():
                self._entered(held)
                value = self._body.run()
        except BaseException as error:
            self._leave(held, error)
            raise
        self._leave(held, None)
        return value

    async def _run_async(self) -> Any:
        __tracebackhide__ = True
        held = await self._acquire_elsewhere()
        guard = self._guard(held)
        try:
            with guard.armed():
                self._entered(held)
                value = await self._body.run_async()
        except BaseException as error:
            self._leave(held, error)
            raise
        self._leave(held, None)
        return value

    async def _acquire_elsewhere(self) -> H:
        """Wait in a thread, so that the kernel's event loop goes on; cancelling ends the waiting."""
        waiting = asyncio.ensure_future(asyncio.to_thread(self._acquire))
        try:
            return await asyncio.shield(waiting)
        except asyncio.CancelledError:
            self._abandon()
            waiting.add_done_callback(_release_late)
            raise

    @staticmethod
    def _guard(held: H) -> Interruption:
        guard = Interruption()
        held.on_lost(lambda loss: guard.strike(lost(held, loss)))
        return guard

    @staticmethod
    def _leave(held: H, error: BaseException | None) -> None:
        """Give it back; a loss that only shows now is told, and never takes the place of the cell's own error."""
        __tracebackhide__ = True
        parting = held.release()
        if parting is Parting.TAKEN or isinstance(error, LockLost):
            return
        if parting is Parting.UNKNOWN:
            told: YamtamError | str = (
                f"etcd could not be told that the {held.noun} {held.name!r} is released: "
                "it is free when its TTL is over."
            )
        else:
            told = lost(held, held.loss)
        if error is None and isinstance(told, YamtamError):
            raise told
        if error is not None and hasattr(error, "add_note"):
            error.add_note(str(told))


def lost(held: Held, loss: Loss | None) -> LockLost:
    """What to say of a loss, and what it may mean for what the cell did."""
    how = str(loss) if loss is not None else "it was gone when it was to be released"
    return LockLost(
        f"The {held.noun} {held.name!r} (fencing token {held.fencing_token}) was lost while the cell ran: {how}. "
        "Another process may have got it since, so what the cell did last may have been done beside it. "
        "Writes guarded by the token were refused from then on; check the others before you run the cell again."
    )


def _release_late(waiting: asyncio.Future[Any]) -> None:
    """It was acquired in the moment in which the waiting was given up."""
    if not waiting.cancelled() and waiting.exception() is None:
        waiting.result().release()
