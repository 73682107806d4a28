"""Opening a file that somebody says is an export."""

from __future__ import annotations

import os
from pathlib import Path

from yamtam_nb.errors import InvalidArgument, InvalidFile
from yamtam_nb.frames.files.content import checked
from yamtam_nb.frames.files.exported import Exported
from yamtam_nb.frames.files.fault import Fault
from yamtam_nb.frames.files.formats import by_content, by_suffix
from yamtam_nb.keys import to_bytes


def read_export(path: str | os.PathLike[str]) -> Exported:
    """Read a file that ``Snapshot.export`` wrote, in any of its formats, or a plain JSON or YAML document.

    An export is recognised by its content. It may have been edited, which :attr:`Exported.edited` tells; it may not
    have lost its end. A plain document is one mapping of keys to values, as configuration is kept in git: a string is
    the value as it stands, anything else becomes compact JSON.

    Args:
        path: the file; all of it is read into memory.

    Raises:
        InvalidFile: it is not what its name says, was cut off, is not UTF-8, is of another version, or holds a key
            twice or outside its own prefix. The message names the line where there is one.
        InvalidArgument: there is no such file, or it cannot be read; or it is Parquet and pyarrow is missing.

    Example:
        >>> yn.read_export("config.yaml").df[["key", "value"]]  # doctest: +SKIP
    """
    where = Path(path).expanduser()
    data = _bytes(where)
    try:
        return _export(where, data)
    except Fault as fault:
        line = f", line {fault.line}" if fault.line else ""
        verb = "" if not line and fault.what.startswith(("is ", "holds ", "cannot ")) else ":"
        raise InvalidFile(f"{where}{line}{verb} {fault.what}.") from fault


def _bytes(where: Path) -> bytes:
    try:
        return where.read_bytes()
    except FileNotFoundError as error:
        raise InvalidArgument(f"There is no file {where}.") from error
    except OSError as error:
        raise InvalidArgument(f"{where} cannot be read: {error.strerror or error}.") from error


def _export(where: Path, data: bytes) -> Exported:
    promised, found = by_suffix(where), by_content(data)
    if found is None:
        return _document(where, data)
    if promised is not None and promised is not found:
        raise Fault(
            f"is {found.title}, not {promised.title} as its name says: rename it to {found.suffixes[0]}"
        )
    content = found.module.read(data)
    columns, edited = checked(content)
    return Exported(where, to_bytes(content.header.prefix), columns, edited=edited)


def _document(where: Path, data: bytes) -> Exported:
    from yamtam_nb.frames.files.plain import SUFFIXES, read_plain

    if where.suffix.lower() not in SUFFIXES:
        # Not how it begins: whoever names the wrong file may have named one with a secret in it.
        found = (
            f"it does not begin as one, and a document ends in {', '.join(SUFFIXES)}"
            if data
            else "it is empty"
        )
        raise Fault(f"is no export: {found}")
    document, columns = read_plain(where)
    return Exported(where, b"", columns, document=document)
