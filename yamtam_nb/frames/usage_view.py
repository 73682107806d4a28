"""How the contents of a prefix are shown: a table with bars, as HTML and as text, and a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yamtam_nb.frames.picture import INK, Picture, figure
from yamtam_nb.keys import to_bytes
from yamtam_nb.render import html as draw
from yamtam_nb.render import text as plain
from yamtam_nb.values import show_key

if TYPE_CHECKING:
    from yamtam_nb.frames.tally import Part
    from yamtam_nb.frames.usage import Usage

ROWS = 20
"""Sub-prefixes that are shown; the frame has all."""

WIDEST = 72
"""Characters of a prefix or key that are shown."""

_BAR = 16
_BLUE = "#3884de"
_TITLES = ["keys", "largest value", "versions"]


def text(usage: Usage) -> str:
    """Aligned plain text with bars of blocks."""
    headers = ["prefix", "size", "", "", "keys", "largest value", "versions"]
    rows = [
        [name, plain.size(part.size), plain.bar(share, _BAR), _percent(share), *_counts(part)]
        for name, part, share in _shown(usage)
    ]
    table = [_right(headers, rows)] if rows else []
    return "\n".join([usage.title, *table, *_rest(usage)])


def html(usage: Usage) -> str:
    """A table with a bar in each row."""
    headers = ["prefix", *map(draw.number, ["size", "share"]), "", *map(draw.number, _TITLES)]
    rows = [
        [
            draw.code(name),
            *map(draw.number, [plain.size(part.size), _percent(share)]),
            draw.bar(share),
            *map(draw.number, _counts(part)),
        ]
        for name, part, share in _shown(usage)
    ]
    table = [draw.table(headers, rows)] if rows else []
    return draw.box(draw.line(usage.title, bold=True), *table, *map(draw.footer, _rest(usage)))


def picture(usage: Usage) -> Picture:
    """Bars of the sub-prefixes, the largest on top."""
    shown = _shown(usage)
    drawn = figure(8.0, 0.9 + 0.32 * max(len(shown), 1))
    axes = drawn.add_subplot()
    places = range(len(shown))
    axes.barh(places, [part.size for _, part, _ in shown], height=0.65, color=_BLUE, alpha=0.85)
    axes.set_yticks(places, [plain.clipped(name, 40) for name, _, _ in shown], parse_math=False)
    axes.invert_yaxis()
    axes.margins(x=0.3)
    axes.set_xticks([])
    axes.set_title(usage.title, fontsize=10, color=INK, loc="left", parse_math=False)
    axes.tick_params(length=0, colors=INK)
    axes.spines[:].set_visible(False)
    for place, (_, part, _) in enumerate(shown):
        told = f" {plain.size(part.size)} · {_keys(part.keys)}"
        axes.text(part.size, place, told, va="center", color=INK, fontsize=9)
    return Picture(drawn, usage.title)


def _shown(usage: Usage) -> list[tuple[str, Part, float]]:
    whole = max(usage.size, 1)
    return [(_name(usage, name), part, part.size / whole) for name, part in usage.parts[:ROWS]]


def _name(usage: Usage, name: bytes) -> str:
    if name != to_bytes(usage.prefix):
        return plain.clipped(show_key(name), WIDEST)
    # The row of the prefix itself is what is left when all others are taken away.
    return f"{plain.clipped(show_key(name), WIDEST)} (directly)".strip()


def _counts(part: Part) -> list[str]:
    return [f"{part.keys:,}", plain.size(part.largest), f"{part.versions:,}"]


def _keys(count: int) -> str:
    return f"{count:,} key{'s' * (count != 1)}"


def _percent(share: float) -> str:
    return f"{share:.0%}" if share >= 0.01 else "<1%"


def _rest(usage: Usage) -> list[str]:
    more = usage.parts[ROWS:]
    if not more:
        return []
    size = sum(part.size for _, part in more)
    return [f"... {len(more):,} more sub-prefixes with {plain.size(size)}: .df has all"]


def _right(headers: list[str], rows: list[list[str]]) -> str:
    """A table with its numbers to the right."""
    widths = [max(plain.columns(row[place]) for row in [headers, *rows]) for place in range(len(headers))]
    left = {0, 2}
    padded = [
        [
            cell if place in left else " " * (widths[place] - plain.columns(cell)) + cell
            for place, cell in enumerate(row)
        ]
        for row in [headers, *rows]
    ]
    return plain.table(padded[0], padded[1:], sum(widths) + 100)
