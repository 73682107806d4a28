"""What a saved snapshot holds, beside what the cluster and etcd's own program say."""

from __future__ import annotations

from pathlib import Path

import pytest

import yamtam_nb as yn
from yamtam_nb.client.client import Client
from yamtam_nb.client.snapshot_contents import snapshot_contents
from yamtam_nb.errors import InvalidFile
from yamtam_nb.model.txn import PutOp
from yamtam_nb.sandbox import Cluster

DEEP = 3_000
"""Keys that take more than one page, and a page above them."""


@pytest.mark.parametrize("number", [3, DEEP], ids=["one page", "a tree of pages"])
def test_the_contents_are_the_clusters(
    etcd_cluster: Cluster, client: Client, fresh_prefix: str, tmp_path: Path, number: int
) -> None:
    """Keys and revision as they are; of keys that were deleted and written anew only the present counts."""
    for first in range(0, number, 100):
        batch = range(first, min(first + 100, number))
        client.txn([], [PutOp(f"{fresh_prefix}{each}".encode(), b"\0x" * 20) for each in batch])
    client.delete(f"{fresh_prefix}0")
    client.delete(f"{fresh_prefix}1")
    client.put(f"{fresh_prefix}1", "again")
    path = client.maintenance.snapshot(tmp_path / "etcd.db", endpoint=etcd_cluster.leader.endpoint).path
    there = client.get(b"\0", from_key=True, count_only=True)

    found = snapshot_contents(path)

    assert (found.keys, found.revision) == (there.count, there.revision)
    assert found.versions >= number + 3
    assert yn.sandbox.snapshot_status(path).revision == found.revision


@pytest.mark.parametrize(
    "content", [b"", b"no database" * 1000, bytes(40_000)], ids=["empty", "words", "zeros"]
)
def test_what_is_no_snapshot_is_told(tmp_path: Path, content: bytes) -> None:
    """One error with the name of the file."""
    path = tmp_path / "other.db"
    path.write_bytes(content)

    with pytest.raises(InvalidFile, match=r"other\.db"):
        snapshot_contents(path)
