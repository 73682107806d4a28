"""What a small table shows."""

from __future__ import annotations

from typing import Any

from yamtam_nb.magics.display.look import Look
from yamtam_nb.magics.rows import Rows
from yamtam_nb.render import html as markup
from yamtam_nb.render import text as plain


def text(rows: Rows[Any], look: Look) -> str:
    """Plain text."""
    parts = [plain.table(rows.headers, rows.table(look.rows), look.width)] if rows else []
    return "\n".join([*parts, *_notes(rows, look)])


def html(rows: Rows[Any], look: Look) -> str:
    """HTML."""
    parts = [markup.table(rows.headers, rows.table(look.rows))] if rows else []
    return markup.box(*parts, *(markup.footer(note) for note in _notes(rows, look)))


def _notes(rows: Rows[Any], look: Look) -> list[str]:
    cut = [f"showing {look.rows:,} of {len(rows):,} (%config EtcdMagics.display_limit)"] * (
        len(rows) > look.rows
    )
    return [*cut, *([rows.note] if rows.note else [])]
