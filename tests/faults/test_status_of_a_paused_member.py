"""``%etcd endpoint status --cluster`` while a member is frozen."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import yamtam_nb as yn
from yamtam_nb.client.client_urls import client_urls
from yamtam_nb.client.whole_cluster import status_of_cluster
from yamtam_nb.errors import DeadlineExceeded
from yamtam_nb.magics.commands.endpoint_status import _cells
from yamtam_nb.model import MemberStatus
from yamtam_nb.sandbox import Cluster


@pytest.mark.parametrize("known", [1, 3], ids=["one endpoint known", "all known"])
def test_a_paused_member_is_shown_as_silent_and_the_others_as_they_are(
    own_cluster: Callable[..., Cluster], known: int
) -> None:
    """Nobody waits for it longer than its deadline, whichever endpoints were named when connecting."""
    cluster = own_cluster()
    paused = cluster.members[1]
    with yn.connect(cluster.endpoints[:known]) as client:
        before = status_of_cluster(client, timeout=5)
        paused.pause()
        answers = status_of_cluster(client, timeout=1)
        paused.resume()

    assert [type(answer) for answer in before] == [MemberStatus] * 3
    assert [answer.endpoint for answer in answers] == [answer.endpoint for answer in before]
    by_endpoint = {answer.endpoint: answer for answer in answers}
    silent = by_endpoint.pop(paused.endpoint)
    assert isinstance(silent, DeadlineExceeded)
    assert _cells(silent)[-1] == "UNREACHABLE: no answer in time"
    assert all(isinstance(answer, MemberStatus) for answer in by_endpoint.values())


def test_the_members_are_found_though_the_preferred_endpoint_is_silent(
    own_cluster: Callable[..., Cluster],
) -> None:
    """The first list of any endpoint counts."""
    cluster = own_cluster()
    with yn.connect(cluster.endpoints) as client:
        preferred = next(member for member in cluster.members if member.endpoint == client.endpoint)
        preferred.pause()

        found = client_urls(client, timeout=5)

        preferred.resume()
    assert sorted(found) == sorted(cluster.endpoints)
