"""Two values side by side, short, and so that their difference is in sight."""

from __future__ import annotations

from yamtam_nb.frames.diff.structure import leaves, written
from yamtam_nb.values import show

WIDEST = 40
"""Characters of a value (or of a line of it) that are shown."""

_LEAD = 12
"""Characters shown before the first one that differs."""

MOST_PATHS = 4
"""Paths of a JSON or YAML value that are shown; how many more there are is told."""

_LARGEST = 1 << 16
"""Bytes of a value that is looked into."""

ABSENT = "(not there)"
DELETED = "(deleted)"
EMPTY = "(empty)"


def excerpts(old: bytes | None, new: bytes | None) -> tuple[str, str]:
    """Both values: what differs of JSON and YAML, path by path; others cut around the first difference if need be.

    >>> excerpts(b"power", None)
    ('power', '(deleted)')
    >>> excerpts(b'{"tier": "power", "limits": {"rps": 100}}', b'{"tier": "power", "limits": {"rps": 80}}')
    ('limits.rps: 100', 'limits.rps: 80')
    """
    if old is None or new is None:
        return cut(_shown(old, ABSENT)), cut(_shown(new, DELETED))
    paths = _changed_paths(old, new)
    if paths:
        return paths
    before, after = _shown(old, ABSENT), _shown(new, DELETED)
    if max(len(before), len(after)) <= WIDEST:
        return before, after
    pairs = zip(before, after, strict=False)
    same = next((at for at, (one, other) in enumerate(pairs) if one != other), min(len(before), len(after)))
    # The end of a value says more than nothing at all, when there is less of it than fits.
    start = max(0, min(same - _LEAD, max(len(before), len(after)) - WIDEST + 1))
    return _from(before, start), _from(after, start)


def cut(shown: str, widest: int = WIDEST) -> str:
    """At most so many characters."""
    return shown if len(shown) <= widest else f"{shown[: widest - 1]}…"


def _changed_paths(old: bytes, new: bytes) -> tuple[str, str] | None:
    """What stands at the paths that differ, a line each; None when there are none to be told."""
    before = leaves(old) if len(old) <= _LARGEST else None
    after = leaves(new) if len(new) <= _LARGEST and before is not None else None
    if before is None or after is None:
        return None
    pairs = {path: (_leaf(before, path), _leaf(after, path)) for path in {**before, **after}}
    changed = [(path, *pair) for path, pair in pairs.items() if pair[0] != pair[1]]
    if not changed:
        return None
    more = len(changed) - MOST_PATHS
    rest = [f"… {more:,} more"] if more > 0 else []
    first = changed[:MOST_PATHS]
    return (
        "\n".join([*(_line(path, leaf) for path, leaf, _ in first), *rest]),
        "\n".join([*(_line(path, leaf) for path, _, leaf in first), *rest]),
    )


def _leaf(tree: dict[str, object], path: str) -> str:
    return written(tree[path]) if path in tree else ABSENT


def _line(path: str, leaf: str) -> str:
    """A path and what stands there; a long path gives way first, at its beginning."""
    room = max(WIDEST - len(leaf) - 2, WIDEST // 2)
    name = path if len(path) <= room else f"…{path[-room + 1 :]}"
    return cut(f"{name or '(all)'}: {leaf}")


def _shown(value: bytes | None, absent: str) -> str:
    if value is None:
        return absent
    return show(value) if value else EMPTY


def _from(shown: str, start: int) -> str:
    return cut(shown) if start == 0 else cut(f"…{shown[start + 1 :]}")
