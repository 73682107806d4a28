"""Pictures beside a result."""

from __future__ import annotations

from collections.abc import Callable

from yamtam_nb.magics.context import Context


def show_picture(draw: Callable[[], bytes], context: Context) -> None:
    """Show what ``draw`` returns, a PNG in twice its size, where there is a place for it."""
    if not context.shows_widgets:
        context.say("A terminal shows no pictures: .plot() draws on matplotlib axes, .picture() gives a PNG.")
        return
    from IPython.display import Image, display

    display(Image(data=draw(), retina=True))  # type: ignore[no-untyped-call]
