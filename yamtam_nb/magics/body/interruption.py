"""Interrupting a running body for a reason: also in ``time.sleep``, also when it catches ``Exception``.

On the main thread of POSIX a real SIGINT is sent to that thread, because nothing else wakes a blocking
call (``_thread.interrupt_main`` does not). The handler in place while the body runs tells our signal from
the Stop button's by a flag. What it raises derives from BaseException, so that a body's ``except
Exception: retry`` cannot swallow it; outside, it becomes the error it stands for.
"""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import signal
import threading
from collections.abc import Iterator
from types import FrameType
from typing import Any

from yamtam_nb.errors import YamtamError

_AGAIN = 1.0
"""Seconds after which a body that swallowed the interruption is interrupted once more."""


class _Interrupt(BaseException):
    """Carries the interruption through the body."""


class Interruption:
    """Armed around a body; ``strike`` ends the body from any thread.

    Example:
        >>> guard = Interruption()  # doctest: +SKIP
        ... held.on_lost(lambda reason: guard.strike(LockLost("...")))
        ... with guard.armed():
        ...     body.run()
    """

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._reason: YamtamError | None = None
        self._thread: int | None = None
        self._previous: Any = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[Any] | None = None
        self._timer: threading.Timer | None = None

    @property
    def reason(self) -> YamtamError | None:
        """What the body was, or would have been, ended for."""
        return self._reason

    def strike(self, reason: YamtamError) -> None:
        """End the body, now if it runs, at its start if it does not yet. Only the first reason counts."""
        with self._lock:
            if self._reason is None:
                self._reason = reason
            self._send()

    @contextlib.contextmanager
    def armed(self) -> Iterator[None]:
        """The stretch in which the body runs.

        Raises:
            YamtamError: the reason, when the body was struck; whatever the body raises otherwise.
        """
        __tracebackhide__ = True
        if self._reason is not None:
            raise self._reason
        self._arm()
        try:
            yield
        except _Interrupt:
            self._disarm()
        except asyncio.CancelledError:
            self._disarm()
            if self._reason is None:
                raise
        finally:
            self._disarm()
        if self._reason is not None:
            raise self._reason

    def _arm(self) -> None:
        with self._lock:
            self._thread = threading.get_ident()
            with contextlib.suppress(RuntimeError):
                self._loop = asyncio.get_running_loop()
                self._task = asyncio.current_task()
            if threading.current_thread() is threading.main_thread():
                self._previous = signal.signal(signal.SIGINT, self._handle)

    def _disarm(self) -> None:
        with self._lock:
            if self._thread is None:
                return
            self._thread = None
            if self._timer is not None:
                self._timer.cancel()
            if self._previous is not None:
                signal.signal(signal.SIGINT, self._previous)
                self._previous = None

    def _send(self) -> None:
        """Deliver the reason to the running body; once more after a while, in case it was swallowed."""
        if self._thread is None:
            return
        if self._previous is not None:
            signal.pthread_kill(self._thread, signal.SIGINT)
        elif self._task is not None and self._loop is not None:
            self._loop.call_soon_threadsafe(self._task.cancel)
        else:
            # Not the main thread (a kernel subshell): seen at the next bytecode, not inside a blocking call.
            ctypes.pythonapi.PyThreadState_SetAsyncExc(
                ctypes.c_ulong(self._thread), ctypes.py_object(_Interrupt)
            )
        self._timer = threading.Timer(_AGAIN, self._send_again)
        self._timer.daemon = True
        self._timer.start()

    def _send_again(self) -> None:
        with self._lock:
            self._send()

    def _handle(self, number: int, frame: FrameType | None) -> Any:
        if self._reason is None:
            return self._stop_button(number, frame)
        if self._thread is None:
            return None
        if self._task is not None and asyncio.current_task(self._loop) is not self._task:
            # The body awaits: cancel it, and wake the loop for that. Raising here would hit the loop instead.
            if self._loop is not None:
                self._loop.call_soon_threadsafe(self._task.cancel)
            return None
        raise _Interrupt

    def _stop_button(self, number: int, frame: FrameType | None) -> Any:
        if callable(self._previous):
            return self._previous(number, frame)
        raise KeyboardInterrupt
