"""Fixtures of tests that hurt links, and leave the members alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.faults.proxy import ProxiedCluster
from yamtam_nb import connect
from yamtam_nb.client.client import Client
from yamtam_nb.sandbox import Cluster


@pytest.fixture(scope="package")
def healthy() -> Iterator[ProxiedCluster]:
    """Three members behind proxies; only the links are hurt here."""
    with Cluster.start(fsync=False) as cluster, ProxiedCluster(cluster) as proxied:
        yield proxied


@pytest.fixture
def cluster(healthy: ProxiedCluster) -> Iterator[ProxiedCluster]:
    """With all links fine before and after."""
    yield healthy
    healthy.resume()


@pytest.fixture
def truth(cluster: ProxiedCluster) -> Iterator[Client]:
    """A client that goes past the proxies."""
    with connect(cluster.cluster.endpoints) as client:
        yield client
