"""Fixtures for all tests; the shared cluster itself comes from our own plugin, as it does for everybody."""

from __future__ import annotations

import os
import signal
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from tests.faults.proxy import ProxiedCluster
    from yamtam_nb.client.client import Client
    from yamtam_nb.sandbox import Cluster

_MARK = "YAMTAM_TEST_RUN"
"""Environment variable that every process of this test run inherits, at whatever depth it is started."""


def pytest_configure(config: pytest.Config) -> None:
    """Announce the marker for what not every version of etcd has; and let Ctrl-C reach the tests.

    A shell starts what it runs in the background with SIGINT ignored.
    """
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    config.addinivalue_line(
        "markers",
        "since(version): what it tests came with that version of etcd; an older server cannot pass it",
    )


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip, with both versions in the reason, what the etcd of this run is too old for."""
    from tests.server_version import lacks

    for mark in item.iter_markers("since"):
        if reason := lacks(mark.args[0]):
            pytest.skip(reason)


@pytest.fixture(scope="session", autouse=True)
def nothing_left_behind() -> Iterator[None]:
    """After the last test no etcd, supervisor or proxy that this run started is alive."""
    os.environ[_MARK] = mark = uuid.uuid4().hex
    yield
    until = time.monotonic() + 5.0
    while (left := _processes_of(mark)) and time.monotonic() < until:
        time.sleep(0.05)
    del os.environ[_MARK]
    assert not left, f"left running: {left}"


@pytest.fixture
def own_cluster() -> Iterator[Callable[..., Cluster]]:
    """Starts clusters for tests that hurt theirs or want another kind; takes what Cluster.start takes."""
    from yamtam_nb.sandbox import Cluster

    with ExitStack() as clusters:

        def start(members: int = 3, **options: Any) -> Cluster:
            return clusters.enter_context(Cluster.start(members, **{"fsync": False, **options}))

        yield start


@pytest.fixture
def proxied_cluster(own_cluster: Callable[..., Cluster]) -> Iterator[ProxiedCluster]:
    """Three members of one's own, each behind a TCP proxy in a process of its own."""
    from tests.faults.proxy import ProxiedCluster

    with ProxiedCluster(own_cluster()) as proxied:
        yield proxied


@pytest.fixture
def connect_to() -> Iterator[Callable[..., Client]]:
    """Connects to a Cluster with its own certificates and password; closes the clients after the test."""
    import yamtam_nb as yn

    with ExitStack() as clients:

        def connect(cluster: Cluster, **options: Any) -> Client:
            known = {name: getattr(cluster, name) for name in ("ca_cert", "cert", "key", "user", "password")}
            return clients.enter_context(yn.connect(**{"endpoints": cluster.endpoints, **known, **options}))

        yield connect


@pytest.fixture
def client(etcd_cluster: Cluster) -> Iterator[Client]:
    """A client of the shared cluster, closed after the test."""
    import yamtam_nb as yn

    with yn.connect(etcd_cluster.endpoints) as connected:
        yield connected


@pytest.fixture
def fresh_prefix() -> str:
    """A key prefix that no other test uses, ending in a slash."""
    return f"/test/{uuid.uuid4().hex[:12]}/"


def _processes_of(mark: str) -> list[str]:
    """Command lines of our kinds of server among the processes that carry the mark (Linux only)."""
    if sys.platform != "linux":
        return []
    found = []
    for process in Path("/proc").iterdir():
        try:
            command = process.joinpath("cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            marked = mark.encode() in process.joinpath("environ").read_bytes()
        except (OSError, NotADirectoryError):
            continue
        if marked and any(
            word in command for word in ("--initial-cluster", "supervisor.py", "proxy_server.py")
        ):
            found.append(f"{process.name} {command[:120]}")
    return found
