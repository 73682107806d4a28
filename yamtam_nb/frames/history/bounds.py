"""The revisions that a history knows."""

from __future__ import annotations

from operator import index

from yamtam_nb.errors import Compacted, FutureRevision, InvalidArgument
from yamtam_nb.frames.history.replay import Replay


def within(read: Replay, revision: int) -> int:
    """The revision, if its state is known.

    Raises:
        InvalidArgument: it is no whole number.
        Compacted: it is before the oldest state that was kept.
        FutureRevision: it is after what was read.
    """
    try:
        asked = index(revision)
    except TypeError:
        raise InvalidArgument(f"{revision!r} is not a revision: they are whole numbers.") from None
    oldest = read.compact_revision
    if asked < oldest:
        error = Compacted(
            f"What was before revision {oldest} is compacted away: ask for that one or a later one, not for {asked}."
        )
        error.compact_revision = oldest
        raise error
    if asked > read.revision:
        raise FutureRevision(
            f"The history reaches to revision {read.revision}, not to {asked}: read it anew with refresh()."
        )
    return asked
