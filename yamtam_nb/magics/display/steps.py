"""What the moving of leadership and the steps of a downgrade show."""

from __future__ import annotations

from yamtam_nb.magics.display.look import Look
from yamtam_nb.model import DowngradeResult, LeaderMove
from yamtam_nb.render import html as markup

_DOWNGRADE = {
    "validate": "The cluster can be downgraded to that version",
    "enable": "Servers of that version may join now: replace the programs one by one",
    "cancel": "The downgrade is called off",
}


def move_text(move: LeaderMove, look: Look) -> str:  # noqa: ARG001 - every renderer takes a look
    """Plain text."""
    if move.before == move.after:
        return f"member {move.after:x} leads already"
    return f"leadership moved from {move.before:x} to {move.after:x}"


def move_html(move: LeaderMove, look: Look) -> str:
    """The same as HTML."""
    return markup.box(markup.line(move_text(move, look)))


def downgrade_text(result: DowngradeResult, look: Look) -> str:  # noqa: ARG001
    """Plain text."""
    return f"{_DOWNGRADE.get(result.action, result.action)}; the cluster's version is {result.version}"


def downgrade_html(result: DowngradeResult, look: Look) -> str:
    """The same as HTML."""
    return markup.box(markup.line(downgrade_text(result, look)))
