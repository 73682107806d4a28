"""Each rehearsal has a cluster of its own: on one that others used, leases end and revisions move by themselves."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from yamtam_nb.sandbox import Cluster


@pytest.fixture
def etcd_cluster(own_cluster: Callable[..., Cluster]) -> Cluster:
    """Three members that nobody else knows of."""
    return own_cluster(3)


@pytest.fixture
def etcd_endpoints(etcd_cluster: Cluster) -> str:
    """Their addresses, joined by commas."""
    return ",".join(etcd_cluster.endpoints)
