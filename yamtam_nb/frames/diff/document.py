"""A YAML or JSON file that says what the keys of a prefix should be."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from yamtam_nb.errors import InvalidFile
from yamtam_nb.frames.diff.plain_yaml import parse_yaml
from yamtam_nb.frames.diff.side import Parsed, Side, State, Value
from yamtam_nb.frames.diff.structure import fits, parse_json
from yamtam_nb.frames.files.formats import BEGINNING, by_content, by_suffix
from yamtam_nb.frames.files.reading import read_export
from yamtam_nb.keys import to_bytes
from yamtam_nb.model import KeyValue
from yamtam_nb.values import show_key, text

LARGEST = 64 << 20
"""Bytes of a file that is read."""

_KINDS = {".json": "JSON", ".yaml": "YAML", ".yml": "YAML"}


class Document:
    """Keys and values as a file states them. It never changes.

    A string is the value itself. An object or array is a value with that structure, however it is written in etcd; a
    number, a bool and null are a text that reads as it (``100``, ``true``; null is also the empty value).

    Attributes:
        path: the file.
        prefix: what the keys begin with; ``""`` until :meth:`under` says what they are relative to.
        columns: the keys, ordered, and their values.
    """

    revision = None

    def __init__(self, path: Path, entries: Mapping[str | bytes, Value], prefix: str | bytes = "") -> None:
        self.path = path
        self.prefix = prefix
        keys = sorted(entries, key=to_bytes)
        self.columns = Side(keys, [entries[key] for key in keys])

    @property
    def label(self) -> str:
        """The file's name."""
        return show_key(os.fsencode(self.path.name))

    def under(self, prefix: str | bytes) -> Document:
        """The same with every key below a prefix: one that begins with it stays as it is, any other follows it.

        Raises:
            InvalidFile: a key is there in both ways.
        """
        raw = to_bytes(prefix)
        entries: dict[str | bytes, Value] = {}
        for key, value in zip(*self.columns, strict=True):
            whole = to_bytes(key)
            below = text(whole if whole.startswith(raw) else raw + whole)
            if below in entries:
                raise InvalidFile(
                    f"{self.path}: the key {below!r} is there twice: with its prefix and without."
                )
            entries[below] = value
        return Document(self.path, entries, prefix)

    def __len__(self) -> int:
        return len(self.columns.key)

    def __iter__(self) -> Iterator[KeyValue]:
        for key, value in zip(*self.columns, strict=True):
            yield KeyValue(to_bytes(key), to_bytes(value.text if isinstance(value, Parsed) else value))

    def __repr__(self) -> str:
        return f"<Document {self.label}: {len(self):,} key{'s' * (len(self) != 1)}>"


def read_document(path: str | os.PathLike[str]) -> Document:
    """Read a ``.yaml``, ``.yml`` or ``.json`` file: one mapping of keys to values.

    A key stands there in full or without the prefix that it is compared under. YAML's dates are text, and so is all
    that only some versions of YAML give a meaning to (``yes``, ``012``).

    Raises:
        InvalidFile: it is missing, a directory, larger than 64 MB, not UTF-8, not what its name says, no mapping, or
            has a key twice, an anchor, an alias or a tag.

    Example:
        >>> before = read_document("config.yaml")  # doctest: +SKIP
        >>> diff(before, yn.snapshot(client, "/yamtam/config/")).expect_none()  # doctest: +SKIP
    """
    file = Path(path).expanduser()
    content = _read(file)
    kind = _KINDS.get(file.suffix.lower())
    if kind is None:
        raise InvalidFile(f"{file}: its name must end in .yaml, .yml or .json to say what it is.")
    parsed = _parsed(file, kind, content)
    if not isinstance(parsed, dict):
        raise InvalidFile(f"{file} is no mapping of keys to values: give every value its key.")
    return Document(file, {_key(file, key): _value(file, key, value) for key, value in parsed.items()})


def _read(file: Path) -> str:
    try:
        size = file.stat().st_size
        if not file.is_file():
            what = "a directory: name a file in it" if file.is_dir() else "no ordinary file"
            raise InvalidFile(f"{file} is {what}.")
        if size > LARGEST:
            raise InvalidFile(f"{file} has {size:,} bytes, more than the {LARGEST >> 20} MB that are read.")
        return file.read_bytes().decode().removeprefix("\ufeff")
    except FileNotFoundError as error:
        raise InvalidFile(f"There is no file {file}.") from error
    except OSError as error:
        raise InvalidFile(f"{file} cannot be read: {error.strerror or error}.") from error
    except UnicodeDecodeError as error:
        raise InvalidFile(f"{file} is not UTF-8 text (byte {error.start:,}).") from error


def _parsed(file: Path, kind: str, content: str) -> Any:
    if not content.strip():
        raise InvalidFile(f"{file} is empty: a document without keys is {{}}.")
    try:
        return parse_json(content) if kind == "JSON" else parse_yaml(content, longest=LARGEST)
    except ValueError as error:
        raise InvalidFile(f"{file} cannot be read as {kind}: {error}.") from error
    except RecursionError as error:
        raise InvalidFile(f"{file} cannot be read as {kind}: it is too deep.") from error


def _key(file: Path, key: str) -> str:
    if not _encodes(key):
        raise InvalidFile(f"{file}: the key {key!r} cannot be written as UTF-8.")
    return key


def _value(file: Path, key: str, value: Any) -> Value:
    if isinstance(value, str):
        if not _encodes(value):
            raise InvalidFile(f"{file}: the value of {key!r} cannot be written as UTF-8.")
        return value
    if not fits(value):
        raise InvalidFile(
            f"{file}: the value of {key!r} is too large to be compared as data: write it as text."
        )
    return Parsed(value)


def _encodes(word: str) -> bool:
    try:
        word.encode()
    except UnicodeEncodeError:
        return False
    return True


def read_state(path: str | os.PathLike[str]) -> State:
    """Read a file that is a document or an export of a snapshot; an export is known by its header.

    Raises:
        InvalidFile: it is neither.
    """
    file = Path(path).expanduser()
    return read_export(file) if _is_export(file) else read_document(file)


def _is_export(file: Path) -> bool:
    if not file.is_file():
        return False
    try:
        with file.open("rb") as opened:
            beginning = opened.read(BEGINNING)
    except OSError:
        return False  # reading it as a document says why
    promised = by_suffix(file)
    return by_content(beginning) is not None or (promised is not None and file.suffix.lower() not in _KINDS)
