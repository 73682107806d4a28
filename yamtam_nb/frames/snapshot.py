"""One revision of a prefix, as a frame."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

from yamtam_nb.frames.columns import Columns
from yamtam_nb.frames.frame import frame
from yamtam_nb.frames.head import Head
from yamtam_nb.frames.progress import ReadProgress
from yamtam_nb.frames.reading import OnProgress, read
from yamtam_nb.keys import to_bytes
from yamtam_nb.model import KeyValue
from yamtam_nb.values import show_key, text

if TYPE_CHECKING:
    import pandas as pd
    from IPython.lib.pretty import RepresentationPrinter

    from yamtam_nb.client.client import Client
    from yamtam_nb.frames.diff.diff import Diff
    from yamtam_nb.frames.diff.side import State
    from yamtam_nb.frames.files.export import ExportResult
    from yamtam_nb.frames.plan.plan import Plan


def snapshot(
    client: Client,
    prefix: str | bytes,
    revision: int | None = None,
    *,
    expand: bool = False,
    on_progress: OnProgress | None = None,
) -> Snapshot:
    """Read every key under a prefix, all at one revision.

    Linearizable: the snapshot is at least as new as every write that was answered before the call. The
    read is done in pages that are pinned to the revision of the first, so that it is one state of the
    store whatever is written meanwhile. If the history is compacted in the middle, it starts again.

    Args:
        client: a client, such as ``yn.shared()``.
        prefix: every key that starts with it; an empty one means every key there is.
        revision: the state at that revision, None for the present one.
        expand: let ``.df`` spread values that are JSON objects over columns ``value.<field>``.
        on_progress: called with the keys read and the keys in all after each page; None for a progress
            bar in the cell when the read takes more than a second.

    Returns:
        The snapshot; ``.df`` is its frame.

    Raises:
        Compacted: ``revision`` is compacted away, or the present one was, again and again during the read.
        FutureRevision: ``revision`` does not exist yet.
        PermissionDenied: the user may not read all of the prefix.
        Unavailable, DeadlineExceeded: no endpoint answered in time.

    Example:
        >>> yn.snapshot(client, "/yamtam/config/").df[["key", "value"]]  # doctest: +SKIP
                                     key  value
        0  /yamtam/config/model-tier     power
    """
    start, progress = to_bytes(prefix), on_progress or ReadProgress()
    return Snapshot(client, start, read(client, start, revision, progress), expand=expand)


class Snapshot:
    """Every key under a prefix at one revision. It never changes; :meth:`refresh` reads a new one.

    It can be iterated over and indexed by key, both in :class:`KeyValue`; :attr:`df` is the same as a frame.

    Args:
        client: what :meth:`refresh` and :meth:`at` read with.
        prefix: what the keys begin with.
        columns: the keys.
        expand: whether ``df`` spreads JSON objects over columns.
        single: it is no prefix, but exactly one key.

    Attributes:
        expand: whether ``df`` spreads JSON objects over columns.
    """

    def __init__(
        self, client: Client, prefix: bytes, columns: Columns, *, expand: bool = False, single: bool = False
    ) -> None:
        self._client = client
        self._prefix = prefix
        self._single = single
        self._columns = columns
        self._rows: dict[str | bytes, int] = {}
        self._df: pd.DataFrame | None = None
        self.expand = expand

    @property
    def prefix(self) -> str | bytes:
        """The prefix, ``bytes`` if it is not UTF-8."""
        return text(self._prefix)

    @property
    def revision(self) -> int:
        """The revision that all of it shows."""
        return self._columns.revision

    @property
    def cluster_id(self) -> int:
        """ID of the cluster that was read."""
        return self._columns.cluster_id

    @property
    def label(self) -> str:
        """What it is, in a few words: ``/yamtam/config/ at revision 7``."""
        return f"{show_key(self._prefix) or 'all keys'} at revision {self.revision}"

    @property
    def count(self) -> int:
        """Number of keys."""
        return len(self._columns)

    @property
    def df(self) -> pd.DataFrame:
        """The frame, made on first use and then the same object; see :meth:`frame` for the columns."""
        if self._df is None:
            self._df = self.frame(expand=self.expand)
        return self._df

    def frame(self, *, expand: bool = False) -> pd.DataFrame:
        """A new frame, one row per key, ordered by key, with a plain 0, 1, 2, ... index.

        Columns:
            ``key``, ``value``: dtype object; ``str`` where it is UTF-8, else ``bytes``.
            ``create_revision``, ``mod_revision``, ``version``, ``lease``: int64; ``lease`` is 0 for none.

        ``df.attrs`` holds ``prefix``, ``revision`` and ``cluster`` (the cluster ID in hex).

        Args:
            expand: spread values that are JSON objects over columns ``value.<field>``, nested ones as
                ``value.<field>.<field>``; ``value`` is None there, and keeps what is no object. A field of
                whole numbers or booleans that some rows lack is ``Int64`` or ``boolean`` with ``<NA>``.

        Raises:
            InvalidArgument: ``expand`` would make more than 2,000 columns.
        """
        return frame(self._columns, self.prefix, self.revision, expand=expand)

    def refresh(self) -> Snapshot:
        """A new snapshot of the same prefix, at the present revision."""
        return self._again(None)

    def at(self, revision: int) -> Snapshot:
        """A new snapshot of the same prefix, at another revision.

        Raises:
            Compacted, FutureRevision: that revision is gone, or does not exist yet.
        """
        return self._again(revision)

    def _again(self, revision: int | None) -> Snapshot:
        client, prefix, single = self._client, self._prefix, self._single
        columns = read(client, prefix, revision, ReadProgress(), single=single)
        return Snapshot(client, prefix, columns, expand=self.expand, single=single)

    def diff(self, other: State | os.PathLike[str]) -> Diff:
        """What is different in another state (this is before, that after), down to the path inside JSON and YAML.

        Args:
            other: a snapshot, also of another prefix or cluster; a document or export, or the Path of its file.

        Raises:
            InvalidFile: the file is not what its name says.
        """
        from yamtam_nb.frames.diff.diff import diff

        return diff(self, other)

    def export(
        self,
        path: str | os.PathLike[str],
        *,
        format: str | None = None,  # noqa: A002 - what it is called everywhere
        overwrite: bool = False,
    ) -> ExportResult:
        """Write the snapshot into a file, without loss; :func:`yn.read_export` reads it back.

        JSON Lines, YAML and CSV are text to be read and reviewed: values that are UTF-8 stand in it as they are, any
        other as base64 with a mark. The file tells prefix, revision, cluster, the number of keys and a digest. It
        appears whole or not at all.

        Args:
            path: the file; ``.jsonl``, ``.ndjson``, ``.yaml``, ``.yml``, ``.csv`` or ``.parquet`` tells its format.
            format: ``jsonl``, ``yaml``, ``csv`` or ``parquet``, for a name that does not tell.
            overwrite: take the place of a file that is there.

        Raises:
            InvalidArgument: it cannot be written there, or not in that format; nothing was written.

        Example:
            >>> yn.snapshot(client, "/yamtam/config/").export("config.yaml")  # doctest: +SKIP
        """
        from yamtam_nb.frames.files.export import export

        return export(self._columns, self._prefix, path, format=format, overwrite=overwrite)

    def plan(self, edited: pd.DataFrame, *, delete_missing: bool = False) -> Plan:
        """The plan that makes the prefix what an edited copy of :attr:`df` says. Nothing is written by that.

        Only ``key``, ``value`` and ``lease`` can be edited; a row that is new creates its key. Values are ``str`` or
        ``bytes`` as they are, dicts and lists as compact JSON, numbers and booleans as JSON. A key keeps the lease that
        it is on unless ``lease`` was edited. The guards are the revisions of this snapshot: what has been changed since
        is a conflict when the plan is applied, not overwritten.

        Args:
            edited: the frame, in any order of rows.
            delete_missing: delete the keys that have no row any more; without it a row that is missing is an error.

        Raises:
            InvalidArgument: the frame cannot be meant as it is: keys missing, twice, or outside the prefix, a value
                that cannot be stored, a revision edited, a frame of another cluster.

        Example:
            >>> edited = snapshot.df.copy()  # doctest: +SKIP
            >>> edited.loc[edited.key == "/yamtam/config/model-tier", "value"] = "eco"  # doctest: +SKIP
            >>> snapshot.plan(edited).apply()  # doctest: +SKIP
        """
        from yamtam_nb.frames.plan.edited import plan_edited

        return plan_edited(self, edited, delete_missing=delete_missing)

    @property
    def client(self) -> Client:
        """The client that it was read with."""
        return self._client

    @property
    def columns(self) -> Columns:
        """Its keys column by column."""
        return self._columns

    def covers(self, key: bytes) -> bool:
        """Whether the key, there or not, is one that was read."""
        return key == self._prefix if self._single else key.startswith(self._prefix)

    def row(self, key: str | bytes) -> int | None:
        """The row that a key has in :attr:`df` as it comes, None when there is no such key."""
        return self._index().get(text(to_bytes(key)))

    def __len__(self) -> int:
        return self.count

    def __iter__(self) -> Iterator[KeyValue]:
        return iter(self._columns)

    def __contains__(self, key: object) -> bool:
        return isinstance(key, (str, bytes)) and self.row(key) is not None

    def __getitem__(self, key: str | bytes) -> KeyValue:
        """The key as it was at the snapshot's revision.

        Raises:
            KeyError: it did not exist.
        """
        found = self.find(key)
        if found is None:
            raise KeyError(key)
        return found

    def find(self, key: str | bytes) -> KeyValue | None:
        """The key as it was at the snapshot's revision, None when it did not exist."""
        row = self.row(key)
        return None if row is None else self._columns[row]

    def _index(self) -> dict[str | bytes, int]:
        if not self._rows:
            self._rows = {key: row for row, key in enumerate(self._columns.key)}
        return self._rows

    def __repr__(self) -> str:
        return f"<Snapshot {self._title()}>"

    def _repr_pretty_(self, printer: RepresentationPrinter, cycle: bool) -> None:  # noqa: ARG002 - IPython's signature
        printer.text(Head(self._title(), self._columns).text())  # type: ignore[no-untyped-call]

    def _repr_html_(self) -> str:
        return Head(self._title(), self._columns).html()

    def _title(self) -> str:
        return f"{self.label}: {self.count:,} key{'s' * (self.count != 1)}"
