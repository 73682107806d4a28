"""Writing a snapshot into a file."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from yamtam_nb.frames.columns import Columns
from yamtam_nb.frames.files.content import digest
from yamtam_nb.frames.files.formats import Format, chosen
from yamtam_nb.frames.files.header import Header
from yamtam_nb.frames.files.target import refuse, whole_file
from yamtam_nb.values import show_key, text

if TYPE_CHECKING:
    from IPython.lib.pretty import RepresentationPrinter


@dataclass(frozen=True)
class ExportResult:
    """What was written where. It can be given to ``open`` and its like in place of the path.

    Attributes:
        path: the file.
        format: what it is in, such as ``JSON Lines``.
        prefix: what was exported.
        revision: the revision that it shows.
        keys: number of keys.
        size: bytes of the file.
        sha256: digest of keys, values and revisions, the same in every format.
    """

    path: Path
    format: str
    prefix: str | bytes
    revision: int
    keys: int
    size: int
    sha256: str

    def __fspath__(self) -> str:
        return os.fspath(self.path)

    def __repr__(self) -> str:
        return f"<ExportResult {self._sentence()}>"

    def _repr_pretty_(self, printer: RepresentationPrinter, cycle: bool) -> None:  # noqa: ARG002 - IPython's signature
        printer.text(self._sentence())  # type: ignore[no-untyped-call]

    def _sentence(self) -> str:
        prefix = self.prefix if isinstance(self.prefix, bytes) else self.prefix.encode()
        where = show_key(prefix) or "all keys"
        keys = f"{self.keys:,} key{'s' * (self.keys != 1)}"
        return (
            f"{where} at revision {self.revision}: {keys} -> {self.path} ({self.format}, {self.size:,} bytes)"
        )


def writable(path: str | os.PathLike[str], format: str | None, *, overwrite: bool) -> tuple[Path, Format]:  # noqa: A002
    """The file and its format, if it can be written as far as can be told now.

    Raises:
        InvalidArgument: it cannot; see ``Snapshot.export``.
    """
    where = Path(path).expanduser()
    into = chosen(where, format)
    refuse(where, overwrite=overwrite)
    return where, into


def export(
    columns: Columns,
    prefix: bytes,
    path: str | os.PathLike[str],
    *,
    format: str | None = None,  # noqa: A002 - what it is called everywhere
    overwrite: bool = False,
) -> ExportResult:
    """Write columns into a file, whole or not at all; see ``Snapshot.export``."""
    where, into = writable(path, format, overwrite=overwrite)
    header = Header(text(prefix), columns.revision, columns.cluster_id, len(columns), digest(columns))
    with whole_file(where, overwrite=overwrite) as file:
        into.module.write(file, header, columns)
        size = file.tell()
    return ExportResult(where, into.title, header.prefix, header.revision, header.keys, size, header.sha256)
