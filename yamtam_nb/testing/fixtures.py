"""Fixtures that serve a real etcd cluster to the tests of programs and notebooks that use etcd."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from yamtam_nb.sandbox import Cluster


@pytest.fixture(scope="session")
def etcd_cluster() -> Iterator[Cluster]:
    """A real cluster of three members, shared by all tests that do not hurt it.

    It does not wait for the disk, so writes are faster than those of a real cluster. Keep tests apart by
    giving each a key prefix of its own.

    Example:
        >>> def test_that_my_program_writes_its_config(etcd_cluster):
        ...     with yn.connect(etcd_cluster.endpoints) as client:
        ...         assert client.get("/mine/config").count == 1
    """
    from yamtam_nb.sandbox import Cluster

    with Cluster.start(members=3, fsync=False) as cluster:
        yield cluster


@pytest.fixture(scope="session")
def etcd_endpoints(etcd_cluster: Cluster) -> str:
    """Its client URLs with commas between them, as ``ETCDCTL_ENDPOINTS`` and ``%etcd connect`` take them."""
    return ",".join(etcd_cluster.endpoints)
