"""The contents of a prefix as bars, drawn by matplotlib."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from yamtam_nb.frames.picture import need_matplotlib
from yamtam_nb.frames.usage_view import Shown, keys
from yamtam_nb.render import text as plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_GREY = "#808080"  # reads on white and on black
_BLUE = (0.23, 0.51, 0.96)

_LONGEST = 44
"""Characters of a prefix that are shown."""


def draw(shown: Sequence[Shown], title: str, ax: Axes | None = None) -> Axes:
    """Draw the bars; see :meth:`Usage.plot`."""
    need_matplotlib()
    if ax is None:
        from matplotlib import pyplot as plt

        figure, ax = plt.subplots(figsize=_size(shown), layout="constrained")
        figure.patch.set_alpha(0.0)
    ax.patch.set_alpha(0.0)
    places = range(len(shown))
    ax.barh(places, [bar.part.size for bar in shown], height=0.65, color=_BLUE, alpha=0.85)
    ax.set_yticks(places, [plain.clipped(bar.name, _LONGEST) for bar in shown], parse_math=False, fontsize=9)
    for place, bar in enumerate(shown):
        told = f" {plain.size(bar.part.size)} · {keys(bar.part.keys)}"
        ax.text(bar.part.size, place, told, va="center", color=_GREY, fontsize=8)
    ax.invert_yaxis()
    ax.margins(x=0.3)
    ax.set_xticks([])
    ax.tick_params(length=0, colors=_GREY)
    ax.spines[:].set_visible(False)
    ax.set_title(title, fontsize=9, color=_GREY, loc="left", parse_math=False)
    return ax


def picture(shown: Sequence[Shown], title: str) -> bytes:
    """The bars as a PNG, in twice the size that it is to be shown in."""
    need_matplotlib()
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure: Figure = Figure(figsize=_size(shown), layout="constrained")
    FigureCanvasAgg(figure)
    draw(shown, title, figure.add_subplot())
    data = io.BytesIO()
    figure.savefig(data, format="png", dpi=144, transparent=True, metadata={"Software": None})
    return data.getvalue()


def _size(shown: Sequence[Shown]) -> tuple[float, float]:
    return 8.0, 0.7 + 0.3 * max(len(shown), 1)
