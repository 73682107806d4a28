"""The live view of a cluster: a silent member delays nobody, a new leader is seen soon, and nothing is left behind."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

import yamtam_nb as yn
from yamtam_nb.client import cluster_feed
from yamtam_nb.client.cluster_feed import ClusterFeed
from yamtam_nb.client.cluster_view import ClusterView, cluster_view
from yamtam_nb.errors import InvalidArgument, Unavailable
from yamtam_nb.widgets import live

if TYPE_CHECKING:
    from tests.integration.diagnosis.conftest import Ward
    from yamtam_nb.client.client import Client
    from yamtam_nb.sandbox import Cluster


class Seen:
    """What a feed told, and when."""

    def __init__(self, feed: ClusterFeed) -> None:
        self.views: list[tuple[float, ClusterView]] = []
        self._news = threading.Condition()
        feed.follow(self._note)

    def _note(self, view: ClusterView) -> None:
        with self._news:
            self.views.append((time.monotonic(), view))
            self._news.notify_all()

    def until(self, true: Callable[[ClusterView], Any], seconds: float = 8.0) -> float:
        """When a view came that is so, from now on."""
        with self._news:
            start = len(self.views)
            found = self._news.wait_for(
                lambda: [at for at, view in self.views[start:] if true(view)], seconds
            )
        assert found, "it did not come true in time"
        return float(found[0])


def roles(view: ClusterView) -> dict[str, str]:
    return {member.seat.name: member.role for member in view}


def test_a_view_has_every_member_also_those_not_named(ward: Ward) -> None:
    """Asked at the addresses that they advertise; with the quota and the disk from their metrics."""
    with yn.connect(ward.cluster.endpoints[:1]) as client:
        view = cluster_view(client)

    assert sorted(roles(view)) == ["m1", "m2", "m3"]
    assert sorted(roles(view).values()) == ["follower", "follower", "leader"]
    assert all(member.quota and member.vitals.fsync_p99 is not None for member in view)
    assert repr(view).startswith("<ClusterView 3 of 3 members answer, leader m")


def test_a_new_leader_is_seen_within_two_seconds(ward: Ward) -> None:
    """From the moment at which it leads, with the usual interval of one second."""
    with ClusterFeed(ward.client, metrics=False) as feed:
        seen = Seen(feed)
        seen.until(lambda view: view.leader)
        old = feed.view.leader
        assert old is not None
        heir = next(member for member in feed.view if member.role == "follower")
        assert heir.seat.member is not None
        ward.client.maintenance.move_leader(heir.seat.member.id)
        moved = time.monotonic()

        at = seen.until(lambda view: view.leader and view.leader.seat.name == heir.seat.name)

    assert at - moved < 2.0


def test_a_paused_member_is_seen_and_delays_nobody(ward: Ward) -> None:
    """Within interval and deadline; the others are asked as often as before. Thawed, it is back."""
    leader = ward.cluster.leader
    frozen = next(member for member in ward.cluster.members if member is not leader)
    with ClusterFeed(ward.client, metrics=False, interval=0.2, timeout=1.0) as feed:
        seen = Seen(feed)
        seen.until(lambda view: len(view.answers) == 3)
        frozen.pause()
        paused = time.monotonic()
        try:
            at = seen.until(lambda view: roles(view)[frozen.name] == "not answering")
        finally:
            frozen.resume()
        back = seen.until(lambda view: roles(view)[frozen.name] == "follower")
        told = [when for when, _ in seen.views if paused < when < at]

    assert at - paused < 0.2 + 1.0 + 0.8
    assert len(told) >= 4
    assert back > at
    (row,) = [member for member in seen.views[-1][1] if member.seat.name == frozen.name]
    assert None in row.latencies


def test_the_table_shows_it_and_counts_what_changed(ward: Ward) -> None:
    """Figures move without counting as changes; a member that goes silent is one."""
    victim = next(member for member in ward.cluster.members if member is not ward.cluster.leader)
    with yn.cluster_table(ward.client, interval=0.2) as table:
        assert table in live.live_tables()
        names = [row.cells[0] for row in table.rows]
        assert sorted(names) == [b"m1", b"m2", b"m3"]
        until(lambda: all(row.cells[5] is not None for row in table.rows))
        before = {row.id: row.version for row in table.rows}
        until(lambda: all(len(row.cells[4].points) > 5 for row in table.rows))
        assert {row.id: row.version for row in table.rows} == before
        victim.kill()
        until(lambda: "not answering" in {row.cells[1].word for row in table.rows})
        text = table._repr_mimebundle_()[0]["text/plain"]
        assert "3 members" in text
        assert "not answering" in text
        victim.restart()
        until(lambda: "not answering" not in {row.cells[1].word for row in table.rows})
    assert table not in live.live_tables()


def test_members_that_come_and_go_are_seen(
    own_cluster: Callable[..., Cluster], connect_to: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    """At the next round: one that was added and never started, until it is removed."""
    monkeypatch.setattr(cluster_feed, "ROUND", 0.2)
    client = connect_to(own_cluster(1))
    with yn.cluster_table(client, interval=0.2, metrics=False) as table:
        added = client.cluster.member_add(["http://127.0.0.1:1"], learner=True)
        until(lambda: "never started" in {row.cells[1].word for row in table.rows})
        assert (table.shown, table.status.total) == (2, 2)
        client.cluster.member_remove(added.member.id)
        until(lambda: table.shown == 1)


def test_nothing_is_left_of_a_stopped_table(ward: Ward) -> None:
    """Its threads are gone; the last picture stays, and closing twice does nothing."""
    before = set(threading.enumerate())
    table = yn.cluster_table(ward.client, interval=0.2)
    table.stop()
    assert (table.state, table.shown) == ("stopped", 3)
    table.close()
    table.close()
    until(lambda: not [t for t in set(threading.enumerate()) - before if t.name.startswith("yamtam-cluster")])


def test_a_table_says_that_its_client_is_closed(ward: Ward) -> None:
    """It cannot be live any more."""
    client = yn.connect(ward.cluster.endpoints)
    with yn.cluster_table(client, interval=0.2) as table:
        client.close()
        until(lambda: table.state == "closed")


def test_a_cluster_that_is_not_there_is_one_clear_error(own_cluster: Callable[..., Cluster]) -> None:
    """And an interval that would be a flood is refused."""
    cluster = own_cluster(1)
    with yn.connect(cluster.endpoints, timeout=0.5) as client:
        with pytest.raises(InvalidArgument, match="too short"):
            yn.cluster_table(client, interval=0.01)
        cluster.members[0].kill()
        tables = live.live_tables()
        with pytest.raises(Unavailable):
            yn.cluster_table(client)
    assert live.live_tables() == tables


def until(condition: Callable[[], object], seconds: float = 8.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come true in time"
        time.sleep(0.01)
