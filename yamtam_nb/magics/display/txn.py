"""What a transaction shows: which branch ran, and what each of its operations did."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest
from typing import NamedTuple

from yamtam_nb.keys import FROM_KEY, prefix_end
from yamtam_nb.magics.display import cells
from yamtam_nb.magics.display.look import Look
from yamtam_nb.magics.transaction.answer import TxnAnswer
from yamtam_nb.model import (
    DeleteOp,
    DeleteResult,
    GetOp,
    GetResult,
    KeyValue,
    Op,
    PutOp,
    PutResult,
    TxnResult,
)
from yamtam_nb.render import html as markup
from yamtam_nb.render import text as plain
from yamtam_nb.values import show_key

_INDENT = "   "

Answer = GetResult | PutResult | DeleteResult | TxnResult


class _Part(NamedTuple):
    """One operation: what it was, what came of it, and the keys to show below."""

    what: str
    outcome: str
    kvs: Sequence[KeyValue] = ()
    keys_only: bool = False


def text(result: TxnResult, look: Look) -> str:
    """Plain text."""
    lines = [f"{_verdict(result)} · {_where(result, look)}"]
    for number, part in enumerate(_parts(result), 1):
        lines.append(f"{number}  {part.what} · {part.outcome}{_cut(part, look)}")
        if part.kvs:
            page = part.kvs[: look.rows]
            names = cells.headers(page, keys_only=part.keys_only)
            rows = [cells.row(kv, show_key(kv.key), cells.value_text(kv.value), names) for kv in page]
            clip = 0 if part.keys_only else 1
            table = plain.table(names, rows, look.width - len(_INDENT), clip=clip)
            lines += [f"{_INDENT}{line}" for line in table.split("\n")]
    return "\n".join(lines)


def html(result: TxnResult, look: Look) -> str:
    """The same as HTML."""
    verdict = markup.toned(_verdict(result), "good" if result.succeeded else "warn")
    shown = [markup.Markup(f"<div>{verdict} {markup.markup(f'· {_where(result, look)}')}</div>")]
    for number, part in enumerate(_parts(result), 1):
        shown.append(
            markup.Markup(
                f'<div style="margin-top: 0.5em">{number}&nbsp; {markup.code(part.what)} '
                f"{markup.markup(f'· {part.outcome}{_cut(part, look)}')}</div>"
            )
        )
        if part.kvs:
            page = part.kvs[: look.rows]
            names = cells.headers(page, keys_only=part.keys_only)
            rows = [
                cells.row(kv, markup.code(show_key(kv.key)), cells.value_html(kv.value), names) for kv in page
            ]
            shown.append(markup.table(names, rows))
    return markup.box(*shown)


def _verdict(result: TxnResult) -> str:
    """etcdctl's word for it, and what it means."""
    if not result.succeeded:
        return "FAILURE: a comparison does not hold"
    if isinstance(result, TxnAnswer) and not result.asked.compare:
        return "SUCCESS: nothing to compare"
    return "SUCCESS: every comparison holds"


def _where(result: TxnResult, look: Look) -> str:
    count = len(result.responses)
    operations = f"{count} operation{'' if count == 1 else 's'}" if count else "nothing to do"
    return f"{operations} · revision {result.revision} · {look.cluster_name(result.header.cluster_id)}"


def _parts(result: TxnResult) -> list[_Part]:
    asked = result.done if isinstance(result, TxnAnswer) else ()
    return [_part(op, answer) for op, answer in zip_longest(asked, result.responses) if answer is not None]


def _part(op: Op | None, answer: Answer) -> _Part:
    if isinstance(answer, GetResult):
        keys_only = isinstance(op, GetOp) and op.keys_only
        counted = f"{answer.count:,} key{'' if answer.count == 1 else 's'}"
        only = f", {len(answer):,} of them read" if answer.kvs and len(answer) < answer.count else ""
        return _Part(_called("get", op), f"{counted}{only}", answer.kvs, keys_only)
    if isinstance(answer, PutResult):
        before = [answer.prev_kv] if answer.prev_kv else []
        return _Part(_called("put", op), "written; before it was" if before else "written", before)
    if isinstance(answer, DeleteResult):
        counted = f"{answer.deleted:,} key{'' if answer.deleted == 1 else 's'} deleted"
        return _Part(_called("del", op), counted, answer.prev_kvs)
    return _Part("txn", "success ran" if answer.succeeded else "failure ran")


def _called(verb: str, op: Op | None) -> str:
    if isinstance(op, PutOp):
        return f"{verb} {show_key(op.key)}"
    if not isinstance(op, (GetOp, DeleteOp)):
        return verb
    key, end = op.range
    if not end:
        return f"{verb} {show_key(key)}"
    if end == prefix_end(key):
        return f"{verb} {show_key(key)} --prefix"
    if end == FROM_KEY:
        return f"{verb} every key" if key == b"\0" else f"{verb} {show_key(key)} --from-key"
    return f"{verb} {show_key(key)} {show_key(end)}"


def _cut(part: _Part, look: Look) -> str:
    if len(part.kvs) <= look.rows:
        return ""
    return f" (showing {look.rows:,}; %config EtcdMagics.display_limit)"
