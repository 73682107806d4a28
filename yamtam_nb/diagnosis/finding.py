"""One row of a report. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NamedTuple

Verdict = Literal["red", "yellow", "grey", "green"]
"""``red``: something is broken, or will be very soon. ``yellow``: it works, and should not stay so. ``grey``: it is
not known. ``green``: nothing to do."""

ORDER: tuple[Verdict, ...] = ("red", "yellow", "grey", "green")
"""The verdicts, worst first."""

WORDS: dict[Verdict, str] = {"red": "RED", "yellow": "YELLOW", "grey": "not known", "green": "green"}
"""How they are written."""

Runbook = Literal[
    "",
    "quorum-lost",
    "nospace",
    "leader-flapping",
    "stuck-lock",
    "config-rollback",
    "agents-offline",
    "compact-and-defrag",
    "replace-member",
    "restore-snapshot",
    "certificates-and-auth",
]


class Finding(NamedTuple):
    """What was found about one thing.

    Attributes:
        name: of the thing.
        verdict: how it stands.
        evidence: a sentence with figures.
        advice: what to do; "" when there is nothing.
        runbook: the one that does it step by step; "" for none.
    """

    name: str
    verdict: Verdict
    evidence: str
    advice: str = ""
    runbook: Runbook = ""


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """The worst of them; ``green`` for none."""
    return min(verdicts, key=ORDER.index, default="green")
