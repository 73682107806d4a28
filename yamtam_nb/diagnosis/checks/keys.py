"""Prefixes that have grown beyond what anybody should read at once. Pure."""

from __future__ import annotations

from yamtam_nb.diagnosis.finding import Finding
from yamtam_nb.diagnosis.look import Look, why
from yamtam_nb.errors import YamtamError
from yamtam_nb.render.figures import counted, share, size
from yamtam_nb.values import show_key

MANY = 100_000
"""Keys below one prefix that take seconds to read, and as much memory as their values."""

LARGE = 100 * 1024
"""Bytes of an average key with its value and its history."""

_ENOUGH = 100


def check(look: Look) -> list[Finding]:
    """How many keys, where most of them are, and how large they are on average."""
    if isinstance(look.keys, YamtamError):
        return [Finding("keys", "grey", f"could not be counted: {why(look.keys)}")]
    keys, parts = look.keys
    where = (
        f", {parts[0][1]:,} ({share(parts[0][1] / keys)}) below {show_key(parts[0][0])[:80]}" if parts else ""
    )
    said = f"{counted(keys, 'key')}{where}"
    if keys > MANY:
        largest = parts[0][1] if parts else keys
        if largest > MANY or not parts:
            advice = (
                "Read it in pages or by smaller prefixes, and delete what nobody needs (give it a lease)."
            )
            return [Finding("keys", "yellow", said, advice, "compact-and-defrag")]
    used = max((answer.db_size_in_use or answer.db_size for answer in look.view.answers), default=0)
    if keys >= _ENOUGH and used / keys > LARGE:
        advice = (
            "Values belong elsewhere from some size on, or history is never compacted: see auto-compaction."
        )
        return [
            Finding(
                "keys",
                "yellow",
                f"{said}; {size(used / keys)} of database for each",
                advice,
                "compact-and-defrag",
            )
        ]
    return [Finding("keys", "green", said)]
