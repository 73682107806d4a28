"""Files that say what keys should be."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.unit.frames.diff.states import Given, rows
from yamtam_nb.errors import InvalidFile
from yamtam_nb.frames.diff import document
from yamtam_nb.frames.diff.diff import diff
from yamtam_nb.frames.diff.document import read_document, read_state


def written(tmp_path: Path, content: str | bytes, name: str = "config.yaml") -> Path:
    file = tmp_path / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return file


def test_a_document_is_compared_with_a_prefix(tmp_path: Path) -> None:
    """Keys with the prefix or without, strings as they are, anything else as data."""
    file = written(
        tmp_path,
        """
        tier: eco
        /c/limits: {rps: 100, zone: [a, b]}
        sub/name: "on"
        size: 1.50
        live: true
        none:
        day: 2026-01-31
        script: |
          one
          two
        """,
    )
    store = {
        "/c/tier": "eco",
        "/c/limits": '{"zone": ["a", "b"],  "rps": 100}',
        "/c/sub/name": "on",
        "/c/size": "1.5",
        "/c/live": "true",
        "/c/none": "",
        "/c/day": "2026-01-31",
        "/c/script": "one\ntwo\n",
    }

    assert rows(diff(file, Given(store, "/c/"))) == []
    store.update({"/c/limits": "rps: 7\nzone: [a, b]\n", "/c/size": "big", "/c/tier": "eco ", "/c/more": "x"})
    assert rows(diff(read_document(file), Given(store, "/c/"))) == [
        ("/c/limits", "changed", "rps", 100, 7),
        ("/c/more", "added", "", None, "x"),
        ("/c/size", "changed", "", "1.5", "big"),
        ("/c/tier", "changed", "", "eco", "eco "),
    ]
    assert rows(diff(Given(store, "/c/"), file))[1] == ("/c/more", "removed", "", "x", None)


def test_json_documents_are_read_likewise(tmp_path: Path) -> None:
    """And a byte order mark that an editor left is no obstacle."""
    file = written(tmp_path, '\ufeff{"a": "1", "b": {"x": [1, 2.0]}}', "config.json")
    document = read_document(file)

    assert [(kv.key, kv.value) for kv in document] == [(b"a", b"1"), (b"b", b'{"x": [1, 2.0]}')]
    assert (document.label, document.prefix, document.revision, len(document)) == ("config.json", "", None, 2)
    assert repr(document) == "<Document config.json: 2 keys>"
    assert not diff(document, Given({"a": "1", "b": "x: [1, 2.0]"}))


def test_keys_of_a_prefix_that_is_no_text(tmp_path: Path) -> None:
    """They follow it as bytes."""
    file = written(tmp_path, "a: x\nb: y\n")

    assert not diff(file, Given({b"\xff/a": "x", b"\xff/b": "y"}, b"\xff/"))


@pytest.mark.parametrize(
    ("name", "content", "complaint"),
    [
        ("c.json", "a: 1\n", "cannot be read as JSON: Expecting value: line 1"),
        ("c.json", '{"a": 1, "a": 2}', "a key is there twice"),
        ("c.json", "[" * 100_000, "cannot be read as JSON: it is too deep"),
        ("c.yaml", "a: [1\n", "cannot be read as YAML: .*line 2"),
        ("c.yaml", "a: 1\nb: 2\na: 3\n", r"the key 'a' is there twice \(line 3\)"),
        ("c.yaml", "a: &x 1\nb: *x\n", "anchors and aliases"),
        ("c.yaml", "a: !!python/object/apply:os.abort []\n", "tag"),
        ("c.yaml", "a: 1\n---\nb: 2\n", "2 documents"),
        ("c.yaml", "- a\n- b\n", "is no mapping of keys to values"),
        ("c.yaml", "just a sentence", "is no mapping of keys to values"),
        ("c.yaml", "", "is empty"),
        ("c.yaml", b"a: \xff\n", "is not UTF-8 text"),
        ("c.yaml", b"\x89PNG\r\n\x1a\n", "is not UTF-8 text"),
        ("c.yaml", f"a: {'[' * 70}{']' * 70}\n", "64 levels"),
        ("c.json", '{"a": "\\ud800"}', "the value of 'a' cannot be written as UTF-8"),
        ("c.json", '{"\\ud800": 1}', "cannot be written as UTF-8"),
        ("c.toml", "a = 1\n", "its name must end in .yaml, .yml or .json"),
        ("c", "a: 1\n", "its name must end in .yaml, .yml or .json"),
        ("c.csv", "a,b\n1,2\n", "no export"),
    ],
)
def test_a_file_that_is_something_else_is_refused(
    tmp_path: Path, name: str, content: str | bytes, complaint: str
) -> None:
    """One line that names the file, what is wrong and where."""
    file = written(tmp_path, content, name)

    with pytest.raises(InvalidFile, match=complaint) as caught:
        read_state(file)

    assert str(file) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Missing, a directory, no file at all, too large."""
    os.mkfifo(tmp_path / "fifo.yaml")
    (tmp_path / "dir.yaml").mkdir()
    monkeypatch.setattr(document, "LARGEST", 1 << 20)

    for name, complaint in (
        ("none.yaml", "There is no file"),
        ("dir.yaml", "directory"),
        ("fifo.yaml", "ordinary"),
    ):
        with pytest.raises(InvalidFile, match=complaint):
            read_state(tmp_path / name)
    with pytest.raises(InvalidFile, match="more than the 1 MB"):
        read_state(written(tmp_path, "x" * 2_000_000))


def test_a_key_with_its_prefix_and_without_is_there_twice(tmp_path: Path) -> None:
    """Nobody knows which of the two is meant."""
    with pytest.raises(InvalidFile, match="'/c/a' is there twice"):
        diff(written(tmp_path, "a: x\n/c/a: y\n"), Given({}, "/c/"))
