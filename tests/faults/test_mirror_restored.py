"""A cluster that is set back behind the client's back."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable

import pytest

import yamtam_nb as yn
from yamtam_nb.errors import ClusterChanged
from yamtam_nb.mirror.status import MirrorChange

PREFIX = "/restored/"


@pytest.mark.timeout(60)
def test_a_mirror_never_shows_a_restored_cluster_as_the_continuation_of_the_old_one(
    own_cluster: Callable[..., yn.sandbox.Cluster],
) -> None:
    """Its revisions went backwards, so the old watch would be silent for ever. It fails, and says why."""
    cluster = own_cluster()
    changes: list[MirrorChange] = []
    with yn.connect(cluster.endpoints) as client:
        for number in range(20):
            client.put(PREFIX + "k", f"old {number}")
        with yn.Mirror(client, PREFIX) as mirror, client.watch(PREFIX, prefix=True) as watch:
            mirror.on_change(changes.append)
            before = mirror.revision
            lose_all_data(cluster)
            with yn.connect(cluster.endpoints) as anew, yn.Mirror(anew, PREFIX) as fresh:
                revision = anew.put(PREFIX + "k", "new").revision
                assert revision < before
                fresh.wait(revision, 5)
                wait_until(lambda: mirror.status.state == "failed")
            with pytest.raises(ClusterChanged):
                next(watch)
            assert str(before) in mirror.status.error
            assert (changes, mirror.revision, mirror[PREFIX + "k"].text()) == ([], before, "old 19")
            with pytest.raises(ClusterChanged):
                mirror.wait(before + 1, 5)


def lose_all_data(cluster: yn.sandbox.Cluster) -> None:
    """Kill every member and start it with an empty data directory: the same cluster ID, at revision 1."""
    for member in cluster.members:
        member.kill()
    for member in cluster.members:
        shutil.rmtree(cluster.directory / member.name)
    for member in cluster.members:
        member.start()
    cluster.wait_healthy()


def wait_until(condition: Callable[[], bool], timeout: float = 15.0) -> None:
    until = time.monotonic() + timeout
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.01)
