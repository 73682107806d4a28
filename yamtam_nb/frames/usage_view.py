"""How the contents of a prefix are shown: a table with bars, as HTML and as text."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

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
"""Characters of a prefix that are shown."""

_BAR = 16


class Shown(NamedTuple):
    """One sub-prefix: what it is called, what is in it, and its share of the bytes."""

    name: str
    part: Part
    share: float


def shown(usage: Usage) -> list[Shown]:
    """The largest sub-prefixes."""
    whole = max(usage.size, 1)
    return [Shown(_name(usage, name), part, part.size / whole) for name, part in usage.parts[:ROWS]]


def text(usage: Usage) -> str:
    """Aligned plain text with bars of blocks."""
    headers = ["prefix", "size", "", "share", *_titles(usage)]
    rows = [
        [name, plain.size(part.size), plain.bar(share, _BAR), _percent(share), *_counts(usage, part)]
        for name, part, share in shown(usage)
    ]
    table = [_aligned(headers, rows, left={0, 2})] if rows else []
    return "\n".join([usage.title, *table, *_rest(usage)])


def html(usage: Usage) -> str:
    """A table with a bar in each row."""
    headers = ["prefix", *map(draw.number, ["size", "share"]), "", *map(draw.number, _titles(usage))]
    rows = [
        [
            draw.code(name),
            *map(draw.number, [plain.size(part.size), _percent(share)]),
            draw.bar(share),
            *map(draw.number, _counts(usage, part)),
        ]
        for name, part, share in shown(usage)
    ]
    table = [draw.table(headers, rows)] if rows else []
    return draw.box(draw.line(usage.title, bold=True), *table, *map(draw.footer, _rest(usage)))


def keys(count: int) -> str:
    """``1 key``, ``1,200 keys``."""
    return f"{count:,} key{'s' * (count != 1)}"


def _name(usage: Usage, name: bytes) -> str:
    if name != to_bytes(usage.prefix):
        return plain.clipped(show_key(name), WIDEST)
    # The row of the prefix itself is what is left when all others are taken away.
    return f"{plain.clipped(show_key(name), WIDEST)} (directly)".strip()


def _titles(usage: Usage) -> list[str]:
    return ["keys", "largest value", "versions", *["changes"] * (usage.since is not None)]


def _counts(usage: Usage, part: Part) -> list[str]:
    counts = [f"{part.keys:,}", plain.size(part.largest), f"{part.versions:,}"]
    return [*counts, f"{part.changes:,}"] if usage.since is not None else counts


def _percent(share: float) -> str:
    return f"{share:.0%}" if share >= 0.01 or not share else "<1%"


def _rest(usage: Usage) -> list[str]:
    lines = []
    more = usage.parts[ROWS:]
    if more:
        size = plain.size(sum(part.size for _, part in more))
        lines.append(f"... {len(more):,} more sub-prefixes with {size}: .df has all")
    if usage.since is not None and usage.since > 1:
        lines.append(f"changes since revision {usage.since}: what was before is compacted away")
    return lines


def _aligned(headers: list[str], rows: list[list[str]], left: set[int]) -> str:
    """A table with its numbers to the right."""
    lines = [headers, *rows]
    widths = [max(plain.columns(line[place]) for line in lines) for place in range(len(headers))]
    padded = [
        [
            cell if place in left else " " * (widths[place] - plain.columns(cell)) + cell
            for place, cell in enumerate(line)
        ]
        for line in lines
    ]
    return plain.table(padded[0], padded[1:], sum(widths) + len(plain.GAP) * len(widths))
