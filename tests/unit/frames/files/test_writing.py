"""A file appears whole or not at all."""

from __future__ import annotations

import stat
import sys
from pathlib import Path

import pytest

import yamtam_nb as yn
from tests.unit.frames.files.rows import Cells, columns, exported
from yamtam_nb.errors import InvalidArgument
from yamtam_nb.frames.files import json_lines
from yamtam_nb.frames.files.export import export

ROWS: list[Cells] = [
    (b"/p/a", b"one", 1, 2, 3, 0),
    (b"/p/b", b"two", 4, 4, 1, 0),
    (b"/p/c", b"\xff", 5, 5, 1, 6),
]


def names(directory: Path) -> list[str]:
    return sorted(path.name for path in directory.iterdir())


def test_what_is_there_is_not_replaced_by_accident(tmp_path: Path) -> None:
    """Neither file nor directory; with overwrite=True the file keeps its mode, and a link stays a link."""
    kept, link = tmp_path / "kept.csv", tmp_path / "link.csv"
    kept.write_text("mine")
    kept.chmod(0o640)
    link.symlink_to(kept)

    with pytest.raises(InvalidArgument, match="exists already and is left as it is"):
        export(columns(ROWS), b"/p/", kept)
    with pytest.raises(InvalidArgument, match="is a directory"):
        export(columns(ROWS), b"/p/", tmp_path, format="csv", overwrite=True)
    with pytest.raises(InvalidArgument, match="There is no directory"):
        export(columns(ROWS), b"/p/", tmp_path / "no" / "file.csv")
    assert kept.read_text() == "mine"
    export(columns(ROWS), b"/p/", link, overwrite=True)

    assert len(yn.read_export(kept)) == 3
    assert stat.S_IMODE(kept.stat().st_mode) == 0o640
    assert link.is_symlink()
    assert names(tmp_path) == ["kept.csv", "link.csv"]


def test_a_write_that_fails_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No half of a file, neither beside it nor in its place, and the file that was there stays."""

    def full(*_: object) -> bytes:
        raise OSError(28, "No space left on device")

    path = exported(tmp_path / "file.jsonl", ROWS).path
    before = path.read_bytes()
    monkeypatch.setattr(json_lines, "_line", full)

    with pytest.raises(InvalidArgument, match=r"cannot be written: No space left on device\.$"):
        exported(path, ROWS[:1])

    assert path.read_bytes() == before
    assert names(tmp_path) == ["file.jsonl"]


def test_someone_who_was_faster_is_not_overwritten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that appears while ours is being written stays."""
    from tests.unit.frames.files.rows import columns

    path = tmp_path / "file.jsonl"
    write = json_lines.write

    def slow(*given: object) -> None:
        path.write_text("theirs")
        write(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(json_lines, "write", slow)

    with pytest.raises(InvalidArgument, match="exists already"):
        export(columns(ROWS), b"/p/", path)

    assert path.read_text() == "theirs"
    assert names(tmp_path) == ["file.jsonl"]


def test_parquet_without_pyarrow_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One line, for writing and for reading."""
    there = exported(tmp_path / "there.parquet", ROWS).path
    for name in [name for name in sys.modules if name.split(".")[0] == "pyarrow"]:
        monkeypatch.setitem(sys.modules, name, None)

    for attempt in (lambda: exported(tmp_path / "new.parquet", ROWS), lambda: yn.read_export(there)):
        with pytest.raises(InvalidArgument, match=r"pip install 'yamtam-nb\[parquet\]'"):
            attempt()
    assert names(tmp_path) == ["there.parquet"]
