"""The columns of a frame, filled page by page as they arrive."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from yamtam_nb.model import KeyValue, TextPage

Numbers = NDArray[np.int64]


class Columns:
    """Every key of a range at one revision, column by column, ordered by key.

    Keys and values are ``str`` where they are UTF-8 and ``bytes`` where they are not. They are kept once,
    in this form: nothing is lost, because a ``str`` goes back to the very bytes that it came from.

    Attributes:
        revision: the revision that the columns show.
        cluster_id: the cluster they were read from.
        key, value: lists of ``str`` and ``bytes``.
        create_revision, mod_revision, version, lease: arrays of int64.
    """

    def __init__(self, revision: int, cluster_id: int, count: int) -> None:
        self.revision = revision
        self.cluster_id = cluster_id
        self.key: list[str | bytes] = []
        self.value: list[str | bytes] = []
        self.create_revision: Numbers = np.empty(count, np.int64)
        self.mod_revision: Numbers = np.empty(count, np.int64)
        self.version: Numbers = np.empty(count, np.int64)
        self.lease: Numbers = np.empty(count, np.int64)

    @classmethod
    def gather(
        cls, pages: Iterable[TextPage], on_progress: Callable[[int, int], None] | None = None
    ) -> Columns:
        """Put the pages of one read together.

        Args:
            pages: at least one.
            on_progress: called after each page with the keys read so far and the keys in all.
        """
        columns: Columns | None = None
        for page in pages:
            if columns is None:
                columns = cls(page.revision, page.cluster_id, page.count)
            columns._append(page)
            if on_progress is not None:
                on_progress(len(columns), page.count)
        if columns is None:
            raise ValueError("a read has at least one page")
        return columns

    @classmethod
    def of(
        cls,
        revision: int,
        cluster_id: int,
        key: list[str | bytes],
        value: list[str | bytes],
        **numbers: Numbers,
    ) -> Columns:
        """Columns that are there already.

        Args:
            revision, cluster_id, key, value: as the attributes, ordered by key.
            numbers: the columns of whole numbers by their names.
        """
        columns = cls(revision, cluster_id, 0)
        columns.key, columns.value = key, value
        for name in columns.numbers():
            setattr(columns, name, numbers[name])
        return columns

    def _append(self, page: TextPage) -> None:
        rows = slice(len(self), len(self) + len(page.keys))
        self.key += page.keys
        self.value += page.values
        self.create_revision[rows] = page.create_revisions
        self.mod_revision[rows] = page.mod_revisions
        self.version[rows] = page.versions
        self.lease[rows] = page.leases

    def __len__(self) -> int:
        return len(self.key)

    def __getitem__(self, index: int) -> KeyValue:
        """One row as etcd holds it."""
        return KeyValue(
            _bytes(self.key[index]),
            _bytes(self.value[index]),
            int(self.create_revision[index]),
            int(self.mod_revision[index]),
            int(self.version[index]),
            int(self.lease[index]),
        )

    def __iter__(self) -> Iterator[KeyValue]:
        return (self[index] for index in range(len(self)))

    def numbers(self, rows: slice = slice(None)) -> dict[str, Numbers]:
        """The columns of whole numbers by name, in the order that frames show them."""
        return {
            "create_revision": self.create_revision[rows],
            "mod_revision": self.mod_revision[rows],
            "version": self.version[rows],
            "lease": self.lease[rows],
        }


def texts(cells: Sequence[Any] | NDArray[np.object_]) -> pd.Series[Any]:
    """A column of dtype object, whatever is in it.

    Left alone, pandas would look at every cell for a dtype, and take another one for a prefix that is all
    UTF-8 than for one with a single cell of bytes.
    """
    column = np.empty(len(cells), object)
    column[:] = cells
    series: pd.Series[Any] = pd.Series(column, dtype=object, copy=False)
    return series


def _bytes(value: str | bytes) -> bytes:
    return value if isinstance(value, bytes) else value.encode()
