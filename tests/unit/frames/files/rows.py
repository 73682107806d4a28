"""Columns made by hand, and files made of them."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from yamtam_nb.frames.columns import Columns
from yamtam_nb.frames.files.content import in_order, row
from yamtam_nb.frames.files.export import ExportResult, export

CLUSTER = 0x68DA43474DD73CDB

Cells = tuple[bytes, bytes, int, int, int, int]


def columns(rows: Iterable[Cells], revision: int = 7, cluster_id: int = CLUSTER) -> Columns:
    names = ("key", "value", "create_revision", "mod_revision", "version", "lease")
    return in_order([row(dict(zip(names, cells, strict=True))) for cells in rows], revision, cluster_id)


def exported(path: Path, rows: Iterable[Cells], prefix: bytes = b"/p/") -> ExportResult:
    return export(columns(rows), prefix, path, overwrite=True)
