"""A picture in the output of a cell, drawn by matplotlib, for the light and the dark theme."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from yamtam_nb.errors import InvalidArgument

if TYPE_CHECKING:
    from matplotlib.figure import Figure

INK = "#858585"
"""A grey that can be read on white and on black; the ground is transparent."""

_DENSITY = 144


class Picture:
    """A figure that shows itself, whatever matplotlib's backend is, and in no window.

    Attributes:
        figure: the ``matplotlib.figure.Figure``, to be changed or saved.
        title: what it shows, in one line.
    """

    def __init__(self, figure: Figure, title: str) -> None:
        self.figure = figure
        self.title = title

    def png(self) -> bytes:
        """The picture as a PNG file with a transparent ground."""
        file = io.BytesIO()
        self.figure.savefig(file, format="png", dpi=_DENSITY, transparent=True, bbox_inches="tight")
        return file.getvalue()

    def __repr__(self) -> str:
        return f"<Picture {self.title}>"

    def _repr_png_(self) -> tuple[bytes, dict[str, Any]]:
        data = self.png()
        # Drawn at twice the density of a plain screen, and shown at its own size.
        width, height = (int.from_bytes(data[place : place + 4], "big") // 2 for place in (16, 20))
        return data, {"width": width, "height": height}


def figure(width: float, height: float) -> Figure:
    """An empty figure, in inches; pyplot does not know it, so it is shown once and closed by nobody.

    Raises:
        InvalidArgument: matplotlib is not installed.
    """
    need_matplotlib()
    from matplotlib.figure import Figure

    return Figure(figsize=(width, height), facecolor="none", layout="constrained")


def need_matplotlib() -> None:
    """Say what is missing before anything is drawn.

    Raises:
        InvalidArgument: matplotlib is not installed.
    """
    try:
        import matplotlib  # noqa: F401 - whether it is there
    except ImportError as error:
        raise InvalidArgument('A picture needs matplotlib: pip install "yamtam-nb[lab]".') from error
