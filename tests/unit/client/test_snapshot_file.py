"""Verifying saved snapshots."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

import yamtam_nb as yn
from yamtam_nb.client.snapshot_file import Digest
from yamtam_nb.errors import InvalidFile

DATABASE = bytes(range(256)) * 8
WHOLE = DATABASE + hashlib.sha256(DATABASE).digest()


@pytest.mark.parametrize("step", [1, 7, 31, 32, 33, 512, len(WHOLE)])
def test_the_digest_is_found_however_the_bytes_arrive(step: int) -> None:
    """The last 32 bytes are never taken for a part of the database."""
    digest = Digest()
    for start in range(0, len(WHOLE), step):
        digest.add(WHOLE[start : start + step])

    assert digest.verified("it") == hashlib.sha256(DATABASE).hexdigest()
    assert digest.size == len(WHOLE)


def test_a_whole_file_is_told_with_its_size_and_digest(tmp_path: Path) -> None:
    """The digest is of the database, without the digest itself."""
    file = tmp_path / "etcd.db"
    file.write_bytes(WHOLE)

    saved = yn.verify_snapshot(file)

    assert (saved.path, saved.size, saved.sha256) == (file, len(WHOLE), WHOLE[-32:].hex())


@pytest.mark.parametrize(
    ("contents", "words"),
    [
        (WHOLE[:-1], "cut short"),
        (DATABASE, "cut short, or no snapshot"),
        (b"", "has 0 bytes"),
        (WHOLE[-32:], "has 32 bytes"),
        (b"\1" + WHOLE[1:], "bytes were altered"),
        (WHOLE[:-1] + b"\0", "bytes were altered"),
    ],
)
def test_a_file_that_is_not_whole_is_refused(contents: bytes, words: str, tmp_path: Path) -> None:
    """Cut short, altered, or a bare database: it says which file and what to do."""
    file = tmp_path / "etcd.db"
    file.write_bytes(contents)

    with pytest.raises(InvalidFile, match=words) as caught:
        yn.verify_snapshot(file)

    assert str(file) in str(caught.value)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """As one sentence."""
    with pytest.raises(InvalidFile, match="cannot be read: No such file"):
        yn.verify_snapshot(tmp_path / "none.db")
