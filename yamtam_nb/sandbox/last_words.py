"""What a server said before it died. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable

_SEVERITY = {"warn": 1, "error": 2, "dpanic": 3, "panic": 3, "fatal": 3}
_PLAIN_TEXT = 2
"""Text that is not a log entry comes from flag parsing or a panic of the Go runtime: as bad as an error."""

_ADDRESS_IN_USE = "address already in use"


def last_words(log: Iterable[str]) -> str:
    """The worst thing in an etcd log, as one line; of several as bad the latest; ``""`` if there is none.

    Of plain text the first line counts, because what follows it is a usage text or a stack.

    Args:
        log: lines of a zap JSON log, possibly with plain text among them.
    """
    worst, words, plain = 0, "", ""
    for line in log:
        entry = _entry(line)
        if entry is None:
            plain = plain or line.strip()
            continue
        severity = _SEVERITY.get(str(entry.get("level")), 0)
        if severity and severity >= worst:
            worst, words = severity, _sentence(entry)
    return plain if plain and worst <= _PLAIN_TEXT else words


def says_address_in_use(words: str) -> bool:
    """Whether a server died because somebody else has its port."""
    return _ADDRESS_IN_USE in words


def _entry(line: str) -> dict[str, object] | None:
    """The log entry in a line, or None if the line is plain text; an empty line is an empty entry."""
    if not line.strip():
        return {}
    try:
        entry = json.loads(line)
    except ValueError:
        return None
    return entry if isinstance(entry, dict) else None


def _sentence(entry: dict[str, object]) -> str:
    message, error = entry.get("msg", ""), entry.get("error", "")
    return f"{message}: {error}" if error else str(message)
