"""One change as a line of text."""

from __future__ import annotations

import time

from yamtam_nb.magics.display.cells import lease, value_text
from yamtam_nb.model import Event, EventType
from yamtam_nb.render.text import clipped, one_line
from yamtam_nb.values import show_key


def line_of(event: Event, width: int) -> str:
    """When, what, which key, its value, and what it was before."""
    parts = [
        time.strftime("%H:%M:%S"),
        f"revision {event.kv.mod_revision}",
        _verb(event),
        show_key(event.key),
    ]
    if event.type is EventType.PUT:
        parts.append(clipped(one_line(value_text(event.kv.value)), width))
        if event.kv.lease:
            parts.append(f"(lease {lease(event.kv.lease)})")
    if event.prev_kv is not None:
        parts.append(f"(was {clipped(one_line(value_text(event.prev_kv.value)), width)})")
    return "  ".join(parts)


def _verb(event: Event) -> str:
    if event.type is EventType.DELETE:
        return "DELETE"
    return "CREATE" if event.is_create else "PUT"
