"""Leases that are too short to survive a hiccup. Pure."""

from __future__ import annotations

from yamtam_nb.diagnosis.finding import Finding
from yamtam_nb.diagnosis.look import Look, why
from yamtam_nb.errors import YamtamError
from yamtam_nb.render.figures import counted
from yamtam_nb.values import show_key

SHORT = 5
"""Seconds; one late renewal, an election or a pause for garbage collection takes as long."""

MANY = 100_000
_TOLD = 3


def check(look: Look) -> list[Finding]:
    """Short leases, and very many of them."""
    if isinstance(look.leases, YamtamError):
        return [Finding("leases", "grey", f"could not be looked at: {why(look.leases)}")]
    looked, total = look.leases.looked_at, look.leases.total
    seen = (
        f"{counted(len(looked), 'lease')}"
        if len(looked) == total
        else f"{len(looked):,} of {counted(total, 'lease')}"
    )
    short = [lease for lease in looked if lease.granted_ttl < SHORT]
    if short:
        told = ", ".join(
            f"{lease.lease_id:x} ({_of(lease.keys)}, {lease.granted_ttl} s)" for lease in short[:_TOLD]
        )
        more = f" and {len(short) - _TOLD} more" if len(short) > _TOLD else ""
        advice = f"One slow moment makes what hangs on it go: take {SHORT} s or more, better 10 s."
        return [
            Finding(
                "leases",
                "yellow",
                f"{len(short)} of {seen} live less than {SHORT} s: {told}{more}",
                advice,
                "agents-offline",
            )
        ]
    if total > MANY:
        return [
            Finding(
                "leases",
                "yellow",
                f"there are {counted(total, 'lease')}",
                "Bind many keys to one lease.",
                "agents-offline",
            )
        ]
    shortest = f", the shortest of {min(lease.granted_ttl for lease in looked)} s" if looked else ""
    return [Finding("leases", "green", f"{seen} looked at{shortest}" if total else "there are none")]


def _of(keys: tuple[bytes, ...]) -> str:
    return show_key(keys[0])[:60] if keys else "no key"
