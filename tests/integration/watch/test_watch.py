"""Following changes on a real cluster that is well."""

from __future__ import annotations

import _thread
import gc
import threading
import time
from collections.abc import Iterator

import pytest

import yamtam_nb as yn
from yamtam_nb.client.client import Client
from yamtam_nb.client.watch import Watch
from yamtam_nb.errors import ClientClosed, Compacted, InvalidArgument, Unavailable
from yamtam_nb.keys import KeyRange
from yamtam_nb.model import DeleteOp, Event, EventType, PutOp, Settings, WatchBatch, WatchFilter


def read(watch: Watch, events: int, timeout: float = 10.0) -> list[WatchBatch]:
    """Batches until that many events have come."""
    batches: list[WatchBatch] = []
    until = time.monotonic() + timeout
    while sum(len(batch.events) for batch in batches) < events:
        batch = watch.read(until - time.monotonic())
        assert batch is not None, f"only {batches} after {timeout} s: {watch}"
        batches.append(batch)
    return batches


def flat(batches: list[WatchBatch]) -> list[Event]:
    return [event for batch in batches for event in batch.events]


def watch_threads() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name.startswith("yamtam-watch")]


def wait_until(condition: object, timeout: float = 5.0) -> None:
    until = time.monotonic() + timeout
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < until
        time.sleep(0.01)


@pytest.fixture(autouse=True)
def no_thread_is_left() -> Iterator[None]:
    """Each test ends with the watch threads it began with."""
    before = len(watch_threads())
    yield
    wait_until(lambda: len(watch_threads()) <= before)


def test_a_watch_delivers_what_happens_after_the_call(client: Client, fresh_prefix: str) -> None:
    """It starts right after a linearizable read, so the first write is not missed, and earlier ones are not seen."""
    client.put(fresh_prefix + "a", "before")
    with client.watch(fresh_prefix, prefix=True) as watch:
        put = client.put(fresh_prefix + "a", "after")
        client.put("/test/elsewhere", "x")
        deleted = client.delete(fresh_prefix + "a")
        events = flat(read(watch, 2))
    assert [(e.type, e.kv.value, e.kv.mod_revision) for e in events] == [
        (EventType.PUT, b"after", put.revision),
        (EventType.DELETE, b"", deleted.revision),
    ]
    assert watch.start_revision <= put.revision
    assert events[0].prev_kv is None


def test_a_watch_from_a_revision_replays_history(client: Client, fresh_prefix: str) -> None:
    """In order, from that revision on, and then what happens."""
    revisions = [client.put(fresh_prefix + "k", str(n)).revision for n in range(5)]
    with client.watch(fresh_prefix + "k", start_revision=revisions[2]) as watch:
        last = client.put(fresh_prefix + "k", "5").revision
        events = flat(read(watch, 4))
    assert [event.kv.mod_revision for event in events] == [*revisions[2:], last]


def test_prev_kv_is_the_key_as_it_was(client: Client, fresh_prefix: str) -> None:
    """For puts and for deletes; a key that is new has none."""
    with client.watch(fresh_prefix, prefix=True, prev_kv=True) as watch:
        client.put(fresh_prefix + "k", "1")
        client.put(fresh_prefix + "k", "2")
        client.delete(fresh_prefix + "k")
        events = flat(read(watch, 3))
    assert [event.prev_kv and event.prev_kv.value for event in events] == [None, b"1", b"2"]
    assert [event.is_create for event in events] == [True, False, False]


@pytest.mark.parametrize(
    ("left_out", "seen"), [("NOPUT", [EventType.DELETE]), ("NODELETE", [EventType.PUT] * 2)]
)
def test_filters_leave_events_out(
    client: Client, fresh_prefix: str, left_out: str, seen: list[EventType]
) -> None:
    """On the server."""
    with client.watch(fresh_prefix, prefix=True, filters=(WatchFilter(left_out),)) as watch:
        client.put(fresh_prefix + "k", "1")
        client.delete(fresh_prefix + "k")
        client.put(fresh_prefix + "l", "1")
        time.sleep(0.1)
        events = flat(read(watch, len(seen)))
        assert watch.read(0.1) is None
    assert [event.type for event in events] == seen


