"""A mirror on a real cluster that is well."""

from __future__ import annotations

import _thread
import os
import threading
import time

import pytest

import yamtam_nb as yn
from yamtam_nb.client.client import Client
from yamtam_nb.client.watch import Watch
from yamtam_nb.errors import ClientClosed, Compacted, Unavailable, WaitTimeout, YamtamError
from yamtam_nb.keys import KeyRange
from yamtam_nb.mirror.status import MirrorChange, MirrorStatus
from yamtam_nb.model import DeleteOp, EventType, PutOp, Settings


def threads() -> set[str]:
    return {thread.name for thread in threading.enumerate()} & {"yamtam-mirror", "yamtam-watch"}


def test_a_mirror_shows_what_is_there_and_what_happens(client: Client, fresh_prefix: str) -> None:
    """As a mapping in the order of the keys, at one revision."""
    client.put(fresh_prefix + "b", "1")
    client.put(fresh_prefix + "a", "2")
    with yn.Mirror(client, fresh_prefix) as mirror:
        assert [key.decode() for key in mirror] == [fresh_prefix + "a", fresh_prefix + "b"]
        assert mirror[fresh_prefix + "b"].text() == mirror[(fresh_prefix + "b").encode()].text() == "1"
        assert "nothing" not in mirror
        assert 5 not in mirror
        revision = client.put(fresh_prefix + "c", "3").revision
        client.delete(fresh_prefix + "a")
        assert mirror.sync() >= revision
        assert len(mirror) == 2
        assert mirror.state() == (
            mirror.revision,
            {kv.key: kv for kv in client.get(fresh_prefix, prefix=True)},
        )
        assert mirror.status.state == "live"


def test_changes_are_told_in_order_with_what_was_before(client: Client, fresh_prefix: str) -> None:
    """A transaction is one change; the time is that of the arrival."""
    client.put(fresh_prefix + "a", "1")
    changes: list[MirrorChange] = []
    with yn.Mirror(client, fresh_prefix) as mirror:
        mirror.on_change(changes.append)
        began = time.time()
        put = PutOp((fresh_prefix + "b").encode(), b"2")
        delete = DeleteOp(KeyRange.of(fresh_prefix + "a"))
        revision = client.txn(success=[put, delete]).revision
        mirror.wait(revision, 5)
        wait_for(lambda: bool(changes))
        assert mirror.arrived(revision) == changes[0].at
        assert mirror.arrived(1) is None
    (change,) = changes
    assert (change.revision, change.gap) == (revision, None)
    assert [(e.type, e.key[-1:], e.prev_kv and e.prev_kv.value) for e in change.events] == [
        (EventType.PUT, b"b", None),
        (EventType.DELETE, b"a", b"1"),
    ]
    assert began <= change.at <= time.time()


def wait_for(condition: object, timeout: float = 5.0) -> None:
    until = time.monotonic() + timeout
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < until
        time.sleep(0.005)


def test_sync_covers_every_write_before_it_also_of_other_keys(client: Client, fresh_prefix: str) -> None:
    """On an idle prefix no event comes; the mirror finds out that nothing changed, and takes the revision over."""
    with yn.Mirror(client, fresh_prefix) as mirror:
        for turn in range(3):
            revision = client.put("/test/other", str(turn)).revision
            assert mirror.sync() >= revision
        client.put(fresh_prefix + "a", "1")
        mirror.sync()
        assert fresh_prefix + "a" in mirror
        client.delete(fresh_prefix + "a")
        mirror.sync()
        assert fresh_prefix + "a" not in mirror


def test_a_mirror_of_everything_is_a_mirror_of_the_empty_prefix(client: Client, fresh_prefix: str) -> None:
    """All keys of the cluster."""
    with yn.Mirror(client, "") as mirror:
        client.put(fresh_prefix + "a", "1")
        mirror.sync()
        assert fresh_prefix + "a" in mirror
        assert len(mirror) == client.get("", prefix=True, count_only=True).count


