"""Members that join a sandbox and leave it, and sandboxes that begin with a snapshot."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from yamtam_nb.errors import InvalidFile, SandboxError
from yamtam_nb.sandbox import Cluster, find_etcdctl, snapshot_status

OwnCluster = Callable[..., Cluster]


def etcdctl(cluster: Cluster, *arguments: str) -> str:
    """The real etcdctl, as root where there is one."""
    login = [f"--user={cluster.user}:{cluster.password}"] * (cluster.user is not None)
    command = [str(find_etcdctl()), f"--endpoints={cluster.endpoints[0]}", *login, *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=30, check=True).stdout


def test_a_member_joins_a_cluster_with_passwords_and_is_discarded(own_cluster: OwnCluster) -> None:
    """As a voter that is healthy at once; afterwards neither its process nor its data is left. Strangers stay out."""
    cluster = own_cluster(members=1, auth=True)
    stranger = cluster.prepare_member()

    with pytest.raises(SandboxError, match="does not know m2: add http"):
        cluster.join(stranger)
    joined = cluster.add_member()

    assert not stranger.running
    assert joined.name == "m3"
    assert joined.healthy()
    assert cluster.endpoints[1] == joined.endpoint
    assert etcdctl(cluster, "member", "list").count("started") == 2
    cluster.discard(joined)
    assert not joined.running
    assert not (cluster.directory / "m3").exists()
    assert len(cluster.members) == 1


def test_a_cluster_begins_with_a_snapshot(own_cluster: OwnCluster, tmp_path: Path) -> None:
    """Of three members as of one; every key is there, and the status says how many."""
    old = own_cluster(members=1)
    etcdctl(old, "put", "/kept", "v")
    etcdctl(old, "snapshot", "save", str(tmp_path / "etcd.db"))

    status = snapshot_status(tmp_path / "etcd.db")
    new = own_cluster(members=3, snapshot=tmp_path / "etcd.db")

    assert (status.revision, status.total_keys > 0) == (2, True)
    assert etcdctl(new, "get", "/kept", "--print-value-only") == "v\n"
    assert len(etcdctl(new, "member", "list").splitlines()) == 3


def test_what_is_no_snapshot_is_refused_and_leaves_nothing(own_cluster: OwnCluster, tmp_path: Path) -> None:
    """With the last words of etcd's own program."""
    file = tmp_path / "etcd.db"
    with pytest.raises(InvalidFile, match="is no file"):
        snapshot_status(file)
    file.write_bytes(b"no database" * 1_000)
    with pytest.raises(InvalidFile, match="refuses"):
        snapshot_status(file)
    with pytest.raises(InvalidFile, match="refuses"):
        own_cluster(members=1, snapshot=file)
