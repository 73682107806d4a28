"""What a performance check found, and whether that is good enough by etcdctl's rules."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

ENOUGH = 0.9
"""Share of the wanted writes per second that must be reached (source: etcd ``etcdctl/ctlv3/command/check.go``)."""

SLOWEST = 0.5
"""Seconds that the slowest write may take."""

SPREAD = 0.1
"""Seconds that the standard deviation may be."""

BUSY = 0.5
"""Share of one processor from which on the kernel itself may have been what was slow."""

SENT_BY_PYTHON = 5000
"""Writes per second that no Python process sends."""


class Workload(NamedTuple):
    """How much is written: writes per second, and by how many at the same time."""

    name: str
    limit: int
    clients: int


class Write(NamedTuple):
    """One write that was answered: when it was sent, in seconds since the start, and how many seconds it took."""

    at: float
    seconds: float


class Verdict(NamedTuple):
    """One rule: what was measured, what is wanted, and whether that is so."""

    what: str
    measured: str
    wanted: str
    passed: bool


@dataclass(frozen=True, repr=False)
class PerfReport:
    """The writes of a performance check. It is true when it passed.

    Attributes:
        workload: what was to be written.
        prefix: where.
        seconds: how long it took, from the first write sent to the last answer.
        writes: those that were answered, in the order of their answers.
        errors: name of the error -> how many writes failed with it.
        busy: share of one processor that this process used meanwhile.
        troubles: what went wrong afterwards, when the keys were deleted.
    """

    workload: Workload
    prefix: bytes
    seconds: float
    writes: tuple[Write, ...]
    errors: Mapping[str, int] = field(default_factory=dict)
    busy: float = 0.0
    troubles: tuple[str, ...] = ()

    @property
    def throughput(self) -> float:
        """Writes per second."""
        return len(self.writes) / self.seconds if self.seconds > 0 else 0.0

    @property
    def slowest(self) -> float:
        """Seconds of the slowest write."""
        return max((write.seconds for write in self.writes), default=math.inf)

    @property
    def average(self) -> float:
        """Seconds of a write on average."""
        return sum(write.seconds for write in self.writes) / len(self.writes) if self.writes else math.inf

    @property
    def stddev(self) -> float:
        """Standard deviation of the seconds of a write."""
        if not self.writes:
            return math.inf
        middle = self.average
        return math.sqrt(sum((write.seconds - middle) ** 2 for write in self.writes) / len(self.writes))

    def quantile(self, share: float) -> float:
        """Seconds in which that share of the writes (0 to 1) was answered."""
        ranked = sorted(write.seconds for write in self.writes)
        return ranked[min(int(share * len(ranked)), len(ranked) - 1)] if ranked else math.inf

    @property
    def verdicts(self) -> list[Verdict]:
        """Each rule in etcdctl's order."""
        limit, failed = self.workload.limit, sum(self.errors.values())
        told = ", ".join(f"{count:,} {name}" for name, count in sorted(self.errors.items()))
        return [
            Verdict("errors", told or "none", "none", not failed),
            Verdict(
                "throughput",
                f"{self.throughput:,.0f} writes/s",
                f"over {ENOUGH * limit:,.0f} writes/s",
                self.throughput > ENOUGH * limit,
            ),
            Verdict(
                "slowest write", _duration(self.slowest), f"at most {SLOWEST} s", self.slowest <= SLOWEST
            ),
            Verdict(
                "standard deviation", _duration(self.stddev), f"at most {SPREAD} s", self.stddev <= SPREAD
            ),
        ]

    @property
    def passed(self) -> bool:
        """Whether every rule is kept."""
        return all(verdict.passed for verdict in self.verdicts)

    @property
    def doubtful(self) -> bool:
        """Whether it failed and this process may be the slow one, and not the cluster."""
        return not self.passed and (self.busy >= BUSY or self.workload.limit > SENT_BY_PYTHON)

    def __bool__(self) -> bool:
        return self.passed

    def __repr__(self) -> str:
        verdict = "PASS" if self.passed else "FAIL"
        slowest = _duration(self.slowest)
        return f"<PerfReport {verdict}: {self.throughput:,.0f} writes/s, slowest {slowest}>"


def _duration(seconds: float) -> str:
    if math.isinf(seconds):
        return "no write was answered"
    return f"{seconds * 1000:.1f} ms" if seconds < 1 else f"{seconds:.2f} s"
