"""The picture of a history: keys from top to bottom, revisions from left to right, the more changes the stronger."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from yamtam_nb.frames.history.states import States
from yamtam_nb.frames.picture import need_matplotlib
from yamtam_nb.keys import to_bytes
from yamtam_nb.values import show_key

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST_KEYS = 30
"""Keys with a row of their own; the others share the last row."""

MOST_BINS = 120
"""Columns that the revisions are put into."""

LONGEST = 44
"""Characters of a key that are shown."""

_GREY = "#808080"  # reads on white and on black
_ALMOST_GREY = "#7f7f7f"
"""For the keys. Where all marks of the axes are on one side of the middle, matplotlib-inline asks the front end for a
background that suits them (``_fetch_figure_metadata``), and the picture would stand in a box of the other theme."""
_BLUE = (0.23, 0.51, 0.96)
_RED = "#e5484d"
_FAINTEST = 0.35


class Strip(NamedTuple):
    """What is drawn.

    Attributes:
        labels: the keys, one per row.
        counts: changes in each cell, rows by columns.
        deletes: whether there is a deletion among them.
        edges: the revisions at which the columns begin, and the end of the last.
    """

    labels: list[str]
    counts: NDArray[np.int64]
    deletes: NDArray[np.bool_]
    edges: NDArray[np.float64]


def strip(states: States, first: int, last: int) -> Strip:
    """Count the changes with revisions in ``(first, last]`` per key and column."""
    known = slice(states.upto(first), states.upto(last))
    name, revision = states.name[known], states.revision[known]
    row_of, labels = _rows(states, np.bincount(name, minlength=len(states.names)))
    width = -(-max(last - first, 1) // MOST_BINS)  # revisions per column
    columns = -(-max(last - first, 1) // width)
    cell = row_of[name] * columns + (revision - first - 1) // width
    shape = (len(labels), columns)
    size = shape[0] * shape[1]
    counts = np.bincount(cell, minlength=size)[:size].reshape(shape)
    gone = np.bincount(cell[states.version[known] == 0], minlength=size)[:size].reshape(shape) > 0
    edges = first + 0.5 + width * np.arange(columns + 1, dtype=np.float64)
    return Strip(labels, counts.astype(np.int64), gone, edges)


def draw(states: States, span: tuple[int, int], title: str, ax: Axes | None = None) -> Axes:
    """Draw the strip; see :meth:`History.plot`."""
    need_matplotlib()
    drawn = strip(states, *span)
    if ax is None:
        from matplotlib import pyplot as plt

        figure, ax = plt.subplots(figsize=_size(drawn), layout="constrained")
        figure.patch.set_alpha(0.0)
    _Drawing(drawn, span[0], ax).draw(title)
    return ax


def picture(states: States, span: tuple[int, int], title: str) -> bytes:
    """The strip as a PNG, in twice the size that it is to be shown in."""
    need_matplotlib()
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure: Figure = Figure(figsize=_size(strip(states, *span)), layout="constrained")
    FigureCanvasAgg(figure)
    draw(states, span, title, figure.add_subplot())
    data = io.BytesIO()
    figure.savefig(data, format="png", dpi=144, transparent=True, metadata={"Software": None})
    return data.getvalue()


class _Drawing:
    """One strip on its axes."""

    def __init__(self, drawn: Strip, bound: int, ax: Axes) -> None:
        self._strip = drawn
        self._bound = bound
        self._ax = ax

    def draw(self, title: str) -> None:
        ax = self._ax
        ax.patch.set_alpha(0.0)
        if self._strip.labels:
            self._cells()
            self._deletes()
        self._margin()
        self._axes()
        ax.set_title(_label(title, 100), fontsize=9, color=_GREY, loc="left", parse_math=False)

    def _cells(self) -> None:
        from matplotlib.colors import ListedColormap, LogNorm, Normalize

        counts, edges = self._strip.counts, self._strip.edges
        most = int(counts.max(initial=1))
        shades = ListedColormap([(*_BLUE, alpha) for alpha in np.linspace(_FAINTEST, 1.0, 256)])
        norm: Any = LogNorm(1, most) if most > 10 else Normalize(min(1, most - 1), most)
        rows = np.arange(len(counts) + 1) - 0.5
        masked = np.ma.masked_equal(counts, 0)
        mesh = self._ax.pcolormesh(edges, rows, masked, cmap=shades, norm=norm, linewidth=0, rasterized=True)
        if most > 1:
            self._legend(mesh, most)

    def _legend(self, mesh: Any, most: int) -> None:
        width = int(self._strip.edges[1] - self._strip.edges[0])
        bar = self._ax.figure.colorbar(mesh, ax=self._ax, pad=0.01, fraction=0.03, aspect=15)
        bar.set_label(f"changes in {width:,} revision{'s' * (width != 1)}", color=_GREY, fontsize=8)
        ticks = sorted({1, round(most**0.5), most}) if most > 10 else range(1, most + 1)
        bar.set_ticks(list(ticks), labels=[f"{tick:,}" for tick in ticks])
        bar.minorticks_off()
        bar.ax.tick_params(colors=_GREY, labelsize=7)
        bar.outline.set_visible(False)

    def _deletes(self) -> None:
        rows, columns = np.nonzero(self._strip.deletes)
        if not len(rows):
            return
        middle = (self._strip.edges[:-1] + self._strip.edges[1:]) / 2
        self._ax.scatter(middle[columns], rows, marker="x", s=22, linewidths=1.4, color=_RED, zorder=3)
        self._below("\N{MULTIPLICATION SIGN} deletion", 1.0, "right", _RED)

    def _margin(self) -> None:
        """What is left of the oldest state is not known."""
        edges, ax = self._strip.edges, self._ax
        ax.set_xlim(edges[0], edges[-1])
        if self._bound <= 1:
            return
        margin = (edges[-1] - edges[0]) * 0.03
        ax.set_xlim(edges[0] - margin, edges[-1])
        ax.axvspan(
            edges[0] - margin,
            edges[0],
            facecolor="none",
            edgecolor=_GREY,
            hatch="////",
            linewidth=0,
            alpha=0.6,
        )
        ax.axvline(edges[0], color=_GREY, linewidth=1.2)
        self._below(f"before {self._bound:,}: compacted away", 0.0, "left", _GREY)

    def _below(self, text: str, at: float, side: Literal["left", "right"], color: str) -> None:
        """A remark below the axis, at its left or its right end."""
        self._ax.annotate(
            text,
            (at, 0),
            xycoords="axes fraction",
            xytext=(0, -22),
            textcoords="offset points",
            fontsize=8,
            color=color,
            ha=side,
            va="top",
        )

    def _axes(self) -> None:
        from matplotlib.ticker import FuncFormatter, MaxNLocator

        ax, labels = self._ax, self._strip.labels
        ax.set_ylim(len(labels) - 0.5, -0.5)
        ax.set_yticks(range(len(labels)), labels=labels, parse_math=False)
        ax.tick_params(colors=_ALMOST_GREY, labelsize=8, length=0, axis="y")
        ax.tick_params(colors=_GREY, labelsize=8, axis="x")
        ax.xaxis.set_major_locator(MaxNLocator(8, integer=True))
        ax.xaxis.set_major_formatter(FuncFormatter(lambda at, _: f"{at:,.0f}"))
        ax.set_xlabel("revision", color=_GREY, fontsize=8)
        for spine in ax.spines.values():
            spine.set_visible(False)
        for row in range(1, len(labels)):
            ax.axhline(row - 0.5, color=_GREY, linewidth=0.3, alpha=0.4)


def _rows(states: States, counts: NDArray[np.int64]) -> tuple[NDArray[np.int64], list[str]]:
    """The row of each key, and the labels of the rows: the keys that changed most in their order, then the rest."""
    changed = int((counts > 0).sum())
    busiest = np.argsort(-counts, kind="stable")[: min(MOST_KEYS, changed)]
    names = {name: to_bytes(states.names.item(name)) for name in busiest.tolist()}
    chosen = sorted(names, key=names.__getitem__)
    row_of = np.full(len(counts), len(chosen), np.int64)
    row_of[chosen] = np.arange(len(chosen))
    labels = [_label(show_key(names[name])) for name in chosen]
    if changed > len(chosen):
        others = changed - len(chosen)
        labels.append(f"{others:,} other key{'s' * (others != 1)}")
    return row_of, labels


def _label(shown: str, longest: int = LONGEST) -> str:
    """A text as the font can draw it, with its middle left out when it is long: the ends tell keys apart."""
    if len(shown) > longest:
        shown = f"{shown[: longest // 2]}…{shown[-(longest // 2 - 1) :]}"
    return _drawable(shown)


def _drawable(text: str) -> str:
    """A box for each character that the font has not; matplotlib would warn of each of them."""
    from matplotlib.font_manager import FontProperties, findfont, get_font

    known = get_font(findfont(FontProperties()))
    return "".join(character if known.get_char_index(ord(character)) else "□" for character in text)


def _size(drawn: Strip) -> tuple[float, float]:
    """Inches."""
    return 9.5, 1.2 + 0.21 * max(1, len(drawn.labels))
