"""What a put and a delete show."""

from __future__ import annotations

from yamtam_nb.magics.display import cells
from yamtam_nb.magics.display.look import Look
from yamtam_nb.model import DeleteResult, KeyValue, PutResult
from yamtam_nb.render import html as markup
from yamtam_nb.render import text as plain
from yamtam_nb.values import show_key

_HEADERS = ["key", "value before", "revision"]


def put_text(result: PutResult, look: Look) -> str:
    """``OK``, and the key before when it was asked for."""
    line = _put_line(result, look)
    if result.prev_kv is None:
        return line
    return f"{line}\n{plain.table(_HEADERS, _rows([result.prev_kv]), look.width, clip=1)}"


def put_html(result: PutResult, look: Look) -> str:
    """The same as HTML."""
    parts = [markup.line(_put_line(result, look))]
    if result.prev_kv is not None:
        parts.append(markup.table(_HEADERS, _rows([result.prev_kv], folding=True)))
    return markup.box(*parts)


def delete_text(result: DeleteResult, look: Look) -> str:
    """How many keys went, and which when it was asked for."""
    line = _delete_line(result, look)
    if not result.prev_kvs:
        return line
    return f"{plain.table(_HEADERS, _rows(result.prev_kvs[: look.rows]), look.width, clip=1)}\n{line}"


def delete_html(result: DeleteResult, look: Look) -> str:
    """The same as HTML."""
    if not result.prev_kvs:
        return markup.box(markup.line(_delete_line(result, look)))
    rows = _rows(result.prev_kvs[: look.rows], folding=True)
    return markup.box(markup.table(_HEADERS, rows), markup.footer(_delete_line(result, look)))


def _put_line(result: PutResult, look: Look) -> str:
    return f"OK · revision {result.revision} · {look.cluster_name(result.header.cluster_id)}"


def _delete_line(result: DeleteResult, look: Look) -> str:
    keys = f"{result.deleted:,} key{'' if result.deleted == 1 else 's'} deleted"
    shown = f" (showing {look.rows:,})" if len(result.prev_kvs) > look.rows else ""
    return f"{keys}{shown} · revision {result.revision} · {look.cluster_name(result.header.cluster_id)}"


def _rows(kvs: list[KeyValue], *, folding: bool = False) -> list[list[str]]:
    cell = cells.value_html if folding else cells.value_text
    return [[show_key(kv.key), cell(kv.value), str(kv.mod_revision)] for kv in kvs]
