"""Files that are not what they should be."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

import yamtam_nb as yn
from tests.unit.frames.files.rows import Cells, exported
from yamtam_nb.errors import InvalidArgument, InvalidFile
from yamtam_nb.frames.files.formats import FORMATS
from yamtam_nb.model import KeyValue

ROWS: list[Cells] = [
    (b"/p/a", b"one", 1, 2, 3, 0),
    (b"/p/b", b"two\nlines", 4, 4, 1, 0),
    (b"/p/c", b"\xff", 5, 5, 1, 6),
]
TEXT = [name for name in FORMATS if name != "parquet"]


def complaint(path: Path) -> str:
    with pytest.raises(InvalidFile) as caught:
        yn.read_export(path)
    said = str(caught.value)
    assert said.startswith(str(path))
    assert "\n" not in said
    return said.removeprefix(str(path))


@pytest.mark.parametrize("name", FORMATS)
def test_a_file_that_was_cut_off_is_refused_wherever_it_was_cut(name: str, tmp_path: Path) -> None:
    """Cut anywhere, it is refused. Only what loses nothing may be missing: the end mark after the last key."""
    path = tmp_path / f"file.{name}"
    whole = exported(path, ROWS).path.read_bytes()
    stride = 31 if name == "parquet" else 1  # it is long, and all of it hangs on its end

    for length in range(0, len(whole), stride):
        path.write_bytes(whole[:length])
        try:
            back = yn.read_export(path)
        except InvalidFile:
            continue
        assert (back.edited, list(back)) == (False, [KeyValue(*cells) for cells in ROWS])
        assert length >= len(whole) - len("\n...\n")


@pytest.mark.parametrize("name", TEXT)
def test_a_file_edited_by_hand_is_read_and_tells_it(name: str, tmp_path: Path) -> None:
    """A value may be changed and a key added; the digest gives it away, and nothing is refused."""
    path = exported(tmp_path / f"file.{name}", ROWS).path
    added = {
        "jsonl": '{"key": "/p/d", "value": "new"}\n',
        "yaml": "- key: /p/d\n  value: new\n...\n",
        "csv": "/p/d,new,,,,,\n",
    }[name]

    path.write_text(path.read_text().replace("one", "uno").removesuffix("...\n") + added)
    back = yn.read_export(path)

    assert {kv.key[-1:]: kv.value for kv in back} == {
        b"a": b"uno",
        b"b": b"two\nlines",
        b"c": b"\xff",
        b"d": b"new",
    }
    assert back.edited
    assert repr(back).endswith("4 keys, edited since it was exported>")


@pytest.mark.parametrize("name", TEXT)
def test_other_line_ends_and_a_byte_order_mark_change_nothing(name: str, tmp_path: Path) -> None:
    """As editors and git on another system leave them, where no value has a line end in it."""
    rows = [ROWS[0], ROWS[2]]
    path = exported(tmp_path / f"file.{name}", rows).path

    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    back = yn.read_export(path)

    assert (list(back), back.edited) == ([KeyValue(*cells) for cells in rows], False)


@pytest.mark.parametrize(
    ("name", "change", "said"),
    [
        (
            "jsonl",
            lambda text: text.replace('"version": 1,', '"version": 2,', 1),
            " is an export of version 2,",
        ),
        ("yaml", lambda text: text.replace("version: 1\n", "version: 2\n", 1), " is an export of version 2,"),
        ("csv", lambda text: text.replace("version=1", "version=2"), " is an export of version 2,"),
        (
            "jsonl",
            lambda text: text.replace("/p/b", "/p/a"),
            ", line 3: /p/a is there twice, first on line 2.",
        ),
        (
            "yaml",
            lambda text: text.replace("/p/b", "/p/a"),
            ", line 16: /p/a is there twice, first on line 10.",
        ),
        ("csv", lambda text: text.replace("/p/b", "/p/a"), ", line 4: /p/a is there twice, first on line 3."),
        (
            "jsonl",
            lambda text: text.replace("/p/b", "/q/b"),
            ", line 3: /q/b is not under the header's prefix /p/.",
        ),
        (
            "jsonl",
            lambda text: text.replace('"value": "one"', '"valeu": "one"'),
            ", line 2: unknown field 'valeu'.",
        ),
        ("yaml", lambda text: text.replace("value: one", "valeu: one"), ", line 11: unknown field 'valeu'."),
        (
            "jsonl",
            lambda text: text.replace('"one"', "1"),
            ", line 2: value is int, not text: put it in quotes.",
        ),
        (
            "jsonl",
            lambda text: text.replace('"one"', '"\\ud800"'),
            ", line 2: value has half of a surrogate pair",
        ),
        ("yaml", lambda text: text.replace(" one", " {a: 1}"), ", line 11: text should stand here"),
        ("yaml", lambda text: text.replace(" one", " *other"), ", line 11: text should stand here"),
        (
            "yaml",
            lambda text: text.replace(" one", " !!python/object:os.x one"),
            ", line 11: the tag tag:yaml",
        ),
        ("yaml", lambda text: text.replace(" one", " [one"), ", line "),
        ("jsonl", lambda text: text.replace('"one",', '"one"'), ", line 2: is not JSON: "),
        (
            "jsonl",
            lambda text: text.replace('"value": "one"', '"value": "one", "value": "2"'),
            ", line 2: the field 'v",
        ),
        ("jsonl", lambda text: text.replace('"/w=="', '"?"'), ", line 4: value_base64 is not base64."),
        ("csv", lambda text: text.replace(",one,", ',on"e,'), ", line 3: a quotation mark"),
        (
            "csv",
            lambda text: text.replace(",one,", ",one,,"),
            ", line 3: has 8 cells where there should be 7.",
        ),
        (
            "csv",
            lambda text: text.replace(",base64", ",base65"),
            ", line 2: the columns should be key,value,",
        ),
        (
            "csv",
            lambda text: text.replace(",one,1,", ",one,x,"),
            ", line 3: create_revision is 'x', not a whole",
        ),
        (
            "jsonl",
            lambda text: text.replace('"keys": 3', '"keys": -3'),
            ": the header's keys is -3, which is no",
        ),
        (
            "jsonl",
            lambda text: text.replace('"version": 3', '"version": ' + "9" * 5000),
            ", line 2: holds a number",
        ),
        ("jsonl", lambda text: text.replace('"one"', "[" * 99_999), ", line 2: holds a number or a nesting"),
        (
            "jsonl",
            lambda text: text.replace('"version": 3', '"version": 3.5'),
            ", line 2: version is 3.5, not a",
        ),
        ("jsonl", lambda text: text.replace(', "keys": 3', ""), ": the header has no keys."),
    ],
)
def test_each_mistake_is_named_with_its_line(
    name: str, change: Callable[[str], str], said: str, tmp_path: Path
) -> None:
    """One line says what is wrong and where."""
    path = exported(tmp_path / f"file.{name}", ROWS).path
    path.write_text(change(path.read_text()))

    assert complaint(path).startswith(said)


@pytest.mark.parametrize("name", TEXT)
def test_bytes_that_are_not_utf_8_are_found_by_their_line(name: str, tmp_path: Path) -> None:
    """The file is text, and says where it is not."""
    path = exported(tmp_path / f"file.{name}", ROWS).path
    data = path.read_bytes()
    path.write_bytes(data.replace(b"one", b"\xfe"))

    assert complaint(path) == f", line {data[: data.index(b'one')].count(10) + 1}: byte 0xfe is not UTF-8."


@pytest.mark.parametrize(
    ("written", "named", "said"),
    [
        ("jsonl", "file.parquet", " is JSON Lines, not Parquet as its name says: rename it to .jsonl."),
        ("csv", "file.yaml", " is CSV, not YAML as its name says: rename it to .csv."),
        ("parquet", "file.csv", " is Parquet, not CSV as its name says: rename it to .parquet."),
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_refused(
    written: str, named: str, said: str, tmp_path: Path
) -> None:
    """The message tells what it is."""
    exported(tmp_path / f"file.{written}", ROWS).path.rename(tmp_path / named)

    assert complaint(tmp_path / named) == said


@pytest.mark.parametrize("name", FORMATS)
def test_a_name_that_promises_nothing_is_no_obstacle(name: str, tmp_path: Path) -> None:
    """The content is what a format is recognised by."""
    exported(tmp_path / f"file.{name}", ROWS).path.rename(tmp_path / "file.bak")

    assert len(yn.read_export(tmp_path / "file.bak")) == 3


@pytest.mark.parametrize("name", ["file.jsonl", "file.csv", "file.parquet", "file.txt", "file"])
@pytest.mark.parametrize("data", [b"", b"\x89PNG\r\n\x1a\n", b"key,value\na,b\n", b'{"a": 1}\n', b"PAR1"])
def test_other_files_are_no_exports(name: str, data: bytes, tmp_path: Path) -> None:
    """Whatever they are called."""
    path = tmp_path / name
    path.write_bytes(data)

    assert complaint(path).startswith(
        (" is no export: ", " is Parquet, not ", " cannot be read as Parquet: ")
    )


@pytest.mark.parametrize("name", ["file.jsonl", "file.txt", "id_rsa", "file.json", "file.yaml"])
def test_a_file_that_is_no_export_is_not_quoted(name: str, tmp_path: Path) -> None:
    """Whoever names the wrong file may have named one with a secret in it: no word of it is in the complaint."""
    path = tmp_path / name
    path.write_text("hunter2: [opensesame", encoding="utf-8")

    said = complaint(path)

    assert "hunter2" not in said and "opensesame" not in said


def test_a_missing_file_and_a_directory_are_said_plainly(tmp_path: Path) -> None:
    """The system's error is one line of ours."""
    with pytest.raises(InvalidArgument, match=r"^There is no file .*nothing\.yaml\.$"):
        yn.read_export(tmp_path / "nothing.yaml")
    with pytest.raises(InvalidArgument, match=r"cannot be read: Is a directory\.$"):
        yn.read_export(tmp_path)


def test_the_header_can_be_read_by_people(tmp_path: Path) -> None:
    """It tells prefix, revision, cluster, number of keys and digest."""
    first = exported(tmp_path / "file.jsonl", ROWS).path.read_text().split("\n")[0]
    said = json.loads(first)

    assert list(said) == ["format", "version", "prefix", "revision", "cluster_id", "keys", "sha256"]
    assert (said["prefix"], said["cluster_id"], said["keys"]) == ("/p/", "68da43474dd73cdb", 3)
