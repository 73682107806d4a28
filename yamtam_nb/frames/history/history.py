"""Everything that happened to a prefix: ``yn.history``."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from yamtam_nb.errors import InvalidArgument
from yamtam_nb.frames.columns import texts
from yamtam_nb.frames.history import blame
from yamtam_nb.frames.history.bounds import within
from yamtam_nb.frames.history.changes import Change
from yamtam_nb.frames.history.following import OnProgress
from yamtam_nb.frames.history.replay import Replay, replay
from yamtam_nb.frames.history.states import States
from yamtam_nb.frames.history.times import times
from yamtam_nb.frames.history.view import View, count, title
from yamtam_nb.frames.progress import ReadProgress
from yamtam_nb.frames.snapshot import Snapshot
from yamtam_nb.keys import to_bytes
from yamtam_nb.model import KeyValue
from yamtam_nb.values import show_key, text

if TYPE_CHECKING:
    from IPython.lib.pretty import RepresentationPrinter
    from matplotlib.axes import Axes

    from yamtam_nb.client.client import Client

NEAR = 2_000
"""Names that a name which is not there is compared with."""


def history(
    client: Client,
    key: str | bytes,
    *,
    prefix: bool = True,
    on_progress: OnProgress | None = None,
) -> History:
    """Read everything that happened to a prefix, from the oldest revision that etcd still keeps to the present.

    Linearizable: it holds every change that was answered before the call. Deletions and former lives of a key are
    part of it. It is the state at the oldest revision, read in pages, and one watch from there; nothing is written.
    If a compaction overtakes that, it starts again.

    Args:
        client: a client, such as ``yn.shared()``.
        key: what the keys begin with; an empty one means every key there is.
        prefix: False for exactly that key.
        on_progress: called with the revisions gone through and the revisions in all; None for a progress bar in
            the cell when the read takes more than a second.

    Returns:
        The history; ``.df`` is its frame.

    Raises:
        Compacted: compactions overtook the read, again and again.
        PermissionDenied: the user may not read all of the prefix.
        Unavailable, DeadlineExceeded: no endpoint answered in time.

    Example:
        >>> yn.history(client, "/yamtam/config/").df[["revision", "key", "op", "old", "new"]]  # doctest: +SKIP
           revision                        key      op    old    new
        0         2  /yamtam/config/model-tier  create   None  power
        1         3  /yamtam/config/model-tier  update  power    eco
    """
    start = to_bytes(key)
    progress = on_progress or ReadProgress("revisions")
    return History(client, start, replay(client, start, prefix=prefix, on_progress=progress), prefix=prefix)


class History:
    """What happened to a prefix. It never changes and asks nobody; :meth:`refresh` reads a new one.

    Its changes can be iterated over and indexed, as :class:`Change`; :attr:`df` is the same as a frame. The puts that
    made the oldest state belong to it, with the revisions at which they happened; what was before them is not known.
    """

    def __init__(self, client: Client, key: bytes, read: Replay, *, prefix: bool = True) -> None:
        self._client = client
        self._key = key
        self._prefix = prefix
        self._read = read
        self._states = States(read)
        self._df: pd.DataFrame | None = None

    @property
    def prefix(self) -> str | bytes:
        """The prefix (or the key), ``bytes`` if it is not UTF-8."""
        return text(self._key)

    @property
    def revision(self) -> int:
        """The store's revision that it reaches to."""
        return self._read.revision

    @property
    def compact_revision(self) -> int:
        """The oldest revision that :meth:`at` knows, 1 if nothing was compacted."""
        return self._read.compact_revision

    @property
    def df(self) -> pd.DataFrame:
        """The frame, made on first use and then the same object; see :meth:`frame` for the columns."""
        if self._df is None:
            self._df = self.frame()
        return self._df

    def frame(self) -> pd.DataFrame:
        """A new frame, one row per change, ordered by revision, with a plain 0, 1, 2, ... index.

        Columns:
            ``revision``: int64. Changes of one transaction share it.
            ``key``: dtype object; ``str`` where it is UTF-8, else ``bytes``.
            ``op``: ``create``, ``update`` or ``delete``.
            ``old``, ``new``: the value before and after, as ``key``; None for none. ``old`` is None as well for the
            puts that made the state at ``compact_revision``: what they replaced is compacted away.
            ``version``, ``lease``: int64, after the change; 0 for a deletion. ``lease`` is 0 for none.
            ``life``: int64; 1 for the first life of the key that is known, 2 after it was deleted and created anew.
            ``time``: datetime64[ns, UTC]; when a running :class:`yamtam_nb.Mirror` of this process saw it happen,
            ``NaT`` where none did. etcd itself keeps no times.

        ``df.attrs`` holds ``prefix``, ``revision``, ``compact_revision`` and ``cluster`` (the cluster ID in hex).
        """
        states = self._states
        frame: pd.DataFrame = pd.DataFrame(
            {
                "revision": states.revision.copy(),
                "key": texts(states.names[states.name]),
                "op": texts(states.op()),
                "old": texts(states.old()),
                "new": texts(states.new),
                "version": states.version.copy(),
                "lease": states.lease.copy(),
                "life": states.life.copy(),
                "time": times(self._read.cluster_id, states.revision),
            },
            copy=False,
        )
        frame.attrs.update(
            prefix=self.prefix,
            revision=self.revision,
            compact_revision=self.compact_revision,
            cluster=f"{self._read.cluster_id:x}",
        )
        return frame

    def at(self, revision: int) -> Snapshot:
        """Everything as it was at a revision, without asking etcd.

        Raises:
            Compacted: the revision is below ``compact_revision``.
            FutureRevision: it is above ``revision``.
        """
        columns = self._states.at(self._within(revision))
        return Snapshot(self._client, self._key, columns, single=not self._prefix)

    def between(self, a: int, b: int) -> pd.DataFrame:
        """The rows of :attr:`df` that lead from ``at(a)`` to ``at(b)``: those with ``a < revision <= b``.

        Raises:
            InvalidArgument: ``a`` is after ``b``.
            Compacted, FutureRevision: one of them is not within the history.
        """
        first, last = self._within(a), self._within(b)
        if first > last:
            raise InvalidArgument(f"{first} is after {last}: swap the two revisions.")
        rows: pd.DataFrame = self.df.iloc[self._states.upto(first) : self._states.upto(last)]
        return rows

    def blame(self, key: str | bytes) -> pd.DataFrame:
        """Where each part of a key's present value comes from.

        A JSON or YAML object or array has one row for each value in it, any other value one row with the path
        ``""``, and so has a key that is gone: its deletion.

        Columns:
            ``path``: as ``limits.rps`` or ``servers[2].host``.
            ``revision``, ``op``, ``old``, ``new``, ``time``: the change that this part stems from.
            ``exact``: False where the part is as old as the oldest state that is kept; it may be older.

        Raises:
            InvalidArgument: nothing is known of the key.
        """
        name, changes = to_bytes(key), self._read.changes
        if changes.last(name) < 0:
            raise InvalidArgument(self._unknown(name))
        return blame.frame(changes, blame.origins(changes, name), self._times)

    def deleted(self) -> dict[bytes, KeyValue]:
        """The keys that are not there at the end, in order, as they were last."""
        changes = self._read.changes
        gone: dict[bytes, KeyValue] = {}
        for name in sorted(to_bytes(name) for name in changes.names):
            row = changes.last(name)
            if not changes.version[row]:
                gone[name] = changes.key_value(changes.before[row])
        return gone

    def plot(self, ax: Axes | None = None) -> Axes:
        """A picture: one row for each of the keys that changed most, revisions from left to right.

        The stronger the colour, the more changes; a cross is a deletion. Needs matplotlib
        (``pip install "yamtam-nb[lab]"``).

        Args:
            ax: where to draw; None for a figure of its own.

        Raises:
            InvalidArgument: matplotlib is not installed.
        """
        from yamtam_nb.frames.history.strip import draw

        return draw(self._states, self._span, self._caption, ax)

    def picture(self) -> bytes:
        """The picture that :meth:`plot` draws, as a PNG with a transparent background.

        Raises:
            InvalidArgument: matplotlib is not installed.
        """
        from yamtam_nb.frames.history.strip import picture

        return picture(self._states, self._span, self._caption)

    def refresh(self) -> History:
        """The history of the same prefix up to the present, read anew."""
        return history(self._client, self._key, prefix=self._prefix)

    def _within(self, revision: int) -> int:
        return within(self._read, revision)

    def _unknown(self, key: bytes) -> str:
        names = {show_key(to_bytes(name)): name for name in islice(self._read.changes.names, NEAR)}
        near = get_close_matches(show_key(key), names, 1)
        meant = f" Did you mean {near[0]}?" if near else " Look at .df.key.unique() for those that it has."
        return f"{show_key(key)} does not occur in this history.{meant}"

    def _times(self, rows: list[int]) -> pd.DatetimeIndex:
        return times(self._read.cluster_id, self._states.revision[np.array(rows, np.int64)])

    def __len__(self) -> int:
        return len(self._read.changes)

    def __iter__(self) -> Iterator[Change]:
        changes = self._read.changes
        return (changes[row] for row in range(len(changes)))

    def __getitem__(self, row: int) -> Change:
        """One change, by its place in the history."""
        changes = self._read.changes
        return changes[range(len(changes))[row]]

    def __repr__(self) -> str:
        return f"<History {self._title()}>"

    def _repr_pretty_(self, printer: RepresentationPrinter, cycle: bool) -> None:  # noqa: ARG002 - IPython's signature
        printer.text(self._view().text())  # type: ignore[no-untyped-call]

    def _repr_html_(self) -> str:
        return self._view().html()

    def _view(self) -> View:
        return View(self._title(), self._read.changes, self._times)

    @property
    def _span(self) -> tuple[int, int]:
        return self.compact_revision, self.revision

    @property
    def _caption(self) -> str:
        return count(show_key(self._key) or "all keys", self._read, prefix=self._prefix)

    def _title(self) -> str:
        where = show_key(self._key) or "all keys"
        return title(where, self._read, prefix=self._prefix)