@pytest.mark.parametrize(
    ("end", "inside", "outside"),
    [("", "b", "bb"), ("d", "cc", "d"), ("\0", "zz", "aa")],
    ids=["a key", "a range", "from a key on"],
)
def test_a_mirror_may_be_of_a_key_or_a_range(
    client: Client, fresh_prefix: str, end: str, inside: str, outside: str
) -> None:
    """It holds what is in it, follows that, and notices that nothing else changed."""
    last = fresh_prefix + end if end.isalpha() else end
    span = KeyRange(f"{fresh_prefix}b".encode(), last.encode())
    client.put(f"{fresh_prefix}b", "1")
    client.put(f"{fresh_prefix}{outside}", "1")
    with yn.Mirror(client, span) as mirror:
        assert f"{fresh_prefix}b" in mirror
        client.put(f"{fresh_prefix}{inside}", "2")
        client.put(f"{fresh_prefix}{outside}", "2")
        mirror.sync()
        assert mirror[f"{fresh_prefix}{inside}"].value == b"2"
        assert f"{fresh_prefix}{outside}" not in mirror
        assert mirror.range == span
        assert all(key.startswith(mirror.prefix) for key in mirror)


def test_a_wait_that_takes_too_long_says_how_far_it_is(client: Client, fresh_prefix: str) -> None:
    """And one without end can be stopped."""
    with yn.Mirror(client, fresh_prefix) as mirror:
        with pytest.raises(WaitTimeout, match=str(mirror.revision)):
            mirror.wait(mirror.revision + 1000, 0.1)
        timer = threading.Timer(0.2, _thread.interrupt_main)
        started = time.monotonic()
        timer.start()
        with pytest.raises(KeyboardInterrupt):
            mirror.wait(mirror.revision + 1000)
        assert time.monotonic() - started < 0.7
        timer.join()


def test_closing_ends_the_threads_and_leaves_the_content(client: Client, fresh_prefix: str) -> None:
    """Twice is fine; whoever waits hears of it; a callback may close its own mirror."""
    client.put(fresh_prefix + "a", "1")
    mirror = yn.Mirror(client, fresh_prefix)
    waited: list[BaseException] = []

    def wait() -> None:
        try:
            mirror.wait(mirror.revision + 1000)
        except ClientClosed as error:
            waited.append(error)

    waiter = threading.Thread(target=wait)
    waiter.start()
    mirror.on_change(lambda _: mirror.close())
    client.put(fresh_prefix + "a", "2")
    waiter.join(5)
    mirror.close()
    wait_for(lambda: not threads())
    assert len(waited) == 1
    assert mirror.status.state == "closed"
    assert mirror[fresh_prefix + "a"].text() == "2"
    assert "closed" in repr(mirror)


def test_closing_the_client_closes_the_mirror(etcd_cluster: yn.sandbox.Cluster, fresh_prefix: str) -> None:
    """Its status says why it moves no more."""
    told: list[MirrorStatus] = []
    client = yn.connect(etcd_cluster.endpoints)
    mirror = yn.Mirror(client, fresh_prefix)
    mirror.on_status(told.append)
    client.close()
    wait_for(lambda: mirror.status.state == "closed")
    assert "client" in mirror.status.error
    assert told[-1].state == "closed"
    wait_for(lambda: not threads())
    mirror.close()


def test_a_first_read_that_fails_is_raised_and_leaves_nothing() -> None:
    """No mirror without a server."""
    with Client(Settings(("http://127.0.0.1:1",), timeout=0.5)) as client, pytest.raises(Unavailable):
        yn.Mirror(client, "/x/")
    assert not threads()


def test_many_keys_are_mirrored_whole(client: Client, fresh_prefix: str) -> None:
    """More than fit into a page of the read; the order is that of the keys."""
    names = [f"{fresh_prefix}{number:05}".encode() for number in range(9_000)]
    for start in range(0, len(names), 100):
        client.txn(success=[PutOp(name, b"v" * 50) for name in names[start : start + 100]])
    with yn.Mirror(client, fresh_prefix) as mirror:
        assert list(mirror) == names
        assert mirror.state()[1] == {kv.key: kv for kv in client.get(fresh_prefix, prefix=True)}


