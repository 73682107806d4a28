"""What a runbook says of itself: the table at its head, read from where a person reads it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from nbformat import NotebookNode

from yamtam_nb.errors import InvalidFile

FIELDS = ("severity", "blast radius", "rollback", "duration")
"""Rows that the table must have."""

_ROW = re.compile(r"^\|\s*([^|]+?)\s*\|\s*(.+?)\s*\|\s*$", re.MULTILINE)
_MARKS = re.compile(r"[*`]")


class Header(NamedTuple):
    """The head of a runbook.

    Attributes:
        title: its heading.
        severity, blast_radius, rollback, duration: rows of the table below it: how bad the incident is, what
            the runbook can touch, how to undo it, how long it takes.
    """

    title: str
    severity: str
    blast_radius: str
    rollback: str
    duration: str

    @classmethod
    def read(cls, notebook: NotebookNode, path: Path) -> Header:
        """The header of a notebook.

        Raises:
            InvalidFile: its first cell has no heading, or the table lacks a row; the message names it.
        """
        first = notebook.cells[0].source if notebook.cells else ""
        title = re.search(r"^# (.+)$", first, re.MULTILINE)
        rows = {_MARKS.sub("", name).lower(): _MARKS.sub("", text) for name, text in _ROW.findall(first)}
        missing = [field for field in FIELDS if field not in rows]
        if title is None or missing:
            lacks = "a heading" if title is None else f"the row {missing[0]!r}"
            raise InvalidFile(f"{path} is no runbook: the table in its first cell lacks {lacks}.")
        return cls(title.group(1).strip(), *(rows[field] for field in FIELDS))
