"""A prefix, or one key, read into columns at one revision."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from yamtam_nb.frames.columns import Columns
from yamtam_nb.frames.restarting import restarting

if TYPE_CHECKING:
    from yamtam_nb.client.client import Client

OnProgress = Callable[[int, int], None]


def read(
    client: Client, prefix: bytes, revision: int | None, on_progress: OnProgress, *, single: bool = False
) -> Columns:
    """Read in pages; see :func:`yn.snapshot`.

    Args:
        single: ``prefix`` is no prefix, but exactly one key.
    """

    def once() -> Columns:
        pages = client.pages(prefix, prefix=not single, revision=revision or 0, text=True)
        return Columns.gather(pages, on_progress)

    return restarting(once, pinned=bool(revision))