def test_a_slow_callback_delays_the_mirror_and_loses_nothing(client: Client, fresh_prefix: str) -> None:
    """Each change is told once, in order."""
    told: list[int] = []

    def slow(change: MirrorChange) -> None:
        time.sleep(0.005)
        told.extend(event.kv.mod_revision for event in change.events)

    with yn.Mirror(client, fresh_prefix) as mirror:
        mirror.on_change(slow)
        revisions = [client.put(fresh_prefix + "a", str(turn)).revision for turn in range(100)]
        mirror.wait(revisions[-1], 10)
        wait_for(lambda: len(told) == 100)
    assert told == revisions


def test_a_mirror_that_compaction_outruns_keeps_trying_and_says_so(
    client: Client, fresh_prefix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As soon as a read gets through, it is live again, with the gap."""
    from yamtam_nb.mirror import feeder

    states: list[MirrorStatus] = []
    with yn.Mirror(client, fresh_prefix) as mirror:
        mirror.on_status(states.append)
        real, failures = feeder.read_all, [Compacted("outran"), Compacted("outran"), Unavailable("no way")]

        def read_all(*args: object) -> object:
            if failures:
                raise failures.pop()
            return real(*args)  # type: ignore[arg-type]

        monkeypatch.setattr(feeder, "read_all", read_all)
        mirror._feeder._watch._inbox.fail(Compacted("the watch was overtaken"))  # type: ignore[union-attr]
        revision = client.put(fresh_prefix + "a", "1").revision
        mirror.wait(revision, 10)
        wait_for(lambda: mirror.status.state == "live")
        assert mirror.status.gap_count == 1
    assert {"overtaken", "no way", "outran"} <= {
        word for s in states for word in ("overtaken", "no way", "outran") if word in s.error
    }
    assert {state.state for state in states} >= {"re-syncing", "live", "closed"}


def test_in_a_forked_child_a_mirror_says_that_it_is_the_parents(client: Client, fresh_prefix: str) -> None:
    """Its thread does not exist there, so without that it would be stale and look live; the parent's goes on."""
    client.put(fresh_prefix + "a", "1")
    with yn.Mirror(client, fresh_prefix) as mirror, client.watch(fresh_prefix, prefix=True) as watch:
        reading, writing = os.pipe()
        child = os.fork()
        if not child:
            os.write(writing, _look(mirror, watch).encode())
            os._exit(0)
        os.close(writing)
        with open(reading, "rb") as told:  # noqa: PTH123 - a descriptor
            assert told.read() == b"closed parent ClientClosed closed ClientClosed 1"
        os.waitpid(child, 0)
        revision = client.put(fresh_prefix + "a", "2").revision
        mirror.wait(revision, 5)
        assert mirror.status.state == "live"


def _look(mirror: yn.Mirror, watch: Watch) -> str:
    words = [mirror.status.state, "parent" if "parent" in mirror.status.error else "?"]
    for wait in (lambda: mirror.wait(mirror.revision + 1), lambda: next(watch)):
        try:
            wait()
        except YamtamError as error:
            words.append(type(error).__name__)
        if len(words) == 3:
            words.append(watch.status.state)
    mirror.close()
    watch.close()
    return " ".join([*words, next(iter(mirror.values())).text()])


def test_sync_asks_a_server_that_can_be_asked(
    client: Client, fresh_prefix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By a progress request on the watch's own stream; then nothing needs to be compared."""
    monkeypatch.setattr("yamtam_nb.client.watch_reader.progress_is_safe", lambda version: bool(version))
    monkeypatch.setattr("yamtam_nb.mirror.sync.Syncing._compare", lambda _: pytest.fail("compared"))
    with yn.Mirror(client, fresh_prefix) as mirror:
        for turn in range(3):
            revision = client.put("/test/other", str(turn)).revision
            assert mirror.sync() >= revision
