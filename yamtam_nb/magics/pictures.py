"""Pictures beside a result."""

from __future__ import annotations

from typing import Protocol

from yamtam_nb.magics.context import Context


class Pictured(Protocol):
    """What can draw itself."""

    def picture(self) -> bytes:
        """A PNG in twice its size."""
        ...


def show_picture(of: Pictured, context: Context) -> None:
    """Show the picture of a result where there is a place for one; as text it is the result's one line."""
    if not context.shows_widgets:
        context.say("A terminal shows no pictures: .plot() draws on matplotlib axes, .picture() gives a PNG.")
        return
    from IPython.display import Image, display

    image = Image(data=of.picture(), retina=True)  # type: ignore[no-untyped-call]
    data, metadata = image._repr_png_()  # type: ignore[no-untyped-call]
    display(  # type: ignore[no-untyped-call]
        {"image/png": data, "text/plain": f"picture of {of!r}"}, metadata={"image/png": metadata}, raw=True
    )
