"""What the registry's tests wait for."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from yamtam_nb.agents.registration import Registration, RegistrationState
from yamtam_nb.client.client import Client

SHORT = 2
"""Seconds: the shortest TTL that etcd grants with its default election timeout."""


class Losses:
    """An ``on_lost`` that keeps what it was told.

    Attributes:
        told: name, reason and the state at that moment.
        news: set when there is something.
    """

    def __init__(self, then: Callable[[Registration], object] = lambda _: None) -> None:
        self.told: list[tuple[str, str, RegistrationState]] = []
        self.news = threading.Event()
        self._then = then

    def __call__(self, registration: Registration, reason: str) -> None:
        self.told.append((registration.name, reason, registration.state))
        self._then(registration)
        self.news.set()


def until(condition: Callable[[], object], seconds: float = 5.0) -> None:
    """Wait until it comes true, which must be in time."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come true in time"
        time.sleep(0.01)


def exists(client: Client, lease_id: int) -> bool:
    """Whether there is such a lease."""
    return client.lease.time_to_live(lease_id).ttl >= 0
