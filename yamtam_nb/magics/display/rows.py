"""What a small table shows."""

from __future__ import annotations

from yamtam_nb.magics.display import html as markup
from yamtam_nb.magics.display import text as plain
from yamtam_nb.magics.display.look import Look
from yamtam_nb.magics.rows import Rows


def text(rows: Rows, look: Look) -> str:
    """Plain text."""
    parts = [plain.table(rows.headers, rows, look.width)] if rows else []
    return "\n".join([*parts, *([rows.note] if rows.note else [])])


def html(rows: Rows, look: Look) -> str:  # noqa: ARG001 - every renderer takes a look
    """HTML."""
    parts = [markup.table(rows.headers, rows)] if rows else []
    return markup.box(*parts, *([markup.footer(rows.note)] if rows.note else []))
