"""A prefix as a file holds it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from yamtam_nb.frames.columns import Columns
from yamtam_nb.frames.files.content import entries
from yamtam_nb.frames.frame import frame
from yamtam_nb.frames.head import Head
from yamtam_nb.keys import to_bytes
from yamtam_nb.model import KeyValue
from yamtam_nb.values import show_key, text

if TYPE_CHECKING:
    import pandas as pd
    from IPython.lib.pretty import RepresentationPrinter

    from yamtam_nb.client.client import Client
    from yamtam_nb.frames.diff.document import Document
    from yamtam_nb.frames.plan.plan import Plan


class Exported:
    """What a file holds, read and checked: made by :func:`yn.read_export`. It never changes.

    It can be iterated over, in :class:`KeyValue`, ordered by key. :attr:`df` is the same as a frame; :meth:`plan` is
    the way back into etcd.

    Attributes:
        path: the file.
        edited: whether the content is not what was exported any more. That is welcome, and told.
        document: the plain JSON or YAML document that it was read from; None for an export.
    """

    def __init__(
        self,
        path: Path,
        prefix: bytes,
        columns: Columns,
        *,
        edited: bool = False,
        document: Document | None = None,
    ) -> None:
        self._prefix = prefix
        self._columns = columns
        self._df: pd.DataFrame | None = None
        self.path = path
        self.edited = edited
        self.document = document

    @property
    def prefix(self) -> str | bytes:
        """What was exported, ``bytes`` if it is not UTF-8; ``""`` for a plain document, which does not tell."""
        return text(self._prefix)

    @property
    def revision(self) -> int | None:
        """The revision that it shows; None for a plain document."""
        return None if self.document is not None else self._columns.revision

    @property
    def cluster_id(self) -> int:
        """The cluster that it was exported from; 0 for a plain document."""
        return self._columns.cluster_id

    @property
    def count(self) -> int:
        """Number of keys."""
        return len(self._columns)

    @property
    def label(self) -> str:
        """What it is, in a few words: the file, and what it shows."""
        if self.document is not None:
            return self.path.name
        return f"{self.path.name} ({show_key(self._prefix) or 'all keys'} at revision {self.revision})"

    @property
    def df(self) -> pd.DataFrame:
        """The frame, made on first use and then the same object; columns and attrs are those of a snapshot's.

        What a plain document does not know is 0.
        """
        if self._df is None:
            self._df = frame(self._columns, self.prefix, self.revision)
        return self._df

    def plan(self, client: Client, prefix: str | bytes | None = None, *, prune: bool = False) -> Plan:
        """What importing it would change; nothing is written before the plan is applied.

        Keys that have the value already are left alone, and so are the leases of keys that are there. A key that is
        created is bound to its old lease only in the cluster that the file came from, and while that lease exists;
        the plan's notes tell what was left out.

        Args:
            client: where to.
            prefix: the prefix that the keys are to stand under; it takes the place of the file's own. None for the
                same as in the file. A key of a plain document that does not begin with it is a name under it.
            prune: delete the keys under the prefix that the file lacks.

        Raises:
            InvalidArgument: the prefix has no slash at its end and the file's own has, so that names would run
                together; or there is none, and the file is a plain document, which does not tell it.
            InvalidFile: a plain document has a key with the prefix and without.

        Example:
            >>> yn.read_export("config.yaml").plan(client, "/staging/config/").apply()  # doctest: +SKIP
        """
        from yamtam_nb.frames.files.importing import import_plan

        return import_plan(self, client, prefix, prune=prune)

    def __len__(self) -> int:
        return self.count

    def __iter__(self) -> Iterator[KeyValue]:
        for key, value, *numbers in entries(self._columns):
            yield KeyValue(to_bytes(key), to_bytes(value), *numbers)

    def __repr__(self) -> str:
        return f"<Exported {self._title()}>"

    def _repr_pretty_(self, printer: RepresentationPrinter, cycle: bool) -> None:  # noqa: ARG002 - IPython's signature
        printer.text(Head(self._title(), self._columns).text())  # type: ignore[no-untyped-call]

    def _repr_html_(self) -> str:
        return Head(self._title(), self._columns).html()

    def _title(self) -> str:
        edited = ", edited since it was exported" if self.edited else ""
        return f"{self.label}: {self.count:,} key{'s' * (self.count != 1)}{edited}"
