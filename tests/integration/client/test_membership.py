"""Members that come, are promoted and go, with real processes behind them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest

from yamtam_nb import connect
from yamtam_nb.client.client import Client
from yamtam_nb.errors import (
    EtcdError,
    FailedPrecondition,
    InvalidArgument,
    MemberNotFound,
    NoLeader,
    QuorumAtRisk,
)
from yamtam_nb.model import MemberChange
from yamtam_nb.sandbox import Cluster

SETTLED_WITHIN = 15.0


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    """Three members; each test leaves three that are healthy."""
    with Cluster.start(3, fsync=False) as cluster:
        yield cluster


@pytest.fixture
def client(cluster: Cluster) -> Iterator[Client]:
    """A client of them."""
    with connect(cluster.endpoints) as client:
        yield client


def promote(client: Client, member_id: int) -> MemberChange:
    """As soon as it has caught up."""
    until = time.monotonic() + SETTLED_WITHIN
    while True:
        try:
            return client.cluster.member_promote(member_id)
        except FailedPrecondition as error:
            assert "caught up" in str(error)
            assert time.monotonic() < until
            time.sleep(0.05)


def reach_again(client: Client, endpoint: str) -> None:
    """A connection that was refused is tried again after two seconds, though the member may be back before."""
    until = time.monotonic() + SETTLED_WITHIN
    while isinstance(client.maintenance.status_all([endpoint])[0], EtcdError):
        assert time.monotonic() < until
        time.sleep(0.05)


def wait_until_led_without(client: Client, cluster: Cluster, lost_id: int) -> None:
    """Until all members that run know a leader that is not the lost one: in an election some know none."""
    running = [member.endpoint for member in cluster.members if member.running]
    until = time.monotonic() + SETTLED_WITHIN
    while {client.maintenance.status(endpoint).leader for endpoint in running} & {0, lost_id}:
        assert time.monotonic() < until
        time.sleep(0.05)


def test_a_member_is_replaced(cluster: Cluster, client: Client) -> None:
    """Killed, removed, a learner added in its place, started, promoted; the data is there all the time."""
    client.put("/kept", "v")
    lost = cluster.members[2]
    lost_id = next(member.id for member in client.cluster.member_list() if member.name == lost.name)
    lost.kill()
    wait_until_led_without(client, cluster, lost_id)

    removed = client.cluster.member_remove(lost_id)
    cluster.discard(lost)
    newcomer = cluster.prepare_member()
    added = client.cluster.member_add(newcomer.peer_url, learner=True, timeout=SETTLED_WITHIN)
    cluster.join(newcomer)
    promoted = promote(client, added.member.id)
    cluster.wait_healthy()

    assert (removed.action, removed.member.name, len(removed.members)) == ("removed", lost.name, 2)
    assert removed.forecast is not None
    assert (removed.forecast.spare_before, removed.forecast.spare_after) == (0, 0)
    assert (added.member.is_learner, added.member.peer_urls) == (True, (newcomer.peer_url,))
    assert (promoted.member.is_learner, promoted.member.name) == (False, newcomer.name)
    assert promoted.forecast is not None
    assert (promoted.forecast.spare_before, promoted.forecast.spare_after) == (0, 1)
    with connect(newcomer.endpoint) as straight:
        assert straight.get("/kept")[0].text() == "v"
    assert not lost.running


def test_a_change_that_costs_the_quorum_is_refused(cluster: Cluster, client: Client) -> None:
    """Nothing is changed, and the error carries the forecast. What is no risk is done all the same."""
    before = client.cluster.member_list()
    down = cluster.members[2]
    alive = next(member.id for member in before if member.name == cluster.members[0].name)
    down.kill()
    with pytest.raises(QuorumAtRisk, match="1 of 2 voters would answer, 2 are needed") as caught:
        client.cluster.member_remove(alive)
    with pytest.raises(QuorumAtRisk, match="Add it as a learner"):
        client.cluster.member_add("http://127.0.0.1:1")

    assert caught.value.forecast.verdict == "loses quorum"
    assert client.cluster.member_list() == before
    down.restart()
    reach_again(client, down.endpoint)
    assert client.cluster.forecast("remove", alive).verdict == "no spare"


def test_a_forecast_is_had_without_a_quorum(cluster: Cluster, client: Client) -> None:
    """That is when it is wanted most; and leadership cannot be moved then."""
    member_id = client.cluster.member_list()[0].id
    for member in cluster.members[1:]:
        member.kill()
    until = time.monotonic() + SETTLED_WITHIN
    while client.maintenance.status(cluster.endpoints[0]).leader:  # it takes a while to notice
        assert time.monotonic() < until
        time.sleep(0.05)

    foretold = client.cluster.forecast("add learner")

    assert (foretold.verdict, foretold.voters_before, foretold.answering_before) == ("no quorum", 3, 0)
    with pytest.raises(QuorumAtRisk, match="There is no quorum: 0 of 3 voters answer, 2 are needed"):
        client.cluster.member_add("http://127.0.0.1:1", learner=True)
    with pytest.raises(NoLeader):
        client.maintenance.move_leader(member_id)
    for member in cluster.members[1:]:
        member.start()
    cluster.wait_healthy()


def test_leadership_is_handed_over(cluster: Cluster, client: Client) -> None:
    """Whoever is asked; to the one who has it already it is no work; to somebody unknown not at all."""
    cluster.wait_for_leader()
    leader = client.maintenance.status().leader
    target = next(member for member in client.cluster.member_list() if member.id != leader)

    moved = client.maintenance.move_leader(target.id)

    assert (moved.before, moved.after) == (leader, target.id)
    assert cluster.wait_for_leader().name == target.name
    again = client.maintenance.move_leader(target.id)
    assert again.before == again.after == target.id
    with pytest.raises(InvalidArgument, match="ID abc"):
        client.maintenance.move_leader(0xABC)


def test_addresses_are_changed(cluster: Cluster, client: Client) -> None:
    """And changed back; of a member that is not there they are not."""
    member = client.cluster.member_list()[0]
    other = client.cluster.member_update(member.id, [*member.peer_urls, "http://127.0.0.1:1"])
    back = client.cluster.member_update(member.id, member.peer_urls)

    assert set(other.member.peer_urls) == {*member.peer_urls, "http://127.0.0.1:1"}
    assert back.member.peer_urls == member.peer_urls
    with pytest.raises(MemberNotFound):
        client.cluster.member_update(0xABC, "http://127.0.0.1:1")
    with pytest.raises(InvalidArgument, match="No peer address"):
        client.cluster.member_add([])


def test_a_learner_is_not_updated_where_that_promotes_it(own_cluster: Callable[..., Cluster]) -> None:
    """A bug of etcd before 3.5.31; and an only voter is not made two of which one has not started."""
    cluster = own_cluster(members=1)
    with connect(cluster.endpoints) as client:
        with pytest.raises(QuorumAtRisk, match="1 of 2 voters would answer"):
            client.cluster.member_add("http://127.0.0.1:1")
        learner = client.cluster.member_add("http://127.0.0.1:1", learner=True).member
        version = client.maintenance.status().version
        if version.startswith("3.5.1"):
            with pytest.raises(QuorumAtRisk, match="makes a voter of learner"):
                client.cluster.member_update(learner.id, "http://127.0.0.1:2")
        with pytest.raises(QuorumAtRisk, match="Start it and let it catch up first"):
            client.cluster.member_promote(learner.id)
        removed = client.cluster.member_remove(learner.id)

    assert len(removed.members) == 1
    assert repr(removed.member).startswith(f"<Member {learner.id:x} without a name (never started) learner")
