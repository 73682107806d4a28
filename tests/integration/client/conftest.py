"""etcdctl as the reference, and clusters of other kinds than the shared one."""

from __future__ import annotations

import base64
import json
import subprocess
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from yamtam_nb.model import KeyValue
from yamtam_nb.sandbox import Cluster
from yamtam_nb.sandbox.binary import find_etcdctl

Etcdctl = Callable[..., dict[str, Any]]


@pytest.fixture
def etcdctl(etcd_endpoints: str) -> Etcdctl:
    """Runs etcdctl on the shared cluster and reads its JSON."""
    return etcdctl_on(etcd_endpoints)


def etcdctl_on(endpoints: str, *flags: str) -> Etcdctl:
    """Runs etcdctl with these flags; its arguments may be bytes."""
    program = [str(find_etcdctl()), f"--endpoints={endpoints}", *flags]

    def run(*arguments: str | bytes) -> dict[str, Any]:
        done = subprocess.run(
            [*program, "-w", "json", *arguments], capture_output=True, timeout=30, check=False
        )
        assert done.returncode == 0, done.stderr.decode()
        return json.loads(done.stdout) if done.stdout.startswith(b"{") else {}

    return run


def kvs_of(answer: dict[str, Any]) -> list[KeyValue]:
    """The keys of a ``get -w json``."""
    return [
        KeyValue(
            base64.b64decode(kv["key"]),
            base64.b64decode(kv.get("value", "")),
            kv["create_revision"],
            kv["mod_revision"],
            kv["version"],
            kv.get("lease", 0),
        )
        for kv in answer.get("kvs", [])
    ]


@pytest.fixture(scope="module")
def lone_cluster() -> Iterator[Cluster]:
    """One member that a test may pause; the next test finds it running."""
    with Cluster.start(members=1, fsync=False) as cluster:
        yield cluster


@pytest.fixture
def lone(lone_cluster: Cluster) -> Iterator[Cluster]:
    """The lone member, running before and after."""
    yield lone_cluster
    if lone_cluster.members[0].paused:
        lone_cluster.members[0].resume()
    lone_cluster.wait_healthy()
