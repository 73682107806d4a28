"""A mirror that compaction overtakes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest

import yamtam_nb as yn
from tests.faults.proxy import ProxiedCluster
from yamtam_nb.client.client import Client
from yamtam_nb.errors import Compacted
from yamtam_nb.mirror.status import MirrorChange, MirrorStatus
from yamtam_nb.model import EventType, Gap


@pytest.fixture(scope="module")
def three_members() -> Iterator[ProxiedCluster]:
    """One cluster for all tests here: they cut connections and compact, and kill nobody."""
    with yn.sandbox.Cluster.start(fsync=False) as cluster, ProxiedCluster(cluster) as proxied:
        yield proxied


@pytest.fixture
def proxied(three_members: ProxiedCluster) -> Iterator[ProxiedCluster]:
    """The same, with every connection possible again afterwards."""
    yield three_members
    three_members.resume()


def wait_until(condition: Callable[[], bool], timeout: float = 15.0) -> None:
    until = time.monotonic() + timeout
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.01)


def disconnect(proxied: ProxiedCluster, mirror: yn.Mirror) -> None:
    """Cut every way to the cluster, and see that the mirror says so."""
    for proxy in proxied.proxies:
        proxy.cut()
    wait_until(lambda: mirror.status.state == "reconnecting")


@pytest.mark.timeout(60)
def test_what_changed_behind_a_compaction_comes_as_synthetic_events_with_a_gap(
    proxied: ProxiedCluster,
    fresh_prefix: str,
) -> None:
    """New, changed, deleted and re-created keys; the table is right, and the gap says which revisions nobody saw."""
    changes: list[MirrorChange] = []
    states: list[MirrorStatus] = []
    with (
        yn.connect(proxied.cluster.endpoints) as direct,
        yn.connect(proxied.endpoints) as client,
    ):
        for name in ("same", "changed", "gone", "anew"):
            direct.put(fresh_prefix + name, "before")
        with yn.Mirror(client, fresh_prefix) as mirror:
            mirror.on_change(changes.append)
            mirror.on_status(states.append)
            before = mirror.sync()
            disconnect(proxied, mirror)
            assert mirror.revision == before
            last = change_behind(direct, fresh_prefix)
            direct.compact(last)
            proxied.resume()
            wait_until(lambda: mirror.status.gap_count == 1 and mirror.status.state == "live")
            after = direct.put(fresh_prefix + "same", "after").revision
            mirror.wait(after, 10)
            status, (_, mirrored) = mirror.status, mirror.state()
        truth = {kv.key: kv for kv in direct.get(fresh_prefix, prefix=True)}
    assert mirrored == truth
    assert status.gaps == (
        Gap(before, last, f"history was compacted up to revision {last} before it could be delivered"),
    )
    assert "re-syncing" in {state.state for state in states}
    synthetic, real = (change for change in changes if change.events)
    assert synthetic.gap == status.gaps[0]
    assert [(e.type, e.key.decode().removeprefix(fresh_prefix), e.synthetic) for e in synthetic.events] == [
        (EventType.DELETE, "gone", True),
        (EventType.PUT, "changed", True),
        (EventType.DELETE, "anew", True),
        (EventType.PUT, "anew", True),
        (EventType.PUT, "new", True),
    ]
    assert [e.prev_kv and e.prev_kv.value for e in synthetic.events] == [
        b"before",
        b"before",
        b"before",
        None,
        None,
    ]
    assert (real.revision, real.gap, [e.synthetic for e in real.events]) == (after, None, [False])


def change_behind(direct: Client, fresh_prefix: str) -> int:
    """The changes that the mirror cannot see; returns the last revision."""
    direct.put(fresh_prefix + "changed", "between")
    direct.put(fresh_prefix + "changed", "after")
    direct.delete(fresh_prefix + "gone")
    direct.delete(fresh_prefix + "anew")
    direct.put(fresh_prefix + "anew", "after")
    return direct.put(fresh_prefix + "new", "after").revision


@pytest.mark.timeout(60)
def test_a_compaction_in_which_only_other_keys_moved_is_a_gap_without_events(
    proxied: ProxiedCluster,
    fresh_prefix: str,
) -> None:
    """Nothing under the prefix differs, and still nobody can know that nothing came and went."""
    changes: list[MirrorChange] = []
    with (
        yn.connect(proxied.cluster.endpoints) as direct,
        yn.connect(proxied.endpoints) as client,
    ):
        direct.put(fresh_prefix + "k", "v")
        with yn.Mirror(client, fresh_prefix) as mirror:
            mirror.on_change(changes.append)
            disconnect(proxied, mirror)
            for _ in range(3):
                last = direct.put("/elsewhere", "x").revision
            direct.compact(last)
            proxied.resume()
            wait_until(lambda: mirror.status.gap_count == 1)
            assert mirror.sync() >= last
    assert [(change.events, change.gap is not None) for change in changes if change.gap] == [([], True)]


@pytest.mark.timeout(60)
def test_a_compaction_that_does_not_overtake_leaves_no_gap(
    proxied: ProxiedCluster, fresh_prefix: str
) -> None:
    """The next revision is still there, so the watch goes on by itself."""
    with (
        yn.connect(proxied.cluster.endpoints) as direct,
        yn.connect(proxied.endpoints) as client,
    ):
        direct.put(fresh_prefix + "k", "v")
        with yn.Mirror(client, fresh_prefix) as mirror:
            disconnect(proxied, mirror)
            first = direct.put(fresh_prefix + "k", "1").revision
            last = direct.put(fresh_prefix + "k", "2").revision
            direct.compact(first)
            proxied.resume()
            mirror.wait(last, 15)
            assert (mirror.status.gap_count, mirror.status.reconnects) == (0, 1)


@pytest.mark.timeout(60)
def test_a_raw_watch_ends_with_the_compaction(proxied: ProxiedCluster, fresh_prefix: str) -> None:
    """Its events cannot be made up; the error carries the revision to go on from."""
    with (
        yn.connect(proxied.cluster.endpoints) as direct,
        yn.connect(proxied.endpoints) as client,
        client.watch(fresh_prefix, prefix=True) as watch,
    ):
        for proxy in proxied.proxies:
            proxy.cut()
        wait_until(lambda: watch.status.state == "reconnecting")
        direct.put(fresh_prefix + "k", "1")
        last = direct.put(fresh_prefix + "k", "2").revision
        direct.compact(last)
        proxied.resume()
        with pytest.raises(Compacted) as caught:
            next(watch)
    assert caught.value.compact_revision == last


@pytest.mark.timeout(60)
def test_a_mirror_stays_right_while_compaction_runs_all_the_time(
    proxied: ProxiedCluster, fresh_prefix: str
) -> None:
    """To the head of history after every few writes."""
    endpoints = proxied.cluster.endpoints
    with (
        yn.connect(endpoints) as client,
        yn.connect(endpoints) as other,
        yn.Mirror(client, fresh_prefix) as mirror,
    ):
        for number in range(300):
            last = other.put(f"{fresh_prefix}{number % 31}", str(number)).revision
            if number % 5 == 0:
                other.compact(last)
        mirror.wait(last, 15)
        assert mirror.state()[1] == {kv.key: kv for kv in other.get(fresh_prefix, prefix=True)}
        assert mirror.status.state == "live"
