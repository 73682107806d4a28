"""What a mirror says of itself, and of what changed."""

from __future__ import annotations

from typing import Literal, NamedTuple

from yamtam_nb.model import Event, Gap

MirrorPhase = Literal["connecting", "live", "reconnecting", "re-syncing", "failed", "closed"]


class MirrorStatus(NamedTuple):
    """The state of a mirror at one moment.

    Attributes:
        state: ``connecting`` (the first snapshot is there, the watch not yet), ``live``, ``reconnecting`` (the watch is
            being made anew), ``re-syncing`` (the watch was overtaken by a compaction, the keys are read anew),
            ``failed`` (for good: what it shows will not change any more) or ``closed``.
        revision: what it shows is the state at this revision.
        events: changes applied since the first snapshot, synthetic ones included.
        reconnects: times that the watch was made anew.
        gaps: the last gaps, oldest first: revisions that nobody could deliver any more.
        gap_count: all gaps so far.
        endpoint: URL of the member that it is fed by, or was last.
        error: why it is not live, or "".
    """

    state: MirrorPhase
    revision: int
    events: int
    reconnects: int
    gaps: tuple[Gap, ...]
    gap_count: int
    endpoint: str
    error: str


class MirrorChange(NamedTuple):
    """One step of a mirror: everything between two of its revisions, whole transactions always.

    Attributes:
        events: the changes, each with ``prev_kv``; empty when only the revision moved on.
        revision: the mirror's revision after them.
        gap: set when the events were found by comparing two snapshots (they are synthetic then).
        at: wall time (``time.time()``) at which they arrived here.
    """

    events: list[Event]
    revision: int
    gap: Gap | None
    at: float
