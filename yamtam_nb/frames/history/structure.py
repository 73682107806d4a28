"""Stands in for frames/diff/structure.py."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any


def leaves(value: str | bytes) -> dict[str, Any] | None:
    """What stands at each path of a value."""
    try:
        parsed = json.loads(value)
    except ValueError:
        return None
    return dict(_walk(parsed, "")) if isinstance(parsed, (dict, list)) else None


def written(leaf: Any) -> str:
    """A leaf as JSON writes it."""
    return repr(leaf) if isinstance(leaf, bytes) else json.dumps(leaf)


def _walk(parsed: Any, path: str) -> Iterator[tuple[str, Any]]:
    if isinstance(parsed, dict) and parsed:
        for key, below in parsed.items():
            yield from _walk(below, f"{path}.{key}" if path else key)
    elif isinstance(parsed, list) and parsed:
        for index, below in enumerate(parsed):
            yield from _walk(below, f"{path}[{index}]")
    else:
        yield path, parsed
