"""Clusters that are ill in one way each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

import pytest

import yamtam_nb as yn

if TYPE_CHECKING:
    from yamtam_nb.client.client import Client
    from yamtam_nb.sandbox import Cluster


class Ward(NamedTuple):
    """A cluster and a client of it."""

    cluster: Cluster
    client: Client


@pytest.fixture(scope="module")
def ward() -> Iterator[Ward]:
    """Three members that tests of this module may hurt, and heal again."""
    with (
        yn.sandbox.Cluster.start(3, fsync=False) as cluster,
        yn.connect(cluster.endpoints) as client,
    ):
        yield Ward(cluster, client)
