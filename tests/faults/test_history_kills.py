"""Members that die while a history is read."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest

import yamtam_nb as yn
from yamtam_nb.client.client import Client
from yamtam_nb.frames.history import stretches
from yamtam_nb.sandbox import Cluster

REVISIONS = 3_000
KEYS = 50


@pytest.mark.timeout(60)
def test_a_history_is_whole_although_the_leader_that_serves_it_is_killed(
    own_cluster: Callable[..., Cluster],
    connect_to: Callable[..., Client],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Other members go on where it stopped, for each of the watches: every revision once and in order, to the end."""
    monkeypatch.setattr(stretches, "ROUNDS", 1)
    cluster = own_cluster()
    leader = cluster.leader
    others = [endpoint for endpoint in cluster.endpoints if endpoint != leader.endpoint]
    client = connect_to(cluster, endpoints=[leader.endpoint, *others])
    write(client, range(REVISIONS))
    reads: list[int] = []

    def kill_the_leader(read: int, total: int) -> None:
        if not reads:
            leader.kill()
        reads.append(read)

    history = yn.history(client, "/p/", on_progress=kill_the_leader)

    assert reads[0] < REVISIONS / 2
    assert [int(change.new or 0) for change in history] == list(range(REVISIONS))
    assert list(history.at(history.revision)) == list(client.get("/p/", prefix=True))


def write(client: Client, numbers: Iterable[int]) -> None:
    """One revision for each number."""
    for number in numbers:
        client.put(f"/p/{number % KEYS:02}", str(number))
