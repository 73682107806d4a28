"""The thread that sends."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from yamtam_nb.widgets.flusher import Flusher


class Counter:
    """A source that notes who calls it."""

    def __init__(self, again: Callable[[], float]) -> None:
        self.calls = 0
        self.tables = 0
        self.threads: set[int] = set()
        self.called = threading.Event()
        self._again = again

    def flush(self, tables: int) -> float:
        self.calls += 1
        self.tables = tables
        self.threads.add(threading.get_ident())
        self.called.set()
        return self._again()


def never() -> float:
    return float("inf")


def test_one_thread_serves_all_and_ends_with_the_last() -> None:
    """A widget may be used by one thread at a time, and none is left behind."""
    flusher = Flusher()
    before = threading.active_count()
    first, second = Counter(never), Counter(never)
    flusher.add(first)
    flusher.add(second)
    assert first.called.wait(2)
    assert second.called.wait(2)
    assert first.threads == second.threads
    assert second.tables == 2
    flusher.remove(first)
    flusher.remove(second)
    assert gone(before)


def test_a_source_is_called_when_it_said_and_earlier_when_it_is_hastened() -> None:
    """Sleeping until something is due must not outlast something that comes in between."""
    flusher = Flusher()
    source = Counter(lambda: time.monotonic() + 60)
    flusher.add(source)
    assert source.called.wait(2)
    source.called.clear()
    flusher.hasten(source, time.monotonic() + 0.05)
    assert source.called.wait(2)
    assert source.calls == 2
    flusher.remove(source)


def test_hastening_from_within_a_flush_is_not_lost() -> None:
    """A change may come while the message before it is being sent."""
    flusher = Flusher()
    done = threading.Event()

    class Chatty(Counter):
        def flush(self, tables: int) -> float:
            super().flush(tables)
            if self.calls == 1:
                flusher.hasten(self, 0.0)
            else:
                done.set()
            return float("inf")

    source = Chatty(never)
    flusher.add(source)
    assert done.wait(2)
    flusher.remove(source)


def test_a_source_that_fails_does_not_silence_the_others() -> None:
    """A page that is going away takes no other table with it."""
    flusher = Flusher()

    def fail() -> float:
        raise RuntimeError("no page")

    bad, good = Counter(fail), Counter(lambda: time.monotonic() + 0.01)
    flusher.add(bad)
    flusher.add(good)
    assert bad.called.wait(2)
    good.called.clear()
    assert good.called.wait(2)
    flusher.remove(bad)
    flusher.remove(good)


def test_a_source_that_was_removed_is_not_asked_to_hurry() -> None:
    """Hastening what is gone does nothing."""
    flusher = Flusher()
    source = Counter(never)
    flusher.hasten(source, 0.0)
    assert "idle" in repr(flusher)
    assert source.calls == 0


def gone(before: int) -> bool:
    until = time.monotonic() + 2
    while threading.active_count() > before and time.monotonic() < until:
        time.sleep(0.01)
    return threading.active_count() <= before