def test_a_transaction_arrives_in_one_batch(client: Client, fresh_prefix: str) -> None:
    """Its puts and deletes share a revision, and nobody sees half of it."""
    client.put(fresh_prefix + "gone", "x")
    with client.watch(fresh_prefix, prefix=True) as watch:
        puts = [PutOp(f"{fresh_prefix}{n:03}".encode(), b"v") for n in range(100)]
        gone = DeleteOp(KeyRange.of(fresh_prefix + "gone"))
        result = client.txn(success=[*puts, gone])
        batches = read(watch, 101)
    assert len(batches) == 1
    assert {event.kv.mod_revision for event in batches[0].events} == {result.revision}
    assert batches[0].revision == result.revision


@pytest.mark.parametrize("fragment", [True, False])
def test_large_events_arrive_whole(client: Client, fresh_prefix: str, fragment: bool) -> None:
    """A transaction of 1.3 MiB, which prev_kv doubles: more than one fragment and more than gRPC's usual 4 MiB."""
    keys = [f"{fresh_prefix}{n:03}".encode() for n in range(128)]
    value = b"x" * 10_000
    with client.watch(fresh_prefix, prefix=True, prev_kv=True, fragment=fragment) as watch:
        for turn in (b"1", b"2", b"3"):
            client.txn(success=[PutOp(key, turn + value) for key in keys])
        batches = [batch for batch in read(watch, 3 * 128) if batch.events]
    with client.watch(
        fresh_prefix, prefix=True, prev_kv=True, fragment=fragment, start_revision=batches[0].revision
    ) as again:
        replayed = flat(read(again, 3 * 128))
    assert flat(batches) == replayed
    for batch in batches:
        assert {
            len([e for e in batch.events if e.kv.mod_revision == r])
            for r in {e.kv.mod_revision for e in batch.events}
        } == {128}
    assert [event.key for event in replayed] == keys * 3
    assert {event.prev_kv.value[:1] for event in replayed[256:] if event.prev_kv} == {b"2"}


def test_one_key_and_ranges_are_watched_as_they_are_read(client: Client, fresh_prefix: str) -> None:
    """key, [key, range_end), prefix and from_key."""
    with (
        client.watch(fresh_prefix + "b") as one,
        client.watch(fresh_prefix + "a", fresh_prefix + "c") as span,
        client.watch(fresh_prefix + "b", from_key=True) as onwards,
    ):
        for name in ("a", "b", "c"):
            client.put(fresh_prefix + name, "x")
        assert [event.key[-1:] for event in flat(read(one, 1))] == [b"b"]
        assert [event.key[-1:] for event in flat(read(span, 2))] == [b"a", b"b"]
        assert [event.key[-1:] for event in flat(read(onwards, 2))] == [b"b", b"c"]


def test_a_watch_below_the_compaction_says_so(client: Client, fresh_prefix: str) -> None:
    """With the revision; and the iteration says it every time it is asked."""
    first = client.put(fresh_prefix + "k", "1").revision
    last = client.put(fresh_prefix + "k", "2").revision
    client.compact(last)
    with client.watch(fresh_prefix, prefix=True, start_revision=first) as watch:
        for _ in range(2):
            with pytest.raises(Compacted) as caught:
                next(watch)
        assert caught.value.compact_revision == last
        assert watch.status.state == "failed"
        assert "compacted" in watch.status.error


