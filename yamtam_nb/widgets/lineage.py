"""The value that a row had before the one that it has now. Pure."""

from __future__ import annotations

from typing import NamedTuple


class Before(NamedTuple):
    """What a value replaced.

    Attributes:
        value: the value before, if it was seen.
        version: the version that held it; 0 when there was none, None when that is not known.
    """

    value: bytes | None
    version: int | None


class Lineage:
    """Remembers of each row what it held last, and what before."""

    def __init__(self) -> None:
        self._lives: dict[str, tuple[int, bytes, Before]] = {}

    def trace(self, name: str, version: int, value: bytes, *, created: bool) -> Before:
        """What stood in the row ``name`` before this version of it.

        Args:
            name: the row.
            version: its version now; the same as last time when only what hangs on the clock has changed.
            value: its value now.
            created: whether this version created it, when it was never seen before.
        """
        known = self._lives.get(name)
        if known is None:
            before = Before(None, 0 if created else None)
        elif known[0] == version:
            before = known[2]
        else:
            before = Before(known[1], known[0])
        self._lives[name] = (version, value, before)
        return before

    def forget(self, name: str) -> None:
        """The row is gone."""
        self._lives.pop(name, None)

    def __repr__(self) -> str:
        return f"<Lineage of {len(self._lives)} rows>"
