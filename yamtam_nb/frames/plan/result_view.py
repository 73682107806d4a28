"""How the result of a plan shows itself: one line, and its transactions."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from yamtam_nb.frames.plan.account import Written
from yamtam_nb.frames.plan.excerpt import cut
from yamtam_nb.render import html as draw
from yamtam_nb.render import text as plain
from yamtam_nb.values import show_key

if TYPE_CHECKING:
    from yamtam_nb.frames.plan.result import PlanResult, Status

ROWS = 20
"""Transactions that are shown."""

_HEADERS = ("revision", "keys", "first key", "last key", "update", "create", "delete")

_TONES: dict[Status, draw.Tone] = {"applied": "good", "already applied": "quiet", "stopped": "bad"}


def text(result: PlanResult) -> str:
    """Plain text."""
    lines = [f"{result.status}: {result.account}"]
    if result.written:
        lines.append(plain.table(_HEADERS, _rows(result)[:ROWS], width=0))
    return "\n".join([*lines, *_more(result), *_ending(result)])


def html(result: PlanResult) -> str:
    """HTML, with everything escaped that came from etcd."""
    status = draw.toned(result.status, _TONES[result.status])
    parts = [draw.Markup(f"<div><b>{status}</b> {draw.markup(result.account)}</div>")]
    if result.written:
        parts.append(draw.table(_HEADERS, _rows(result)[:ROWS]))
    parts += [draw.line(line) for line in _more(result)]
    parts += [draw.footer(line) for line in _ending(result)]
    return draw.box(*parts)


def _rows(result: PlanResult) -> list[list[str]]:
    transactions: dict[int, list[Written]] = {}
    for written in result.written:
        transactions.setdefault(written.revision, []).append(written)
    return [_row(revision, written) for revision, written in transactions.items()]


def _row(revision: int, written: list[Written]) -> list[str]:
    tally = Counter(one.step.op for one in written)
    first, last = (cut(show_key(one.key)) for one in (written[0], written[-1]))
    numbers = (tally["update"], tally["create"], tally["delete"])
    return [str(revision), f"{len(written):,}", first, last, *[str(number) for number in numbers]]


def _more(result: PlanResult) -> list[str]:
    more = len(result.revisions) - ROWS
    return [f"... {more:,} more: .written has each key with its revision"] if more > 0 else []


def _ending(result: PlanResult) -> list[str]:
    lines = ["Keys of unknown outcome are under .unknown: read them before you write them."] * bool(
        result.unknown
    )
    return [*lines, *["To undo it: .inverse.apply()"] * bool(result.written)]
