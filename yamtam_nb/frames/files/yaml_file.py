"""YAML: the header as the first fields of a mapping, and the keys as a list below it."""

from __future__ import annotations

import re
from typing import BinaryIO

from yamtam_nb.frames.columns import Columns
from yamtam_nb.frames.files.content import FIELDS, NUMBERS, Content, Row, entries, row
from yamtam_nb.frames.files.fault import Fault, utf8
from yamtam_nb.frames.files.header import FORMAT, Header
from yamtam_nb.frames.files.yaml_events import YamlEvents
from yamtam_nb.frames.files.yaml_text import scalar

_COMMENT = f"# {FORMAT}: values may be changed and keys added; an import shows first what it would change\n"
_BEGINNING = re.compile(rf"^format: *[\"']?{FORMAT}[\"']?\s*$", re.MULTILINE)
_HEX = ("cluster_id", "sha256")
_END = b"...\n"


def write(file: BinaryIO, header: Header, columns: Columns) -> None:
    """Write the columns. ``...`` at the end is YAML's own mark, and tells that nothing is missing."""
    file.write(_COMMENT.encode())
    for name, value in header.fields().items():
        # Hexadecimal digits can look like a number (1e10), so they are always quoted.
        written = f"'{value}'" if name in _HEX else value if isinstance(value, int) else scalar(value, "  ")
        file.write(f"{name}: {written}\n".encode())
    file.write(b"entries:\n" if len(columns) else b"entries: []\n")
    for key, content, *numbers in entries(columns):
        lines = [f"- key: {scalar(key, '    ')}", f"  value: {scalar(content, '    ')}"]
        lines += [f"  {name}: {number}" for name, number in zip(NUMBERS, numbers, strict=True)]
        file.write("\n".join([*lines, ""]).encode())
    file.write(_END)


def read(data: bytes) -> Content:
    """Read what :func:`write` wrote, or somebody edited since.

    Raises:
        Fault: it is something else.
    """
    events = YamlEvents(utf8(data))
    about: dict[str, str | bytes] = {}
    rows: list[Row] = []
    for name in events.mapping():
        if name.value == "entries":
            rows = [_entry(events, line) for line in events.sequence()]
        elif isinstance(name.value, str):
            about[name.value] = events.scalar().value
    return Content(Header.of(about), rows, events.end())


def recognised(beginning: str) -> bool:
    """Whether a file that begins with this text is such a file."""
    return beginning.startswith(f"# {FORMAT}") or _BEGINNING.search(beginning) is not None


def _entry(events: YamlEvents, line: int) -> Row:
    fields: dict[str, object] = {}
    for name in events.mapping():
        if name.value not in FIELDS:
            raise Fault(f"unknown field {name.value!r}", name.line)
        fields[str(name.value)] = events.scalar().value
    return row(fields, line)
