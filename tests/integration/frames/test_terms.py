"""Looking who leads, on a real cluster."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from yamtam_nb.client.client import Client
from yamtam_nb.errors import InvalidArgument
from yamtam_nb.frames.terms import watch_terms
from yamtam_nb.sandbox import Cluster


def test_an_election_between_two_looks_is_seen(
    own_cluster: Callable[..., Cluster], connect_to: Callable[..., Client]
) -> None:
    """The term rises by one, both leaders are named, and the disks have figures."""
    cluster = own_cluster()
    client = connect_to(cluster)
    old = cluster.leader.name
    heir = next(each for each in client.cluster.member_list() if each.name != old)

    def elect(done: int, _: int) -> None:
        if done == 2:
            client.maintenance.move_leader(heir.id)

    seen = watch_terms(client, looks=4, every=0.0, on_progress=elect)

    assert (seen.elections, seen.leaders, seen.steady) == (1, [old, heir.name], False)
    assert sorted(seen.df["member"]) == ["m1", "m2", "m3"]
    assert (seen.df["fsync_p99"] > 0).all()
    assert (seen.df["leader_changes"] >= 1).all()
    with pytest.raises(InvalidArgument, match="look twice at least"):
        watch_terms(client, looks=1)
