"""What a prefix consists of: keys, bytes, large values and how often they are written, per sub-prefix."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from yamtam_nb.errors import InvalidArgument
from yamtam_nb.frames import usage_view
from yamtam_nb.frames.columns import texts
from yamtam_nb.frames.progress import ReadProgress
from yamtam_nb.frames.restarting import restarting
from yamtam_nb.frames.tally import Part, Tally
from yamtam_nb.keys import to_bytes
from yamtam_nb.values import show_key, text

if TYPE_CHECKING:
    from IPython.lib.pretty import RepresentationPrinter
    from matplotlib.axes import Axes

    from yamtam_nb.client.client import Client
    from yamtam_nb.frames.reading import OnProgress

BIGGEST = 10
"""Large values that are remembered."""


def usage(
    client: Client,
    prefix: str | bytes,
    *,
    depth: int = 1,
    separator: str | bytes = "/",
    revision: int | None = None,
    history: bool = False,
    on_progress: OnProgress | None = None,
) -> Usage:
    """Count what stands under a prefix, all at one revision.

    Linearizable, and read in pages as :func:`yn.snapshot` is; the values are counted and not kept, so that it takes
    the memory of one page however large the prefix is.

    Args:
        client: a client, such as ``yn.shared()``.
        prefix: every key that starts with it; an empty one means every key there is.
        depth: how many levels below the prefix have rows of their own.
        separator: what a level ends with.
        revision: the state at that revision, None for the present one.
        history: count changes as well, those of deleted keys too, from a replay of the history that is still kept.
        on_progress: called with the keys read and the keys in all after each page; None for a progress
            bar in the cell when it takes more than a second.

    Raises:
        InvalidArgument: ``depth`` is less than 1, or ``separator`` is empty.
        Compacted: ``revision`` is compacted away, or the present one was, again and again during the read.
        FutureRevision: ``revision`` does not exist yet.
        PermissionDenied: the user may not read all of the prefix.
        Unavailable, DeadlineExceeded: no endpoint answered in time.

    Example:
        >>> yn.usage(client, "/yamtam/").df  # doctest: +SKIP
                      prefix  keys   size  largest              largest_key  versions
        0  /yamtam/payloads/    12  90214    30720  /yamtam/payloads/first         12
        1    /yamtam/config/     2     61       13   /yamtam/config/limits          5
    """
    start, ends = to_bytes(prefix), to_bytes(separator)
    if depth < 1:
        raise InvalidArgument(f"depth={depth}: ask for at least one level.")
    if not ends:
        raise InvalidArgument("separator is empty: name what levels end with, such as '/'.")
    progress = on_progress or ReadProgress()

    def read() -> Usage:
        tally, at, cluster_id = Tally(start, depth, ends, BIGGEST), 0, 0
        for page in client.pages(start, prefix=True, revision=revision or 0):
            tally.add(page)
            at, cluster_id = page.revision, page.cluster_id
            progress(tally.total.keys, page.count)
        since = _count_changes(client, start, at, tally) if history else None
        return Usage(start, at, cluster_id, tally, since)

    return restarting(read, pinned=bool(revision))


def _count_changes(client: Client, prefix: bytes, until: int, tally: Tally) -> int:
    """Count the changes up to a revision; the revision from which on they are known."""
    from yamtam_nb.frames.history.history import history

    read = history(client, prefix)
    for change in read:
        # What made the oldest state that is kept happened before it; the rest of that time is not known.
        if read.compact_revision < change.revision <= until:
            tally.add_change(change.key)
    return read.compact_revision


class Usage:
    """What a prefix consists of at one revision. It never changes.

    Attributes:
        revision: the revision that was counted.
        cluster_id: the cluster that was read.
        since: the revision after which changes were counted (1: all of them); None if they were not.
    """

    def __init__(
        self, prefix: bytes, revision: int, cluster_id: int, tally: Tally, since: int | None = None
    ) -> None:
        self._prefix = prefix
        self._total = tally.total
        self._biggest = tally.biggest()
        self._parts = sorted(tally.parts.items(), key=lambda item: (-item[1].size, item[0]))
        self.revision = revision
        self.cluster_id = cluster_id
        self.since = since

    @property
    def prefix(self) -> str | bytes:
        """The prefix, ``bytes`` if it is not UTF-8."""
        return text(self._prefix)

    @property
    def keys(self) -> int:
        """Number of keys."""
        return self._total.keys

    @property
    def size(self) -> int:
        """Bytes of all keys and values. etcd's database is larger: it keeps old revisions, too."""
        return self._total.size

    @property
    def parts(self) -> list[tuple[bytes, Part]]:
        """The sub-prefixes with what is in each, the largest first."""
        return list(self._parts)

    @property
    def df(self) -> pd.DataFrame:
        """A new frame, one row per sub-prefix, the largest first; every key counts for one row.

        Columns:
            ``prefix``: the sub-prefix. A row stands for the keys that are in no row of a longer prefix: that of the
                whole prefix for the keys directly in it.
            ``keys``: their number.
            ``size``: bytes of keys and values.
            ``largest``, ``largest_key``: bytes of the largest value, and whose it is.
            ``versions``: how often the keys that are there now were written, since each was created.
            ``changes``: with ``history=True``, changes since revision ``since``, deletions and gone keys included.
        """
        parts = [part for _, part in self._parts]
        frame: pd.DataFrame = pd.DataFrame(
            {
                "prefix": texts([text(name) for name, _ in self._parts]),
                "keys": pd.Series([part.keys for part in parts], dtype="int64"),
                "size": pd.Series([part.size for part in parts], dtype="int64"),
                "largest": pd.Series([part.largest for part in parts], dtype="int64"),
                "largest_key": texts([text(part.largest_key) for part in parts]),
                "versions": pd.Series([part.versions for part in parts], dtype="int64"),
            }
        )
        if self.since is not None:
            frame["changes"] = pd.Series([part.changes for part in parts], dtype="int64")
        frame.attrs.update(prefix=self.prefix, revision=self.revision, cluster=f"{self.cluster_id:x}")
        return frame

    @property
    def biggest(self) -> pd.DataFrame:
        """A new frame of the ten largest values: ``key``, ``size`` (bytes), ``mod_revision``, ``version``."""
        frame: pd.DataFrame = pd.DataFrame(
            {
                "key": texts([text(big.key) for big in self._biggest]),
                "size": pd.Series([big.size for big in self._biggest], dtype="int64"),
                "mod_revision": pd.Series([big.mod_revision for big in self._biggest], dtype="int64"),
                "version": pd.Series([big.version for big in self._biggest], dtype="int64"),
            }
        )
        return frame

    def plot(self, ax: Axes | None = None) -> Axes:
        """The largest sub-prefixes as bars, for the light and the dark theme.

        Args:
            ax: where to draw; None for a figure of its own.

        Raises:
            InvalidArgument: matplotlib is not installed.
        """
        from yamtam_nb.frames.usage_chart import draw

        return draw(usage_view.shown(self), self.title, ax)

    def picture(self) -> bytes:
        """The picture that :meth:`plot` draws, as a PNG with a transparent background.

        Raises:
            InvalidArgument: matplotlib is not installed.
        """
        from yamtam_nb.frames.usage_chart import picture

        return picture(usage_view.shown(self), self.title)

    @property
    def title(self) -> str:
        """What was counted, in one line."""
        return (
            f"{show_key(self._prefix) or 'all keys'} at revision {self.revision}: "
            f"{self.keys:,} key{'s' * (self.keys != 1)}, {self.size:,} bytes"
        )

    def __repr__(self) -> str:
        return f"<Usage {self.title}>"

    def _repr_pretty_(self, printer: RepresentationPrinter, cycle: bool) -> None:  # noqa: ARG002 - IPython's signature
        printer.text(usage_view.text(self))  # type: ignore[no-untyped-call]

    def _repr_html_(self) -> str:
        return usage_view.html(self)
