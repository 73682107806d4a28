"""Somebody else on the same cluster."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import yamtam_nb as yn
from yamtam_nb.client.client import Client
from yamtam_nb.sandbox import Cluster


@pytest.fixture
def other(etcd_cluster: Cluster) -> Iterator[Client]:
    """A second client, which knows nothing of what the first one keeps alive."""
    with yn.connect(etcd_cluster.endpoints) as other:
        yield other


@pytest.fixture
def registry(client: Client, fresh_prefix: str) -> Iterator[yn.Registry]:
    """A registry of its own, closed after the test."""
    with yn.Registry(client, fresh_prefix) as registry:
        yield registry


@pytest.fixture
def elsewhere(other: Client, registry: yn.Registry) -> Iterator[yn.Registry]:
    """The same registry, on the other client."""
    with yn.Registry(other, registry.prefix) as elsewhere:
        yield elsewhere
