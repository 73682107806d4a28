"""HTML from hostile text. Everything is escaped here, and nowhere is it escaped twice.

The look is the notebook's own: no script, nothing loaded, and colours only behind a word that says the same, thin
enough for the light and the dark theme. ``mathjax_ignore`` keeps a value with dollar signs in it from being
typeset as a formula.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Literal

_LEFT = ' style="text-align: left; vertical-align: top"'

Tone = Literal["good", "bad", "warn", "quiet"]

_TONES: dict[Tone, str] = {
    "good": "background: rgba(46, 160, 67, 0.22)",
    "bad": "background: rgba(248, 81, 73, 0.22)",
    "warn": "background: rgba(210, 153, 34, 0.25)",
    "quiet": "opacity: 0.65",
}


class Markup(str):
    """Text that is HTML already."""

    __slots__ = ()


def markup(text: str) -> Markup:
    """The text as HTML: escaped, unless it is HTML already."""
    return text if isinstance(text, Markup) else Markup(escape(text))


def box(*parts: Markup) -> str:
    """A whole output."""
    return f'<div class="yamtam mathjax_ignore tex2jax_ignore">{"".join(parts)}</div>'


def table(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> Markup:
    """A table; cells are text or Markup. In a row of too few, the last one is as wide as the rest."""
    head = "".join(f"<th{_LEFT}>{markup(header)}</th>" for header in headers)
    body = "".join(f"<tr>{_cells(row, len(headers))}</tr>" for row in rows)
    return Markup(f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>")


def _cells(row: Sequence[str], columns: int) -> str:
    wide = f' colspan="{columns - len(row) + 1}"' if len(row) < columns else ""
    *first, last = (markup(cell) for cell in row)
    return "".join(f"<td{_LEFT}>{cell}</td>" for cell in first) + f"<td{wide}{_LEFT}>{last}</td>"


def facts(rows: Sequence[tuple[str, str]]) -> Markup:
    """Names and values below each other."""
    body = "".join(
        f"<tr><th{_LEFT}>{markup(name)}</th><td{_LEFT}>{markup(value)}</td></tr>" for name, value in rows
    )
    return Markup(f"<table><tbody>{body}</tbody></table>")


def code(text: str) -> Markup:
    """Short text in the fixed font."""
    return Markup(f"<code>{escape(text)}</code>")


def block(text: str) -> Markup:
    """Text with its line breaks, in the fixed font, on the colour of the row that it stands in."""
    return Markup(f'<pre style="white-space: pre-wrap; margin: 0; background: none">{markup(text)}</pre>')


def typed(text: str) -> Markup:
    """Lines that a person copies and types elsewhere: in the fixed font, and set off from what is said about them."""
    style = "white-space: pre-wrap; margin: 0.2em 0 0.9em; padding-left: 0.8em"
    style += "; border-left: 2px solid rgba(128, 128, 128, 0.5)"
    style += "; font-family: var(--jp-code-font-family, monospace)"
    return Markup(f'<pre style="{style}">{markup(text)}</pre>')


def narrow(part: Markup) -> Markup:
    """A part that is never wider than a column of a table should be: what is longer is broken anywhere."""
    return Markup(f'<div style="max-width: 27em; word-break: break-all">{part}</div>')


def folded(summary: str, whole: str) -> Markup:
    """A short form that opens into the whole text; one that is Markup stays as it is."""
    short = summary if isinstance(summary, Markup) else code(summary)
    return Markup(f"<details><summary>{short}</summary>{block(whole)}</details>")


def footer(text: str) -> Markup:
    """A small line below."""
    return Markup(f"<div><small>{escape(text)}</small></div>")


def line(text: str, *, bold: bool = False) -> Markup:
    """A line of text."""
    return Markup(f"<div>{f'<b>{escape(text)}</b>' if bold else escape(text)}</div>")


def toned(text: str, tone: Tone, *, fixed: bool = False) -> Markup:
    """Text on a thin colour that both themes bear: added or good, removed or bad, changed or a warning, or faded.

    Args:
        fixed: in the fixed font. A ``<code>`` in it would not do: JupyterLab gives it a ground of its own.
    """
    style = f"{_TONES[tone]}; border-radius: 3px; padding: 0 3px; white-space: pre-wrap"
    style += "; font-family: var(--jp-code-font-family, monospace)" if fixed else ""
    return Markup(f'<span style="{style}">{markup(text)}</span>')


def number(text: str) -> Markup:
    """A number in a table, or the title above numbers: to the right, with digits below digits."""
    return Markup(f'<div style="text-align: right; font-variant-numeric: tabular-nums">{markup(text)}</div>')


def bar(share: float) -> Markup:
    """A bar that is filled to ``share`` (0 to 1) of its length; whoever cannot see it needs the number beside it."""
    filled = f"width: {min(max(share, 0.0), 1.0):.1%}; height: 100%; background: rgba(56, 132, 222, 0.75)"
    shape = "width: 10em; height: 0.75em; margin-top: 0.25em; border-radius: 2px; overflow: hidden"
    style = f"{shape}; background: rgba(128, 128, 128, 0.2)"
    return Markup(f'<div style="{style}" aria-hidden="true"><div style="{filled}"></div></div>')
