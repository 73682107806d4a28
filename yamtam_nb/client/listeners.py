"""Those who want to be told."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Any

_log = logging.getLogger("yamtam_nb.callbacks")


class Listeners:
    """Callbacks for one kind of news. One that fails does not keep the others from being told.

    A failure is logged with its traceback the first time and counted every time, so that a callback that fails on
    each of a thousand changes does not flood the log.

    Args:
        news: what they are told of, for the log.
    """

    def __init__(self, news: str) -> None:
        self._news = news
        self._lock = threading.Lock()
        self._callbacks: dict[object, Callable[..., object]] = {}
        self._logged: set[object] = set()
        self.failures = 0

    def add(self, callback: Callable[..., object]) -> Callable[[], None]:
        """Tell ``callback`` from now on, in order of registration. Returns a function that ends that."""
        token = object()
        with self._lock:
            self._callbacks[token] = callback

        def unsubscribe() -> None:
            with self._lock:
                self._callbacks.pop(token, None)

        return unsubscribe

    def tell(self, *news: Any) -> None:
        """Call everybody, on this thread."""
        for token, callback in list(self._callbacks.items()):
            self._call(token, callback, news)

    def clear(self) -> None:
        """Forget everybody."""
        with self._lock:
            self._callbacks.clear()

    def __len__(self) -> int:
        return len(self._callbacks)

    def _call(self, token: object, callback: Callable[..., object], news: tuple[Any, ...]) -> None:
        try:
            callback(*news)
        except Exception:  # noqa: BLE001 - somebody else's code, which must not stop the thread that everybody is fed by
            self.failures += 1
            if token not in self._logged:
                self._logged.add(token)
                _log.exception(
                    "A callback for %s failed; further failures of it are only counted", self._news
                )

    def __repr__(self) -> str:
        return f"<Listeners {len(self)} for {self._news}, {self.failures} failures>"
