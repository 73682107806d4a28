"""The thread that feeds a mirror, on scripted watches."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest

from yamtam_nb.client.watch_status import WatchStatus
from yamtam_nb.errors import ClientClosed, Compacted, PermissionDenied, Unavailable, WatchLost, YamtamError
from yamtam_nb.keys import KeyRange
from yamtam_nb.mirror import feeder as module
from yamtam_nb.mirror.feeder import Feeder
from yamtam_nb.model import KeyValue, WatchBatch


class ScriptedWatch:
    """Delivers batches, then raises, then waits to be closed."""

    def __init__(self, script: list[Any]) -> None:
        self.script = script
        self.status = WatchStatus("live", reconnects=2)
        self._closed = threading.Event()

    def on_status(self, _: Any) -> None:
        pass

    def close(self) -> None:
        self._closed.set()

    def __iter__(self) -> Iterator[WatchBatch]:
        for step in self.script:
            if isinstance(step, Exception):
                raise step
            yield step
        self._closed.wait(5)


class Client:
    """Hands out scripted watches."""

    def __init__(self, *scripts: list[Any]) -> None:
        self._scripts = list(scripts)
        self.starts: list[int] = []

    def watch(self, key: bytes, range_end: bytes, *, start_revision: int) -> ScriptedWatch:
        assert (key, range_end) == (b"/p/", b"/p0")
        self.starts.append(start_revision)
        return ScriptedWatch(self._scripts.pop(0))


class Log:
    """What a mirror would be told."""

    def __init__(self, until: str) -> None:
        self.words: list[str] = []
        self.errors: list[str] = []
        self.done = threading.Event()
        self._until = until

    def loaded(self, revision: int, kvs: list[KeyValue], reason: str) -> None:
        self._say(f"loaded {revision}" + (": " + reason if reason else ""))

    def moved(self, batch: WatchBatch) -> None:
        self._say(f"moved {batch.revision}")

    def told(self, phase: str, error: YamtamError | None) -> None:
        self.errors.append(str(error or ""))
        self._say(phase)

    def orphan(self, error: YamtamError) -> None:
        self._say("orphan")

    def _say(self, word: str) -> None:
        self.words.append(word)
        if word == self._until:
            self.done.set()


def feed(
    monkeypatch: pytest.MonkeyPatch, reads: list[Any], scripts: list[list[Any]], until: str
) -> tuple[Log, Client]:
    """Run a feeder over scripted reads and watches until it says a word."""

    def read_all(*_: Any) -> tuple[int, list[KeyValue]]:
        step = reads.pop(0)
        if isinstance(step, Exception):
            raise step
        return step, []

    monkeypatch.setattr(module, "read_all", read_all)
    monkeypatch.setattr(module, "LONGEST_PAUSE", 0.001)
    log, client = Log(until), Client(*scripts)
    feeder = Feeder(client, KeyRange.of("/p/", prefix=True), log)  # type: ignore[arg-type]
    feeder.start()
    assert log.done.wait(5), log.words
    feeder.stop()
    feeder.thread.join(5)
    assert not feeder.thread.is_alive()
    return log, client


def batch(revision: int) -> WatchBatch:
    return WatchBatch([], revision)


def test_it_watches_from_the_revision_after_the_one_it_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not from the present, and not from the one it read."""
    log, client = feed(monkeypatch, [10], [[batch(12)]], "moved 12")
    assert log.words == ["loaded 10", "live", "moved 12", "closed"]
    assert client.starts == [11]


def test_it_reads_anew_when_history_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    """And the new read says why; what fails in between is tried again, and said."""
    error = Compacted("overtaken")
    error.compact_revision = 20
    log, client = feed(
        monkeypatch,
        [10, Unavailable("no way"), Compacted("outran"), 30],
        [[batch(12), error], [batch(31)]],
        "moved 31",
    )
    assert log.words == [
        *("loaded 10", "live", "moved 12"),
        *("re-syncing",) * 3,
        "loaded 30: history was compacted up to revision 20 before it could be delivered",
        *("live", "moved 31", "closed"),
    ]
    assert log.errors[1:4] == ["overtaken", "no way", "outran"]
    assert client.starts == [11, 31]


def test_a_lost_watch_is_read_over_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that ends the watch again and again may keep a new one."""
    log, _ = feed(monkeypatch, [10, 11], [[WatchLost("again and again")], []], "loaded 11: again and again")
    assert "re-syncing" in log.words


@pytest.mark.parametrize(
    ("error", "phase"),
    [
        (PermissionDenied("no"), "failed"),
        (ClientClosed("closed"), "closed"),
        (RuntimeError("a bug"), "failed"),
    ],
)
def test_what_cannot_be_got_over_ends_it_and_is_said(
    monkeypatch: pytest.MonkeyPatch, error: Exception, phase: str
) -> None:
    """Also a fault of our own: a mirror must never be stale in silence."""
    log, _ = feed(monkeypatch, [10], [[error]], phase)
    assert log.words[:3] == ["loaded 10", "live", phase]
    assert str(error) in log.errors[1]


def test_a_first_read_that_fails_is_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    """By the start itself."""
    with pytest.raises(Unavailable):
        feed(monkeypatch, [Unavailable("no")], [], "live")
