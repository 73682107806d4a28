"""What ``%etcd get`` shows: one key whole, several as a table."""

from __future__ import annotations

from yamtam_nb.magics.display import cells, text_formats
from yamtam_nb.magics.display.look import Look
from yamtam_nb.magics.display.styled import Style, style_of
from yamtam_nb.model import GetResult, KeyValue
from yamtam_nb.render import html as markup
from yamtam_nb.render import text as plain
from yamtam_nb.values import show_key


def text(result: GetResult, look: Look) -> str:
    """Plain text."""
    style = style_of(result)
    if style.write_out not in ("", "table") or style.values_only:
        return text_formats.render(result, style, look.rows)
    if not result.kvs:
        return summary(result, style, look)
    if _is_one(result, style):
        kv = result.kvs[0]
        shown = cells.whole(kv.value, hexadecimal=style.hexadecimal)
        return (
            f"{_key(kv, style)}\n{shown}\n{cells.origin(kv)} · {look.cluster_name(result.header.cluster_id)}"
        )
    page = result[: look.rows]
    names = cells.headers(page, keys_only=style.keys_only)
    rows = [
        cells.row(kv, _key(kv, style), cells.value_text(kv.value, hexadecimal=style.hexadecimal), names)
        for kv in page
    ]
    table = plain.table(names, rows, look.width, clip=0 if style.keys_only else 1)
    return f"{table}\n{summary(result, style, look)}"


def html(result: GetResult, look: Look) -> str | None:
    """HTML; None when the style asks for text."""
    style = style_of(result)
    if style.write_out not in ("", "table") or style.values_only:
        return None
    if not result.kvs:
        return markup.box(markup.line(summary(result, style, look)))
    if _is_one(result, style):
        kv = result.kvs[0]
        shown = markup.block(cells.whole(kv.value, hexadecimal=style.hexadecimal))
        where = f"{cells.origin(kv)} · {look.cluster_name(result.header.cluster_id)}"
        return markup.box(markup.line(_key(kv, style), bold=True), shown, markup.footer(where))
    page = result[: look.rows]
    names = cells.headers(page, keys_only=style.keys_only)
    rows = [
        cells.row(
            kv,
            markup.code(_key(kv, style)),
            cells.value_html(kv.value, hexadecimal=style.hexadecimal),
            names,
        )
        for kv in page
    ]
    return markup.box(markup.table(names, rows), markup.footer(summary(result, style, look)))


def summary(result: GetResult, style: Style, look: Look) -> str:
    """How many, at which revision, of which cluster; and what is not shown."""
    where = f"revision {result.revision} · {look.cluster_name(result.header.cluster_id)}"
    if style.count_only:
        return f"{_keys(result.count)} at {where}"
    if not result.kvs and style.key is not None:
        hint = "; --prefix reads the keys below it" if style.key.endswith(b"/") else ""
        return f"no such key {show_key(style.key)} at {where}{hint}"
    if len(result) > look.rows:
        return f"showing {look.rows:,} of {_keys(result.count)} at {where}{_rest(result)}"
    if result.more:
        return f"{len(result):,} of {_keys(result.count)} at {where} (--limit)"
    return f"{_keys(len(result))} at {where}"


def _rest(result: GetResult) -> str:
    read = "" if len(result) == result.count else f"; {len(result):,} were read"
    return f"{read} (%config EtcdMagics.display_limit)"


def _keys(number: int) -> str:
    return f"{number:,} key{'' if number == 1 else 's'}"


def _is_one(result: GetResult, style: Style) -> bool:
    return len(result) == 1 and style.write_out == "" and not style.keys_only and result.count == 1


def _key(kv: KeyValue, style: Style) -> str:
    return cells.hexed(kv.key) if style.hexadecimal else show_key(kv.key)
