"""What the tests of locks share."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

import pytest

from yamtam_nb.client.client import Client

_T = TypeVar("_T")


@pytest.fixture
def name(fresh_prefix: str) -> str:
    """The name of a lock that no other test uses."""
    return f"{fresh_prefix}lock"


@pytest.fixture
def another(etcd_cluster: object, client: Client) -> Iterator[Client]:
    """A second client of the shared cluster."""
    import yamtam_nb as yn

    with yn.connect(client.endpoints) as connected:
        yield connected


class Background(Generic[_T]):
    """A function on a thread of its own, with its result or its exception."""

    def __init__(self, work: Callable[[], _T]) -> None:
        self._results: list[_T] = []
        self.error: BaseException | None = None
        self._work = work
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            self._results.append(self._work())
        except BaseException as error:  # noqa: BLE001 - handed to the test
            self.error = error

    @property
    def done(self) -> bool:
        """Whether it has ended."""
        return not self._thread.is_alive()

    def join(self, timeout: float = 20.0) -> _T:
        """Its result; raises what it raised."""
        self._thread.join(timeout)
        assert self.done, "still running"
        if self.error is not None:
            raise self.error
        return self._results[0]


def until(condition: Callable[[], _T], timeout: float = 5.0) -> _T:
    """Wait until something holds, and return it."""
    end = time.monotonic() + timeout
    while not (value := condition()):
        assert time.monotonic() < end, "it did not come true in time"
        time.sleep(0.01)
    return value


def contenders(client: Client, name: str) -> int:
    """How many keys the lock has in etcd."""
    return client.get(f"{name}/", prefix=True, count_only=True).count
