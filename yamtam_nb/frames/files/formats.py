"""Which formats there are, by name, by the end of a file's name, and by how a file begins."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import BinaryIO, NamedTuple, Protocol, cast

from yamtam_nb.errors import InvalidArgument
from yamtam_nb.frames.columns import Columns
from yamtam_nb.frames.files import csv_file, json_lines, parquet_file, yaml_file
from yamtam_nb.frames.files.content import Content
from yamtam_nb.frames.files.header import Header


class Module(Protocol):
    """What the module of a format offers."""

    def write(self, file: BinaryIO, header: Header, columns: Columns) -> None:
        """Write all of it."""
        ...

    def read(self, data: bytes) -> Content:
        """Read all of it."""
        ...


class Format(NamedTuple):
    """A format: what it is called in sentences, the ends of names that mean it, and its module."""

    title: str
    suffixes: tuple[str, ...]
    home: str

    @property
    def module(self) -> Module:
        """The code that writes and reads it."""
        return cast("Module", importlib.import_module(f"yamtam_nb.frames.files.{self.home}"))


FORMATS = {
    "jsonl": Format("JSON Lines", (".jsonl", ".ndjson"), "json_lines"),
    "yaml": Format("YAML", (".yaml", ".yml"), "yaml_file"),
    "parquet": Format("Parquet", (".parquet",), "parquet_file"),
    "csv": Format("CSV", (".csv",), "csv_file"),
}
"""What ``format=`` takes."""

BEGINNING = 4_096
"""Bytes that a format is recognised by."""


def chosen(path: Path, name: str | None) -> Format:
    """The format to write.

    Raises:
        InvalidArgument: ``name`` is no format, or not the one that the file's name tells; or neither tells one.
    """
    if name is not None:
        return _named(name, by_suffix(path), path)
    found = by_suffix(path)
    if found is None:
        ends = ", ".join(suffix for known in FORMATS.values() for suffix in known.suffixes)
        raise InvalidArgument(f"{path} does not tell its format: let it end in {ends}, or give format=.")
    return found


def _named(name: str, promised: Format | None, path: Path) -> Format:
    if name.lower() not in FORMATS:
        raise InvalidArgument(f"format={name!r} is none of {', '.join(FORMATS)}.")
    found = FORMATS[name.lower()]
    if promised not in (None, found):
        raise InvalidArgument(
            f"{path.name} would be {found.title} under a name that says {promised.title if promised else ''}: "
            f"let it end in {found.suffixes[0]}."
        )
    return found


def by_suffix(path: Path) -> Format | None:
    """The format that a file's name promises."""
    return next((known for known in FORMATS.values() if path.suffix.lower() in known.suffixes), None)


def by_content(data: bytes) -> Format | None:
    """The format of an export that begins like this; None when it is no export."""
    if data.startswith(parquet_file.MAGIC):
        return FORMATS["parquet"]
    beginning = data[:BEGINNING].decode("utf-8", "replace").removeprefix("\ufeff")
    if beginning.startswith(csv_file.BEGINNINGS):
        return FORMATS["csv"]
    if json_lines.recognised(data.partition(b"\n")[0].decode("utf-8", "replace").removeprefix("\ufeff")):
        return FORMATS["jsonl"]
    if yaml_file.recognised(beginning):
        return FORMATS["yaml"]
    return None