def test_closing_ends_an_iteration_in_another_thread(client: Client, fresh_prefix: str) -> None:
    """A loop over a closed watch is over, without an error."""
    watch = client.watch(fresh_prefix, prefix=True)
    seen: list[WatchBatch] = []
    thread = threading.Thread(target=lambda: seen.extend(watch))
    thread.start()
    client.put(fresh_prefix + "k", "1")
    wait_until(lambda: len(seen) == 1)
    started = time.monotonic()
    watch.close()
    watch.close()
    thread.join(2)
    assert not thread.is_alive()
    assert time.monotonic() - started < 1.0
    assert (watch.closed, watch.status.state) == (True, "closed")
    assert "closed" in repr(watch)


def test_closing_the_client_ends_its_watches(etcd_cluster: yn.sandbox.Cluster, fresh_prefix: str) -> None:
    """The iteration says why it is over."""
    client = yn.connect(etcd_cluster.endpoints)
    watch = client.watch(fresh_prefix, prefix=True)
    client.close()
    with pytest.raises(ClientClosed):
        next(watch)


def test_a_watch_that_nobody_holds_any_more_ends_by_itself(client: Client, fresh_prefix: str) -> None:
    """A loop that was left by break leaves no thread behind."""
    watch = client.watch(fresh_prefix, prefix=True)
    assert "yamtam-watch" in watch_threads()
    del watch
    gc.collect()
    wait_until(lambda: not watch_threads())


def test_a_slow_consumer_loses_nothing(client: Client, fresh_prefix: str) -> None:
    """Reading stops when 10,000 events wait; what comes later stays in etcd until there is room."""
    with client.watch(fresh_prefix, prefix=True) as watch:
        for turn in range(100):
            client.txn(success=[PutOp(f"{fresh_prefix}{n:03}".encode(), b"%d" % turn) for n in range(128)])
        wait_until(lambda: watch.status.events > 5_000)
        time.sleep(0.3)
        assert watch.status.events <= 11_000
        events = flat(read(watch, 12_800, timeout=30))
    assert [event.kv.value for event in events] == [b"%d" % turn for turn in range(100) for _ in range(128)]


def test_the_status_tells_where_it_is(client: Client, fresh_prefix: str) -> None:
    """State, endpoint, revision and counters, also to those who asked to be told."""
    with client.watch(fresh_prefix, prefix=True) as watch:
        told: list[str] = []
        unsubscribe = watch.on_status(lambda status: told.append(status.state))
        revision = client.put(fresh_prefix + "k", "1").revision
        read(watch, 1)
        status = watch.status
        assert (status.state, status.revision, status.events, status.reconnects) == ("live", revision, 1, 0)
        assert status.endpoint in client.endpoints
        assert status.last_event is not None
        assert time.time() - status.last_event < 5
        assert fresh_prefix in repr(watch)
    assert told == ["closed"]
    unsubscribe()


@pytest.mark.parametrize(
    ("key", "range_end", "start_revision"), [("b", "a", None), ("b", "b", None), ("b", None, -1)]
)
def test_a_watch_that_can_never_deliver_is_refused(
    client: Client, key: str, range_end: str | None, start_revision: int | None
) -> None:
    """Before anything is sent; etcd itself would take some of these and stay silent."""
    with pytest.raises(InvalidArgument):
        client.watch(key, range_end, start_revision=start_revision)


def test_a_watch_without_a_server_says_so_at_once() -> None:
    """By the read that comes first."""
    with Client(Settings(("http://127.0.0.1:1",), timeout=0.5)) as client, pytest.raises(Unavailable):
        client.watch("k")


def test_the_stop_button_ends_a_wait(client: Client, fresh_prefix: str) -> None:
    """Within half a second; and the watch can be read on."""
    with client.watch(fresh_prefix, prefix=True) as watch:
        timer = threading.Timer(0.2, _thread.interrupt_main)
        started = time.monotonic()
        timer.start()
        with pytest.raises(KeyboardInterrupt):
            next(watch)
        assert time.monotonic() - started < 0.7
        timer.join()
        client.put(fresh_prefix + "k", "1")
        assert len(flat(read(watch, 1))) == 1
