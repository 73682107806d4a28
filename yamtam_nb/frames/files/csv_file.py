"""CSV: the header as a first row that begins with ``#``, the names of the columns, then one key a row.

A column ``base64`` tells which cells of its row are base64 (``key``, ``value``, or both): the mark is beside the
cell, so no value can be mistaken for one. Nothing else is done to a value; one that begins with ``=`` stays as it is,
so a spreadsheet should be told that the columns are text. pandas reads the file with ``skiprows=1``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import BinaryIO

from yamtam_nb.frames.columns import Columns
from yamtam_nb.frames.files.content import FIELDS, NUMBERS, Content, Row, entries, row
from yamtam_nb.frames.files.fault import Fault, utf8
from yamtam_nb.frames.files.header import FORMAT, Header, encoded
from yamtam_nb.keys import to_bytes

_NAME = f"# {FORMAT}"
BEGINNINGS = (f"{_NAME},", f'"{_NAME}",')
"""How such a file begins, as we write it and as a spreadsheet may."""

_COLUMNS = (*FIELDS, "base64")
_QUOTED = ('"', ",", ";", "\r", "\n", "\t")
_CELL = re.compile(r'(?:"([^"]*(?:""[^"]*)*)"|([^",\r\n]*))(,|\r\n|\r|\n|\Z)')


def write(file: BinaryIO, header: Header, columns: Columns) -> None:
    """Write the columns, rows ended by a line feed alone."""
    about = [f"{name}={value}" for name, value in header.fields().items() if name != "format"]
    file.write(_row([_NAME, *about]))
    file.write(_row(_COLUMNS))
    for entry in entries(columns):
        marks: list[str] = []
        cells = [_cell(*pair, marks) for pair in zip(FIELDS, entry, strict=True)]
        file.write(_row([*cells, " ".join(marks)]))


def read(data: bytes) -> Content:
    """Read what :func:`write` wrote, or an editor or a spreadsheet since.

    Raises:
        Fault: it is something else.
    """
    rows = _rows(utf8(data))
    about = [cell.partition("=") for cell in rows[0][1][1:] if cell]
    header = Header.of({name: value for name, _, value in about})
    if len(rows) < 2:
        raise Fault("the row with the names of the columns is missing", 2)
    line, names = rows[1]
    if not {"key", "value"} <= set(names) or not set(names) <= set(_COLUMNS) or len(set(names)) < len(names):
        raise Fault(f"the columns should be {','.join(_COLUMNS)}", line)
    found = [_read(names, cells, line) for line, cells in rows[2:] if cells != [""]]
    return Content(header, found, ended=data.endswith((b"\n", b"\r")))


def _cell(name: str, cell: str | bytes | int, marks: list[str]) -> str:
    # csv readers of some languages stop at a NUL.
    if isinstance(cell, bytes) or (isinstance(cell, str) and "\0" in cell):
        marks.append(name)
        return encoded(to_bytes(cell))
    return str(cell)


def _row(cells: Iterable[str]) -> bytes:
    return ",".join(map(_written, cells)).encode() + b"\n"


def _written(cell: str) -> str:
    if any(sign in cell for sign in _QUOTED) or cell != cell.strip():
        return '"' + cell.replace('"', '""') + '"'
    return cell


def _rows(whole: str) -> list[tuple[int, list[str]]]:
    """Rows with the line that each begins on. A cell in quotes may hold anything, line ends too."""
    rows: list[tuple[int, list[str]]] = []
    cells: list[str] = []
    place = line = first = 0
    while place < len(whole) or cells:
        found = _CELL.match(whole, place)
        if found is None:
            raise Fault("a quotation mark is not closed, or stands in the middle of a cell", first + 1)
        quoted, bare, end = found.groups()
        cells.append(bare if quoted is None else quoted.replace('""', '"'))
        line += _line_ends(found.group())
        place = found.end()
        if end != ",":
            rows.append((first + 1, cells))
            cells, first = [], line
    return rows


def _line_ends(text: str) -> int:
    return text.count("\n") + text.count("\r") - text.count("\r\n")


def _read(names: Sequence[str], cells: Sequence[str], line: int) -> Row:
    if len(cells) != len(names):
        raise Fault(f"has {len(cells)} cells where there should be {len(names)}", line)
    fields: dict[str, object] = dict(zip(names, cells, strict=True))
    for mark in str(fields.pop("base64", "")).split():
        if mark not in ("key", "value"):
            raise Fault(f"the column base64 names {mark!r}, which is neither key nor value", line)
        fields[f"{mark}_base64"] = fields.pop(mark)
    return row({name: cell for name, cell in fields.items() if cell or name not in NUMBERS}, line)
