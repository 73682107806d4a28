"""Parquet, by pyarrow: typed columns, and the header in the metadata of the schema.

A key or a value is in ``key`` or ``value`` where it is UTF-8, else in ``key_bytes`` or ``value_bytes``; the other
one of the two is null.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any, BinaryIO

from yamtam_nb.errors import InvalidArgument
from yamtam_nb.frames.columns import Columns
from yamtam_nb.frames.files.content import NUMBERS, Content, Entry, entries, row
from yamtam_nb.frames.files.fault import Fault
from yamtam_nb.frames.files.header import FORMAT, Header

MAGIC = b"PAR1"

ROWS = 50_000
"""Most rows of a group, and"""
LARGEST = 64 << 20
"""its bytes: a column of text in one group is limited to 2 GiB."""


def write(file: BinaryIO, header: Header, columns: Columns) -> None:
    """Write the columns, group by group.

    Raises:
        InvalidArgument: pyarrow is not installed.
    """
    pyarrow, parquet = _pyarrow()
    schema = _schema(pyarrow, header)
    with parquet.ParquetWriter(file, schema, compression="zstd") as writer:
        for group in _groups(entries(columns)):
            key, value, *numbers = zip(*group, strict=True)
            cells = [*_apart(key), *_apart(value), *numbers]
            arrays = [pyarrow.array(cell, field.type) for cell, field in zip(cells, schema, strict=True)]
            writer.write_batch(pyarrow.record_batch(arrays, schema=schema))


def read(data: bytes) -> Content:
    """Read what :func:`write` wrote.

    Raises:
        Fault: it is something else.
        InvalidArgument: pyarrow is not installed.
    """
    pyarrow, parquet = _pyarrow()
    try:
        table = parquet.read_table(io.BytesIO(data))
        about = json.loads((table.schema.metadata or {}).get(FORMAT.encode(), b"null"))
    except (pyarrow.ArrowException, OSError, ValueError) as error:
        raise Fault(f"cannot be read as Parquet: {str(error).splitlines()[0]}") from error
    if not isinstance(about, dict):
        raise Fault("is Parquet, but no export: the header is missing from its metadata")
    header = Header.of(about)
    rows = [row(_joined(fields)) for batch in table.to_batches(10_000) for fields in batch.to_pylist()]
    return Content(header, rows, ended=True)


def _pyarrow() -> tuple[Any, Any]:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise InvalidArgument("Parquet needs pyarrow: pip install 'yamtam-nb[parquet]'.") from error
    return pyarrow, pyarrow.parquet


def _schema(pyarrow: Any, header: Header) -> Any:
    texts = [
        field
        for name in ("key", "value")
        for field in ((name, pyarrow.string()), (f"{name}_bytes", pyarrow.binary()))
    ]
    fields = [*texts, *((name, pyarrow.int64()) for name in NUMBERS)]
    return pyarrow.schema(fields, metadata={FORMAT: json.dumps(header.fields())})


def _groups(rows: Iterator[Entry]) -> Iterator[list[Entry]]:
    group: list[Entry] = []
    size = 0
    for entry in rows:
        group.append(entry)
        size += len(entry[1])
        if len(group) == ROWS or size >= LARGEST:
            yield group
            group, size = [], 0
    if group:
        yield group


def _apart(cells: tuple[str | bytes, ...]) -> tuple[list[str | None], list[bytes | None]]:
    return (
        [cell if isinstance(cell, str) else None for cell in cells],
        [cell if isinstance(cell, bytes) else None for cell in cells],
    )


def _joined(fields: dict[str, Any]) -> dict[str, object]:
    for name in ("key", "value"):
        other = fields.pop(f"{name}_bytes", None)
        if other is not None:
            fields[name] = other
    return {name: cell for name, cell in fields.items() if cell is not None}
