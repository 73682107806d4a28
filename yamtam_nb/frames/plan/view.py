"""How a plan shows itself: what would happen, row by row."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from yamtam_nb.frames.plan.excerpt import cut, excerpts
from yamtam_nb.frames.plan.step import OpName, Step
from yamtam_nb.keys import to_bytes
from yamtam_nb.render import html as draw
from yamtam_nb.render import text as plain
from yamtam_nb.values import show_key

if TYPE_CHECKING:
    from yamtam_nb.frames.plan.plan import Plan

ROWS = 40
"""Steps that are shown; the rest is in ``.df``."""

_WIDEST_KEY = 80

TONES: dict[OpName, draw.Tone] = {"create": "good", "update": "warn", "delete": "bad"}


def title(plan: Plan) -> str:
    """What it is."""
    return _printable(plan.title) or show_key(to_bytes(plan.prefix)) or "all keys"


def counts(plan: Plan) -> str:
    """``2 updates, 1 create, 0 deletes``."""
    return ", ".join(words for _, words in _counted(plan))


def state(plan: Plan) -> str:
    """Whether it has been written."""
    if plan.result is not None:
        return f"{plan.result.status}: {plan.result.account}"
    return "nothing has been written yet" if plan.steps else "nothing would change"


def text(plan: Plan) -> str:
    """Plain text."""
    lines = [f"Plan {plan.hash}  {title(plan)}", f"{counts(plan)}; {state(plan)}"]
    if plan.steps:
        rows = [[step.op, *_cells(step)] for step in plan.steps[:ROWS]]
        lines += ["", _table(rows, leases=_leases(plan)), *_more(plan)]
    lines += [f"Note: {_printable(note)}" for note in plan.notes]
    return "\n".join([*lines, "", *_ending(plan)]).rstrip()


def html(plan: Plan) -> str:
    """HTML, with everything escaped that came from etcd."""
    tallies = [draw.toned(words, TONES[op] if number else "quiet") for (op, number), words in _counted(plan)]
    parts = [
        draw.line(f"Plan {plan.hash}  {title(plan)}", bold=True),
        draw.Markup(f"<div>{' '.join(tallies)} {draw.markup(state(plan))}</div>"),
    ]
    if plan.steps:
        leases = _leases(plan)
        rows = [
            [draw.toned(step.op, TONES[step.op]), *_marked(step, leases=leases)] for step in plan.steps[:ROWS]
        ]
        parts.append(draw.table(_headers(leases=leases), rows))
    parts += [draw.line(line) for line in _more(plan)]
    parts += [draw.Markup(f"<div>{draw.toned(_printable(note), 'warn')}</div>") for note in plan.notes]
    parts += [draw.footer(line) for line in _ending(plan)]
    return draw.box(*parts)


def _printable(words: str) -> str:
    """Names of files and keys can be in them, and a terminal obeys what it is shown."""
    return words if words.isprintable() else words.encode("unicode_escape").decode()


def _counted(plan: Plan) -> list[tuple[tuple[OpName, int], str]]:
    tally = Counter(step.op for step in plan.steps)
    order: tuple[OpName, ...] = ("update", "create", "delete")
    return [((op, tally[op]), f"{tally[op]:,} {op}{'s' * (tally[op] != 1)}") for op in order]


def _leases(plan: Plan) -> bool:
    """Whether any of the keys is on a lease, or will be."""
    return any(step.lease or step.old_lease for step in plan.steps)


def _headers(*, leases: bool) -> list[str]:
    return ["op", "key", "before", "after", *["lease"] * leases]


def _cells(step: Step) -> list[str]:
    old, new = excerpts(step.before.value if step.before else None, step.value)
    return [cut(show_key(step.key), _WIDEST_KEY), old, new, _lease(step)]


def _lease(step: Step) -> str:
    if step.lease == step.old_lease or step.value is None:
        return f"{step.old_lease:x}{' (kept)' * bool(step.lease)}" if step.old_lease else ""
    after = f"{step.lease:x}" if step.lease else "none"
    return f"{step.old_lease:x} → {after}" if step.old_lease else after


def _marked(step: Step, *, leases: bool) -> list[str]:
    key, old, new, lease = _cells(step)
    return [
        draw.code(key),
        draw.toned(old, "quiet") if step.before is None else draw.block(old),
        draw.toned(new, "quiet") if step.value is None else draw.block(new),
        *[lease] * leases,
    ]


def _table(rows: list[list[str]], *, leases: bool) -> str:
    headers = _headers(leases=leases)
    return plain.table(headers, [row[: len(headers)] for row in rows], width=0)


def _more(plan: Plan) -> list[str]:
    more = len(plan.steps) - ROWS
    return [f"... {more:,} more: .df has all"] if more > 0 else []


def _ending(plan: Plan) -> list[str]:
    if not plan.steps or plan.result is not None:
        return []
    yes = f"yes={plan.hash!r}" if plan.client.settings.protected else ""
    return [
        f"Made at revision {plan.revision}. To write it: .apply({yes}), or %etcd apply with its variable."
    ]
