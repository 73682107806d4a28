"""The checks: each a function of a look that returns its findings. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from yamtam_nb.diagnosis.checks import (
    access,
    clock,
    connection,
    disk,
    keys,
    leases,
    metrics,
    quorum,
    raft,
    requests,
    space,
    streams,
    versions,
)
from yamtam_nb.diagnosis.finding import Finding
from yamtam_nb.diagnosis.look import Look

CHECKS: tuple[Callable[[Look], Sequence[Finding]], ...] = (
    quorum.check,
    space.check,
    raft.check,
    disk.check,
    requests.check,
    versions.check,
    connection.check,
    access.check,
    leases.check,
    streams.check,
    keys.check,
    clock.check,
    metrics.check,
)
"""In the order in which findings of the same verdict are told."""
