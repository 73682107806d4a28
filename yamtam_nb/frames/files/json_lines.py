"""JSON Lines: the header on the first line, then one key a line."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, BinaryIO

from yamtam_nb.frames.columns import Columns
from yamtam_nb.frames.files.content import FIELDS, Content, entries, row
from yamtam_nb.frames.files.fault import Fault, utf8
from yamtam_nb.frames.files.header import FORMAT, Header, encoded

_UNSEEN = re.compile(r"[^\x20-\x7e]")


def write(file: BinaryIO, header: Header, columns: Columns) -> None:
    """Write the columns. Text is text; a key or value that is not UTF-8 is ``key_base64`` or ``value_base64``."""
    file.write(_line(header.fields()))
    for entry in entries(columns):
        file.write(_line(dict(_marked(*pair) for pair in zip(FIELDS, entry, strict=True))))


def read(data: bytes) -> Content:
    """Read what :func:`write` wrote, or somebody edited since.

    Raises:
        Fault: it is something else.
    """
    lines = data.split(b"\n")
    header = Header.of(_object(lines[0], 1))
    rows = [row(_object(line, number), number) for number, line in enumerate(lines[1:], 2) if line.strip()]
    return Content(header, rows, ended=True)


def recognised(first_line: str) -> bool:
    """Whether a file that begins with this line is such a file."""
    try:
        found = json.loads(first_line)
    except (ValueError, RecursionError):
        return False
    return isinstance(found, dict) and found.get("format") == FORMAT


def _marked(name: str, cell: str | bytes | int) -> tuple[str, str | int]:
    return (f"{name}_base64", encoded(cell)) if isinstance(cell, bytes) else (name, cell)


def _line(fields: Mapping[str, object]) -> bytes:
    line = json.dumps(fields, ensure_ascii=False)
    if not line.isprintable():
        # What no eye sees, or what a terminal obeys, is spelled out: a review must not be led astray.
        line = _UNSEEN.sub(_escape, line)
    return line.encode() + b"\n"


def _escape(found: re.Match[str]) -> str:
    character = found.group()
    return character if character.isprintable() else json.dumps(character)[1:-1]


def _object(line: bytes, number: int) -> dict[str, Any]:
    try:
        found = json.loads(utf8(line, number), object_pairs_hook=_once)
    except json.JSONDecodeError as error:
        raise Fault(f"is not JSON: {error.msg} at column {error.colno}", number) from error
    except _Twice as error:
        raise Fault(f"the field {error} is there twice", number) from error
    except (ValueError, RecursionError) as error:
        raise Fault("holds a number or a nesting that is beyond anything", number) from error
    if not isinstance(found, dict):
        raise Fault("is not a JSON object", number)
    return found


class _Twice(Exception):
    pass


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) < len(pairs):
        names = [name for name, _ in pairs]
        raise _Twice(next(repr(name) for name in names if names.count(name) > 1))
    return fields
