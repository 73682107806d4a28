"""What ``%etcd ls`` shows."""

from __future__ import annotations

from yamtam_nb.client.level import Level
from yamtam_nb.magics.display.look import Look
from yamtam_nb.render import html as markup
from yamtam_nb.render import text as plain
from yamtam_nb.values import show_key

_HEADERS = ["name", "keys"]


def text(level: Level, look: Look) -> str:
    """Plain text."""
    if not level.entries:
        return _summary(level, look)
    return f"{plain.table(_HEADERS, _rows(level, look), look.width, clip=0)}\n{_summary(level, look)}"


def html(level: Level, look: Look) -> str:
    """HTML."""
    if not level.entries:
        return markup.box(markup.line(_summary(level, look)))
    return markup.box(markup.table(_HEADERS, _rows(level, look)), markup.footer(_summary(level, look)))


def _rows(level: Level, look: Look) -> list[list[str]]:
    return [
        [show_key(entry.path), f"{entry.keys:,}" if entry.directory else ""]
        for entry in level.entries[: look.rows]
    ]


def _summary(level: Level, look: Look) -> str:
    where = f"revision {level.revision} · {look.cluster_name(level.header.cluster_id)}"
    below = show_key(level.prefix) or "the root"
    if not level.entries:
        return f"nothing below {below} at {where}"
    number = f"{len(level):,}{'' if level.complete else ' or more'}"
    entries = f"{number} entr{'y' if number == '1' else 'ies'}"
    shown = f"showing {look.rows:,} of " if len(level) > look.rows else ""
    more = "" if level.complete else " (stopped; --all lists them all)"
    return f"{shown}{entries} below {below} at {where}{more}"
