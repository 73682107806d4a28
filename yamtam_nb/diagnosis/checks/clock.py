"""Clocks that are apart. Roughly: a member tells whole seconds only. Pure."""

from __future__ import annotations

from yamtam_nb.diagnosis.finding import Finding
from yamtam_nb.diagnosis.look import Look

APART = 2.0
"""Seconds, beyond what rounding and the way of the answer explain."""


def check(look: Look) -> list[Finding]:
    """Members against this machine. Leases do not hang on it; certificates, tokens and logs do."""
    apart = [
        (pair.after.date + 0.5 - pair.after.at, pair.after.took, pair.member)
        for pair in look.pairs()
        if pair.after.date is not None
    ]
    if not apart:
        return []
    off, took, who = max(apart, key=lambda each: abs(each[0]))
    if abs(off) > APART + 0.5 + took / 2:
        side = "ahead of" if off > 0 else "behind"
        said = f"{who} is {abs(off):,.0f} s {side} this machine"
        advice = "Set both by NTP: certificates, JWT tokens and the times in logs hang on it. Leases do not."
        return [Finding("clock", "yellow", said, advice, "certificates-and-auth")]
    return [Finding("clock", "green", "all members are within 2 s of this machine")]
