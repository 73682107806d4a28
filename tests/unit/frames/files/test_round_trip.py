"""What is exported comes back, whatever it is."""

from __future__ import annotations

import base64
import csv
import io
import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

import yamtam_nb as yn
from tests.unit.frames.files.rows import CLUSTER, Cells, columns, exported
from yamtam_nb.frames.files.content import checked, digest
from yamtam_nb.frames.files.formats import FORMATS, by_content
from yamtam_nb.frames.files.header import Header
from yamtam_nb.model import KeyValue
from yamtam_nb.values import text

SUFFIXES = ("jsonl", "ndjson", "yaml", "yml", "csv", "parquet")

ODD = [
    b"",
    b"\0",
    b"\xff\xfe",
    b"a\r\nb\rc\n",
    b"\n\n",
    b" lead and trail ",
    b"\ttab",
    b"=1+1",
    b"#",
    b"- item",
    b"a: b # c",
    b"yes",
    b"~",
    b"1e5",
    b"!!binary aGk=",
    b"value_base64",
    b'{"a": "b\\n"}',
    b'it\'s "quoted", twice',
    b"one\ntwo\n",
    b"one\n\n  two\n\n\n",
    b"one\n ",
    b"one\n\ttwo",
    b"...",
    b"---\na: 1\n...\n",
    "\ufeffmark".encode(),
    "a\u2028b\u2029c\x85d".encode(),
    "grün 🦊 \U000e0001 \u202e".encode(),
    "\x1b[31m\x7f\x9b".encode(),
    b"\xed\xa0\x80",
    b"null",
    b"[",
    b"%",
    b"@",
    b"`",
    b"|",
    b">",
    b"&a *b",
    b"a\\n",
]

TEXT = st.text(st.characters(codec="utf-8")).map(str.encode)
SPECIAL = st.text(alphabet="a \n\r\t\"',:#-|>=\\{}[]\0\x85\u2028\ufeff").map(str.encode)
CONTENT = st.one_of(st.sampled_from(ODD), st.binary(max_size=40), TEXT, SPECIAL)
NUMBER = st.integers(0, 2**63 - 1)
ROWS = st.dictionaries(CONTENT, st.tuples(CONTENT, NUMBER, NUMBER, NUMBER, NUMBER), max_size=8)
EVERYTHING = [(b"/p/" + odd, odd, 1, 2, 3, 4) for odd in ODD]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_every_kind_of_content_comes_back(suffix: str, tmp_path: Path) -> None:
    """Each of the values that a format is likely to trip over, as a key and as a value."""
    path = tmp_path / f"file.{suffix}"

    exported(path, EVERYTHING)
    back = yn.read_export(path)

    assert sorted(back) == sorted(KeyValue(*cells) for cells in EVERYTHING)
    assert (back.prefix, back.revision, back.cluster_id, back.edited) == ("/p/", 7, CLUSTER, False)


@pytest.mark.parametrize("name", FORMATS)
@settings(deadline=None, max_examples=60)
@given(rows=ROWS, prefix=CONTENT)
@example(rows={}, prefix=b"")
@example(rows={b"x": (b"v" * 3_000_000, 0, 0, 0, 2**63 - 1)}, prefix=b"\xff")
@example(rows={b"x": (b"v\n" * 100_000, 0, 0, 0, 0)}, prefix=b"")
def test_anything_comes_back(name: str, rows: dict[bytes, Any], prefix: bytes) -> None:
    """Keys, values and numbers, byte for byte, in every format; and its beginning tells which format it is."""
    cells: list[Cells] = [(prefix + b"k" + key, *rest) for key, rest in sorted(rows.items())]
    taken = columns(cells)
    header = Header(text(prefix), 7, CLUSTER, len(cells), digest(taken))
    file = io.BytesIO()

    FORMATS[name].module.write(file, header, taken)
    content = FORMATS[name].module.read(file.getvalue())
    back, edited = checked(content)

    assert (list(back), content.header, edited) == ([KeyValue(*row) for row in cells], header, False)
    assert content.ended
    assert by_content(file.getvalue()) == FORMATS[name]


def test_the_digest_does_not_depend_on_the_format(tmp_path: Path) -> None:
    """Two exports of the same keys are told to be the same, however they are written."""
    digests = {exported(tmp_path / f"file.{suffix}", EVERYTHING).sha256 for suffix in SUFFIXES}

    assert len(digests) == 1


def test_other_programs_read_the_same(tmp_path: Path) -> None:
    """The files are what they claim to be: common readers of each format see the very values."""
    files = {name: exported(tmp_path / f"file.{name}", EVERYTHING).path for name in FORMATS}
    values = [text(value) for _, value, *_ in sorted(EVERYTHING)]

    lines = [json.loads(line) for line in files["jsonl"].read_text().split("\n")[1:-1]]
    loaded = [
        yaml.load(files["yaml"].read_bytes(), Loader=kind) for kind in (yaml.SafeLoader, yaml.CSafeLoader)
    ]
    with files["csv"].open(newline="") as file:
        rows = list(csv.DictReader(list(file)[1:]))
    frame = pd.read_parquet(files["parquet"])

    assert [line.get("value", base64.b64decode(line.get("value_base64", ""))) for line in lines] == values
    assert all([entry["value"] for entry in document["entries"]] == values for document in loaded)
    assert [
        text(base64.b64decode(row["value"])) if "value" in row["base64"] else row["value"] for row in rows
    ] == values
    assert frame["value"].astype(object).combine_first(frame["value_bytes"]).tolist() == values


def test_text_is_written_to_be_read(tmp_path: Path) -> None:
    """JSON stays as it is stored, several lines are a block, and what a terminal would obey is spelled out."""
    rows: list[Cells] = [
        (b"/p/json", b'{"rps":  50}', 3, 4, 2, 0),
        (b"/p/lines", b"one\ntwo\n", 5, 5, 1, 0),
        (b"/p/tier", b"power", 6, 6, 1, 0),
        (b"/p/sly", "\x1b[2J\u202egnp".encode(), 7, 7, 1, 0),
    ]

    as_yaml = exported(tmp_path / "file.yaml", rows).path.read_text()
    as_lines = exported(tmp_path / "file.jsonl", rows).path.read_text()

    assert "- key: /p/json\n  value: '{\"rps\":  50}'\n  create_revision: 3\n" in as_yaml
    assert "  value: |\n    one\n    two\n  create_revision: 5\n" in as_yaml
    assert "  value: power\n" in as_yaml
    assert '{"key": "/p/tier", "value": "power", "create_revision": 6,' in as_lines
    assert "\\u001b[2J\\u202egnp" in as_lines
    assert as_yaml.replace("\n", "").isprintable()
    assert as_lines.replace("\n", "").isprintable()
