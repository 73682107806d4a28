"""How a roll call is shown: a table with what those that are away have in common, and a picture."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from yamtam_nb.frames.picture import INK, Picture, figure
from yamtam_nb.keys import to_bytes
from yamtam_nb.render import html as draw
from yamtam_nb.render import text as plain
from yamtam_nb.render.figures import counted
from yamtam_nb.values import show_key

if TYPE_CHECKING:
    from yamtam_nb.frames.roll_call import Called, RollCall

ROWS = 50
"""Agents that are shown; the frame has all."""

BARS = 25
WIDEST = 40

_HEADERS = ("agent", "status", "host", "lease", "TTL left", "registered at", "gone at")
_TONES: dict[str, draw.Tone] = {"offline": "bad", "left over": "warn", "late": "warn", "online": "good"}
_COLOURS = {"offline": "#d4574e", "left over": "#b07fd0", "late": "#d19a2e", "online": "#3884de"}
_ORDER = ("online", "late", "left over", "offline")


def title(calls: RollCall) -> str:
    """One line: how many of each."""
    numbers = [f"{len(calls.names(status))} {status}" for status in _ORDER]  # type: ignore[arg-type]
    return f"{show_key(to_bytes(calls.prefix))}: {', '.join(numbers)} · revision {calls.revision}"


def text(calls: RollCall) -> str:
    """Aligned plain text."""
    rows = [_cells(row) for row in calls.rows[:ROWS]]
    table = [plain.table(_HEADERS, rows, 120)] if rows else []
    return "\n".join([title(calls), *calls.shared, *table, *_rest(calls)])


def html(calls: RollCall) -> str:
    """A table, with what they have in common above it."""
    rows = []
    for row in calls.rows[:ROWS]:
        name, status, *others = _cells(row)
        rows.append([draw.code(name), draw.toned(status, _TONES[status]), *others])
    table = [draw.table(_HEADERS, rows)] if rows else []
    common = [draw.line(sentence) for sentence in calls.shared]
    return draw.box(draw.line(title(calls), bold=True), *common, *table, *map(draw.footer, _rest(calls)))


def picture(calls: RollCall) -> Picture:
    """A bar for each agent from the revision at which it came to the one at which it went."""
    shown = calls.rows[:BARS]
    drawn = figure(8.0, 0.9 + 0.3 * max(len(shown), 1))
    axes = drawn.add_subplot()
    for place, row in enumerate(shown):
        end = row.went or calls.revision + 1
        axes.barh(place, end - row.came, left=row.came, height=0.6, color=_COLOURS[row.status], alpha=0.9)
        axes.text(end, place, f" {row.status}", va="center", color=INK, fontsize=9, parse_math=False)
    names = [plain.clipped(_clean(row.name), WIDEST) for row in shown]
    axes.set_yticks(range(len(shown)), names, parse_math=False)
    axes.invert_yaxis()
    axes.margins(x=0.12)
    axes.set_xlabel("revision", color=INK, fontsize=9)
    axes.locator_params(axis="x", integer=True)
    axes.set_title(title(calls), fontsize=10, color=INK, loc="left", parse_math=False)
    axes.tick_params(length=0, colors=INK)
    axes.spines[:].set_visible(False)
    return Picture(drawn, title(calls))


def shared(rows: Sequence[Called]) -> tuple[str, ...]:
    """Sentences about what two or more of those that are offline, or late, have in common. Pure."""
    away = [row for row in rows if row.status in ("offline", "late")]
    if len(away) < 2:
        return ()
    kinds: list[tuple[str, Callable[[Called], object]]] = [
        ("were on host {}", lambda row: row.host),
        ("were on one lease, {:x}", lambda row: row.lease_id),
        ("went in one go, at revision {}", lambda row: row.went),
    ]
    said = []
    for words, what in kinds:
        groups: dict[object, list[Called]] = defaultdict(list)
        for row in away:
            groups[what(row)].append(row)
        for value, group in groups.items():
            if value and len(group) > 1:
                said.append(f"{len(group)} of {len(away)} that are away {words.format(_shown(value))}.")
                if words.startswith("were on host"):
                    said[-1] = f"{said[-1][:-1]}, {_left_there(rows, value)}."
    return tuple(said)


def _left_there(rows: Sequence[Called], host: object) -> str:
    others = sum(row.host == host and row.status == "online" for row in rows)
    return (
        f"where {counted(others, 'other')} {'is' if others == 1 else 'are'} online"
        if others
        else "and nobody there is online"
    )


def _shown(value: object) -> object:
    return plain.clipped(_clean(value), WIDEST) if isinstance(value, str) else value


def _cells(row: Called) -> list[str]:
    left = f"{row.reading.left} s of {row.reading.granted} s" if row.reading else ""
    at = f" ({row.at:%H:%M:%S} UTC)" if row.at is not None else ""
    return [
        plain.clipped(_clean(row.name), WIDEST),
        row.status,
        plain.clipped(_clean(row.host), WIDEST),
        f"{row.lease_id:x}" if row.lease_id else "none",
        left,
        f"revision {row.came}",
        f"revision {row.went}{at}" if row.went else "",
    ]


def _clean(said: str) -> str:
    """What is not printable is written as an escape."""
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in said)


def _rest(calls: RollCall) -> list[str]:
    more = len(calls) - ROWS
    return [f"... {more:,} more: .df has all"] if more > 0 else []
