"""Starting real clusters: all of it, of every kind, or nothing."""

from __future__ import annotations

import gc
import os
import socket
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from yamtam_nb.errors import InvalidArgument, SandboxError
from yamtam_nb.sandbox import Cluster, find_etcdctl, ports
from yamtam_nb.sandbox import start as start_module

OwnCluster = Callable[..., Cluster]


def etcdctl(
    cluster: Cluster, *arguments: str, endpoints: list[str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the real etcdctl: a client that is not ours is the witness."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ETCDCTL_")}
    urls = ",".join(endpoints or cluster.endpoints)
    command = [str(find_etcdctl()), f"--endpoints={urls}", "--command-timeout=2s", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=20, env=environment, check=False)


def certificates(cluster: Cluster) -> list[str]:
    """The flags that show etcdctl's certificate."""
    return [f"--cacert={cluster.ca_cert}", f"--cert={cluster.cert}", f"--key={cluster.key}"]


def test_a_cluster_serves_etcdctl_and_leaves_nothing(own_cluster: OwnCluster) -> None:
    """Three members, healthy on return, tell a leader; after close processes and files are gone."""
    said: list[tuple[str, float]] = []
    cluster = own_cluster(on_progress=lambda text, part: said.append((text, part)))
    assert etcdctl(cluster, "put", "/a", "1").stdout == "OK\n"
    assert [
        etcdctl(cluster, "get", "/a", "--print-value-only", endpoints=[url]).stdout
        for url in cluster.endpoints
    ] == ["1\n"] * 3
    assert cluster.leader in cluster.members
    assert all(member.running and member.healthy() for member in cluster.members)
    assert '"level":"info"' in cluster.members[0].logs(lines=3)
    assert (said[0], said[-1]) == (("starting 3 etcd members", 0.0), ("ready", 1.0))
    assert [part for _, part in said] == sorted(part for _, part in said)
    pids = [member.pid for member in cluster.members]
    cluster.close()
    cluster.close()
    assert not any(_alive(pid) for pid in pids)
    assert not cluster.directory.exists()
    assert "closed" in repr(cluster)
    assert not any(member.running for member in cluster.members)
    with pytest.raises(SandboxError, match="closed"):
        cluster.members[0].restart()


def test_tls_asks_for_a_certificate(own_cluster: OwnCluster) -> None:
    """With TLS the client certificate lets in, and neither plain text nor a bare client does."""
    cluster = own_cluster(1, tls=True)
    assert etcdctl(cluster, *certificates(cluster), "put", "/a", "1").stdout == "OK\n"
    hasty = ("--command-timeout=500ms", "--dial-timeout=500ms")
    assert etcdctl(cluster, f"--cacert={cluster.ca_cert}", *hasty, "put", "/a", "2").returncode != 0
    plain = [url.replace("https", "http") for url in cluster.endpoints]
    assert etcdctl(cluster, *hasty, "put", "/a", "3", endpoints=plain).returncode != 0
    assert cluster.key is not None
    assert Path(cluster.key).parent.stat().st_mode & 0o077 == 0


def test_auth_asks_for_the_password(own_cluster: OwnCluster) -> None:
    """With auth root's password lets in at every member, nothing else does, and no repr shows it."""
    cluster = own_cluster(auth=True)
    assert cluster.password
    for url in cluster.endpoints:
        login = f"--user={cluster.user}:{cluster.password}"
        assert etcdctl(cluster, login, "put", "/a", "1", endpoints=[url]).stdout == "OK\n"
    assert "user name is empty" in etcdctl(cluster, "put", "/a", "2").stderr
    assert "authentication failed" in etcdctl(cluster, "--user=root:wrong", "put", "/a", "3").stderr
    assert cluster.leader.healthy()
    assert cluster.password not in repr(cluster) + repr(cluster.members)


def test_tls_and_auth_go_together(own_cluster: OwnCluster) -> None:
    """The client certificate is nobody by itself: it opens the connection, the password says who it is."""
    cluster = own_cluster(tls=True, auth=True)
    login = f"--user={cluster.user}:{cluster.password}"
    assert etcdctl(cluster, *certificates(cluster), login, "put", "/a", "1").stdout == "OK\n"
    assert "permission denied" in etcdctl(cluster, *certificates(cluster), "put", "/a", "2").stderr
    assert cluster.leader.healthy()


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        ("--auto-compaction-mode=sometimes", 'unknown auto-compaction-mode "sometimes"'),
        ("--no-such-flag", "flag provided but not defined: -no-such-flag"),
    ],
)
def test_a_failed_start_tells_etcds_own_words_and_leaves_nothing(
    bad: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What etcd said is in the message; no process and no file is left."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    with pytest.raises(SandboxError) as failure:
        Cluster.start(etcd_args=(bad,))
    assert words in str(failure.value)
    assert list(tmp_path.iterdir()) == []


def test_a_port_lost_to_somebody_else_means_other_ports(
    own_cluster: OwnCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between choosing a port and using it another process may take it: then all is planned anew."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        first = [taken.getsockname()[1]]

        def unlucky_once(count: int) -> list[int]:
            return [*ports.free_ports(count - len(first)), *(first.pop() for _ in tuple(first))]

        monkeypatch.setattr(start_module, "free_ports", unlucky_once)
        cluster = own_cluster(2)
    assert not first
    assert all(member.healthy() for member in cluster.members)


def test_nonsense_is_refused_before_anything_starts() -> None:
    """No members, or a flag of ours: an InvalidArgument."""
    with pytest.raises(InvalidArgument, match="cannot have 0 members"):
        Cluster.start(0)
    with pytest.raises(InvalidArgument, match="--data-dir"):
        Cluster.start(etcd_args=("--data-dir=.",))


def test_an_unclosed_cluster_is_reported_and_ended() -> None:
    """Forgotten means a ResourceWarning, and still nothing left."""
    cluster = Cluster.start(1, fsync=False)
    pid, directory = cluster.members[0].pid, cluster.directory
    with pytest.warns(ResourceWarning, match="was never closed"):
        del cluster
        gc.collect()
    assert not _alive(pid)
    assert not directory.exists()


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
