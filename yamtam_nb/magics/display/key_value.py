"""What one key shows."""

from __future__ import annotations

from yamtam_nb.magics.display import cells
from yamtam_nb.magics.display.look import Look
from yamtam_nb.model import KeyValue
from yamtam_nb.render import html as markup
from yamtam_nb.values import show_key


def text(kv: KeyValue, look: Look) -> str:  # noqa: ARG001 - every renderer takes a look
    """Plain text."""
    return f"{show_key(kv.key)}\n{cells.whole(kv.value)}\n{cells.origin(kv)}"


def html(kv: KeyValue, look: Look) -> str:  # noqa: ARG001
    """HTML."""
    return markup.box(
        markup.line(show_key(kv.key), bold=True),
        markup.block(cells.whole(kv.value)),
        markup.footer(cells.origin(kv)),
    )
