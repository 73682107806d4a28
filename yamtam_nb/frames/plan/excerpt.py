"""Two values side by side, short, and so that their difference is in sight."""

from __future__ import annotations

from yamtam_nb.values import show

WIDEST = 60
"""Characters of a value that are shown."""

_LEAD = 15
"""Characters shown before the first one that differs."""

ABSENT = "(not there)"
DELETED = "(deleted)"
EMPTY = "(empty)"


def excerpts(old: bytes | None, new: bytes | None) -> tuple[str, str]:
    """Both values, cut around the first difference if they do not fit; None is a key that is not there.

    >>> excerpts(b"power", None)
    ('power', '(deleted)')
    """
    before, after = _shown(old, ABSENT), _shown(new, DELETED)
    if old is None or new is None or (len(before) <= WIDEST and len(after) <= WIDEST):
        return _cut(before, 0), _cut(after, 0)
    pairs = zip(before, after, strict=False)
    same = next((at for at, (one, other) in enumerate(pairs) if one != other), min(len(before), len(after)))
    # The end of a value says more than nothing at all, when there is less of it than fits.
    start = max(0, min(same - _LEAD, max(len(before), len(after)) - WIDEST + 1))
    return _cut(before, start), _cut(after, start)


def cut(shown: str, widest: int = WIDEST) -> str:
    """At most so many characters."""
    return shown if len(shown) <= widest else f"{shown[: widest - 1]}…"


def _shown(value: bytes | None, absent: str) -> str:
    if value is None:
        return absent
    return show(value) if value else EMPTY


def _cut(shown: str, start: int) -> str:
    if start == 0:
        return cut(shown)
    return cut(f"…{shown[start + 1 :]}")
