"""Configuration that a program lives off: ``yn.LiveConfig``."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from types import TracebackType
from typing import Any, Final

from yamtam_nb.client.client import Client
from yamtam_nb.client.listeners import Listeners
from yamtam_nb.errors import WaitTimeout
from yamtam_nb.keys import to_bytes
from yamtam_nb.mirror.mirror import Mirror
from yamtam_nb.mirror.status import MirrorChange, MirrorStatus
from yamtam_nb.model import EventType
from yamtam_nb.values import decoded, show_key


class Absent:
    """The type of :data:`ABSENT`."""

    def __bool__(self) -> bool:
        return False

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT: Final = Absent()
"""Stands for a value that is not there; it is falsy. Not None, because JSON's ``null`` is None."""


class LiveConfig(Mapping[str, Any]):
    """The keys under a prefix as configuration that is always current: a mapping from name to decoded value.

    A name is the key without the prefix. Values are parsed where they are JSON, else they are text, else bytes
    (``yamtam_nb.values.decoded``); each access decodes anew, so what you get is yours to change. A key that is not
    UTF-8 has its odd bytes as lone surrogates (``name.encode("utf-8", "surrogateescape")`` gives the bytes back).

    It is never silently stale: ``status`` says when it is late or has failed; the last known values stay.

    Args:
        client: where to read from. Closing it closes the configuration.
        prefix: what all the keys start with.

    Raises:
        EtcdError: the first read failed; it is done here.

    Example:
        >>> config = yn.LiveConfig(client, "/yamtam/config/")  # doctest: +SKIP
        >>> config["model-tier"]
        'power'
        >>> config.on_change(lambda name, old, new: print(f"{name}: {old} -> {new}"))
        >>> config.wait_for("model-tier", lambda tier: tier == "eco", timeout=30)
        'eco'
    """

    ABSENT: Final = ABSENT

    def __init__(self, client: Client, prefix: str | bytes) -> None:
        self._prefix = to_bytes(prefix)
        self._changes = Listeners("the changes of a configuration")
        self._mirror = Mirror(client, self._prefix)
        self._mirror.on_change(self._changed)

    @property
    def revision(self) -> int:
        """What the configuration shows is the state at this revision."""
        return self._mirror.revision

    @property
    def status(self) -> MirrorStatus:
        """How it is doing."""
        return self._mirror.status

    @property
    def callback_failures(self) -> int:
        """Times that a callback raised; the first failure of each is logged."""
        return self._changes.failures

    def on_change(self, callback: Callable[[str, Any, Any], None]) -> Callable[[], None]:
        """Call ``callback(name, old, new)`` for each value that changes, in order, from a thread of its own.

        ``old`` is ``ABSENT`` for a name that is new, ``new`` for one that is deleted. A put of the same bytes is not
        a change. When several values change in one transaction, the configuration shows all of them at the first call.

        Returns:
            A function that ends it.
        """
        return self._changes.add(callback)

    def on_status(self, callback: Callable[[MirrorStatus], None]) -> Callable[[], None]:
        """Call ``callback`` when the state may have changed, see :meth:`Mirror.on_status`."""
        return self._mirror.on_status(callback)

    def wait_for(
        self, name: str, predicate: Callable[[Any], object] | None = None, timeout: float | None = None
    ) -> Any:
        """Wait until a value is there, and is as it should be. The Stop button ends the wait.

        Only the present value is looked at, so one that comes and goes at once may be missed.

        Args:
            name: the name.
            predicate: called with the value, on this thread; None is content with any. What it raises is raised here.
            timeout: seconds; None waits as long as it takes.

        Returns:
            The value.

        Raises:
            WaitTimeout: it did not come to that in time.
            YamtamError: the configuration has failed or is closed, so it never will.
        """
        until = None if timeout is None else time.monotonic() + timeout
        key = self._key(name)
        seen: int | None = None
        while True:
            revision = self._mirror.revision
            if revision != seen:
                kv = self._mirror.get(key)
                if kv is not None and self._content(predicate, value := decoded(kv.value)):
                    return value
                seen = revision
            self._wait(name, revision + 1, until, timeout)

    def _wait(self, name: str, revision: int, until: float | None, timeout: float | None) -> None:
        left = None if until is None else until - time.monotonic()
        if left is not None and left <= 0:
            raise WaitTimeout(
                f"{name!r} is not as it was waited for after {timeout:g} s. Wait longer, or look at it."
            )
        try:
            self._mirror.wait(revision, left)
        except WaitTimeout:
            return

    @staticmethod
    def _content(predicate: Callable[[Any], object] | None, value: Any) -> bool:
        return predicate is None or bool(predicate(value))

    def sync(self, timeout: float | None = None) -> int:
        """Wait until everything written before this call is seen, see :meth:`Mirror.sync`. Returns the revision."""
        return self._mirror.sync(timeout)

    def close(self) -> None:
        """Stop following; the last values stay readable. Closing twice is fine."""
        self._mirror.close()
        self._changes.clear()

    def _changed(self, change: MirrorChange) -> None:
        for event in change.events:
            old = None if event.prev_kv is None else event.prev_kv.value
            new = None if event.type is EventType.DELETE else event.kv.value
            if old != new:
                self._changes.tell(self._name(event.key), _decoded(old), _decoded(new))

    def _key(self, name: str) -> bytes:
        return self._prefix + name.encode("utf-8", "surrogateescape")

    def _name(self, key: bytes) -> str:
        return key[len(self._prefix) :].decode("utf-8", "surrogateescape")

    def __getitem__(self, name: str) -> Any:
        if not isinstance(name, str):
            raise KeyError(name)
        try:
            return decoded(self._mirror[self._key(name)].value)
        except (KeyError, UnicodeEncodeError):
            raise KeyError(name) from None

    def __iter__(self) -> Iterator[str]:
        return (self._name(key) for key in self._mirror)

    def __len__(self) -> int:
        return len(self._mirror)

    __eq__ = object.__eq__
    __hash__ = object.__hash__

    def __enter__(self) -> LiveConfig:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        status = self.status
        why = f" ({status.error})" if status.error else ""
        where = show_key(self._prefix)
        return f"<LiveConfig {where} {len(self)} values at revision {status.revision}, {status.state}{why}>"


def _decoded(value: bytes | None) -> Any:
    return ABSENT if value is None else decoded(value)
