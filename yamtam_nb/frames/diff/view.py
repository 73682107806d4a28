"""A difference as text and as HTML: the same things in the same order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from yamtam_nb.frames.diff.compare import Change, Op
from yamtam_nb.frames.diff.pair import Cell, Pair, pair
from yamtam_nb.keys import to_bytes
from yamtam_nb.render import html
from yamtam_nb.values import show_key

KEYS = 50
"""Keys that are shown."""

PATHS = 20
"""Paths of one key that are shown."""

ON_ONE_LINE = 80
"""Characters of the old and the new value together that still stand on one line of text."""

INDENT = "\N{NO-BREAK SPACE}" * 4
"""Before a path below its key."""

_TONES: dict[Op, html.Tone] = {"added": "good", "removed": "bad", "changed": "warn"}

_LINE_TONES: dict[str, html.Tone] = {"+": "good", "-": "bad", "@": "quiet"}


class Section:
    """What is shown of one key."""

    def __init__(self, change: Change) -> None:
        self.op = change.op
        self.key = _cut(show_key(to_bytes(change.key))) or "(the prefix itself)"
        self.note = change.formatting
        found = [] if self.note else change.paths()
        self.pairs = [pair(path) for path in found[:PATHS]]
        self.more = len(found) - len(self.pairs)


def text(title: str, changes: Sequence[Change]) -> str:
    """Plain text; no line depends on the width of the terminal."""
    lines = [title]
    for section in _sections(changes):
        note = f" ({section.note})" if section.note else ""
        lines.append(f"{section.op:<7}  {section.key}{note}")
        lines += [f"  {line}" for each in section.pairs for line in _text_lines(each)]
        lines += [f"  … {line}" for line in _more(section.more, "path")]
    return "\n".join([*lines, *(f"… {line}" for line in _more(len(changes) - KEYS, "key"))])


def page(title: str, changes: Sequence[Change]) -> str:
    """HTML, with everything escaped that came from a store or a file."""
    rows = [row for section in _sections(changes) for row in _html_rows(section)]
    table = html.table(["key and path", "before", "after"], rows) if rows else html.Markup()
    rest = [html.footer(f"… {line}") for line in _more(len(changes) - KEYS, "key")]
    return html.box(html.line(title, bold=True), table, *rest)


def first_lines(changes: Sequence[Change], count: int) -> list[str]:
    """The first differences, each on one line: what an error lists."""
    return list(islice(_each(changes), count))


def _each(changes: Sequence[Change]) -> Iterator[str]:
    for change in changes:
        section = Section(change)
        if section.op != "changed" or section.note:
            yield f"{section.op} {section.key}" + (f" ({section.note})" if section.note else "")
            continue
        for each in section.pairs:
            where = f"{section.key} {each.path}".rstrip()
            yield f"changed {where}" + ("" if each.lines else f": {_arrow(each)}")


def _sections(changes: Sequence[Change]) -> Iterator[Section]:
    return map(Section, changes[:KEYS])


def _more(count: int, noun: str) -> list[str]:
    return [f"{count:,} more {noun}{'s' * (count != 1)}: .df has all"] if count > 0 else []


def _text_lines(shown: Pair) -> list[str]:
    path = f"{_cut(shown.path)}:" if shown.path else ""
    if shown.lines:
        return [*([path] if path else []), *shown.lines]
    old, new = shown.old, shown.new
    if (old or new) and not path and not (old and new and len(old.short + new.short) < ON_ONE_LINE):
        return [f"{sign} {cell.short}" for sign, cell in (("-", old), ("+", new)) if cell]
    return [f"{path} {_arrow(shown)}".strip()]


def _arrow(shown: Pair) -> str:
    old, new = ("(nothing)" if cell is None else cell.short for cell in (shown.old, shown.new))
    return f"{old} → {new}"


def _html_rows(section: Section) -> Iterator[Sequence[str]]:
    heading = html.Markup(f"{html.toned(section.op, _TONES[section.op])} {html.code(section.key)}")
    if section.note:
        yield [html.Markup(f"{heading} {html.toned(section.note, 'quiet')}")]
        return
    pairs = section.pairs
    if pairs and not pairs[0].path:
        # The whole value stands beside its key.
        yield [html.narrow(heading), *_html_cells(pairs[0])]
        pairs = pairs[1:]
    else:
        yield [heading]
    for each in pairs:
        yield [html.narrow(html.Markup(f"{INDENT}{html.code(_cut(each.path))}")), *_html_cells(each)]
    for line in _more(section.more, "path"):
        yield [html.toned(f"{INDENT}… {line}", "quiet")]


def _html_cells(shown: Pair) -> list[html.Markup]:
    if shown.lines:
        return [html.block(html.Markup("\n".join(map(_html_line, shown.lines))))]
    return [_html_cell(shown.old, "bad"), _html_cell(shown.new, "good")]


def _html_line(line: str) -> html.Markup:
    tone = _LINE_TONES.get(line[0])
    return html.toned(line, tone) if tone else html.markup(line)


def _html_cell(cell: Cell | None, tone: html.Tone) -> html.Markup:
    if cell is None:
        return html.Markup()
    short = html.toned(cell.short, tone, fixed=True)
    return html.narrow(html.folded(short, cell.whole) if cell.whole else short)


def _cut(shown: str, widest: int = 200) -> str:
    return shown if len(shown) <= widest else f"{shown[:widest]}…"
