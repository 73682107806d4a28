"""The queue between the thread that reads and whoever consumes."""

from __future__ import annotations

import threading

import pytest

from yamtam_nb.client.watch_inbox import Inbox
from yamtam_nb.errors import WatchLost
from yamtam_nb.model import Event, EventType, KeyValue, WatchBatch


def batch(revision: int, size: int = 1) -> WatchBatch:
    return WatchBatch([Event(EventType.PUT, KeyValue(b"k", b"", 1, revision))] * size, revision)


def test_batches_come_out_in_order() -> None:
    """First in, first out."""
    inbox = Inbox()
    for revision in (1, 2, 3):
        assert inbox.put(batch(revision))
    assert [inbox.get(0).revision for _ in range(3)] == [1, 2, 3]
    assert inbox.get(0) is None


def test_a_full_inbox_blocks_and_drops_nothing() -> None:
    """Reading stops; what was not read stays in etcd."""
    inbox = Inbox(most_events=10)
    assert inbox.put(batch(1, size=9))
    done = threading.Event()

    def put() -> None:
        inbox.put(batch(2))
        done.set()

    thread = threading.Thread(target=put)
    thread.start()
    assert not done.wait(0.05)
    assert inbox.get(0).revision == 1
    assert done.wait(2)
    thread.join()
    assert inbox.get(0).revision == 2


def test_a_batch_larger_than_the_inbox_fits_when_it_is_empty() -> None:
    """Otherwise a large transaction would be stuck for ever."""
    inbox = Inbox(most_events=10)
    assert inbox.put(batch(1, size=1000))
    assert len(inbox.get(0).events) == 1000


@pytest.mark.parametrize("end", ["close", "fail"])
def test_an_end_releases_a_blocked_put(end: str) -> None:
    """A reader must not hang in a queue that nobody reads."""
    inbox = Inbox(most_events=1)
    inbox.put(batch(1))
    result = []
    thread = threading.Thread(target=lambda: result.append(inbox.put(batch(2))))
    thread.start()
    inbox.close() if end == "close" else inbox.fail(WatchLost("gone"))
    thread.join(2)
    assert result == [False]


def test_an_error_is_raised_after_everything_before_it() -> None:
    """What was delivered before the failure is not lost."""
    inbox = Inbox()
    inbox.put(batch(1))
    inbox.fail(WatchLost("gone"))
    assert inbox.get(0).revision == 1
    for _ in range(2):
        with pytest.raises(WatchLost, match="gone"):
            inbox.get()


def test_a_closed_inbox_gives_none_at_once() -> None:
    """Also to somebody who waits without a timeout."""
    inbox = Inbox()
    got: list[object] = []
    thread = threading.Thread(target=lambda: got.append(inbox.get()))
    thread.start()
    inbox.close()
    thread.join(2)
    assert got == [None]
