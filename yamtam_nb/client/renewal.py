"""When to renew a lease and when to stop believing in it: pure, with the time passed in.

A lease is certainly alive until the moment a renewal was *sent* plus the TTL of its answer: the server
starts counting no earlier than that. Counting from the answer's arrival would believe in it for longer
than the server does.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class LeaseState(str, Enum):
    """What is known of a lease.

    ALIVE: renewed in time. SUSPECT: no answer for half a TTL. EXPIRED_LOCAL: its deadline passed
    unrenewed; the server may have extended it (after a change of leader), so this is doubt, not proof.
    LOST: the server says that it is gone. RELEASED: renewing was stopped on purpose.
    """

    ALIVE = "alive"
    SUSPECT = "suspect"
    EXPIRED_LOCAL = "expired"
    LOST = "lost"
    RELEASED = "released"

    def __str__(self) -> str:
        return self.value


@dataclass
class Renewal:
    """The renewal of one lease.

    Attributes:
        lease_id: the lease.
        ttl: seconds granted last.
        deadline: clock reading until which the lease is certainly alive.
        due: clock reading of the next renewal.
        sent_at: clock reading of the renewal that is waiting for its answer, or None.
        early: by which share of the pause the next renewal is sent early, so that not all leases come at once.
        failures: renewals that stayed without an answer since the last one.
        lost: whether the server said that it is gone.
        released: whether renewing was stopped on purpose.
    """

    lease_id: int
    ttl: int
    deadline: float
    due: float
    sent_at: float | None = None
    early: float = 0.0
    failures: int = 0
    lost: bool = False
    released: bool = False

    @property
    def patience(self) -> float:
        """Seconds to wait for an answer before asking another endpoint: leaves room for two more tries."""
        return min(self.ttl / 6, 3.0)

    @property
    def ended(self) -> bool:
        """Whether there is nothing left to renew."""
        return self.lost or self.released

    def sent(self, now: float) -> None:
        """A renewal was sent."""
        self.sent_at = now
        self.due = self._next_after(now)

    def answered(self, ttl: int) -> None:
        """Its answer came: ``ttl`` seconds from when it was sent, or none left at all."""
        if self.sent_at is None:
            return
        if ttl <= 0:
            self.lost = True
        else:
            self.ttl = ttl
            self.deadline = max(self.deadline, self.sent_at + ttl)
            self.due = self._next_after(self.sent_at)
        self.sent_at = None
        self.failures = 0

    def failed(self, now: float) -> None:
        """Its answer will not come: try again at once."""
        self.sent_at = None
        self.failures += 1
        self.due = now

    def overdue(self, now: float) -> bool:
        """Whether the answer has been waited for long enough."""
        return self.sent_at is not None and now - self.sent_at >= self.patience

    def next_event(self) -> float:
        """Clock reading at which something is to be done: send, or give up waiting."""
        return self.due if self.sent_at is None else self.sent_at + self.patience

    def _next_after(self, sent_at: float) -> float:
        return sent_at + self.ttl / 3 * (1 - self.early)

    def state(self, now: float) -> LeaseState:
        """What is known of the lease at ``now``."""
        if self.lost:
            return LeaseState.LOST
        if self.released:
            return LeaseState.RELEASED
        if now >= self.deadline:
            return LeaseState.EXPIRED_LOCAL
        return LeaseState.SUSPECT if self.deadline - now < self.ttl / 2 else LeaseState.ALIVE
