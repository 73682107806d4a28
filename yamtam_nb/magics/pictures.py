"""Pictures beside a result."""

from __future__ import annotations

from collections.abc import Callable

from yamtam_nb.magics.context import Context


def show_picture(draw: Callable[[], bytes], context: Context, words: str) -> None:
    """Show what ``draw`` returns, a PNG in twice its size, where there is a place for it.

    Args:
        draw: makes the picture.
        context: where to show it.
        words: what it is a picture of, for those who do not see it.
    """
    if not context.shows_widgets:
        context.say("A terminal shows no pictures: .plot() draws on matplotlib axes, .picture() gives a PNG.")
        return
    from IPython.display import Image, display

    image, size = Image(data=draw(), retina=True)._repr_png_()  # type: ignore[no-untyped-call]
    bundle = {"image/png": image, "text/plain": f"picture of {words}"}
    display(bundle, metadata={"image/png": size}, raw=True)  # type: ignore[no-untyped-call]
