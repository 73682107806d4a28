"""The copy behind a mirror: waiting, telling, and what is shown while it changes."""

from __future__ import annotations

import logging
import threading

import pytest

from yamtam_nb.errors import ClientClosed, PermissionDenied
from yamtam_nb.mirror.arrivals import Arrivals, announce, witnesses
from yamtam_nb.mirror.replica import GAPS_KEPT, Replica
from yamtam_nb.mirror.status import MirrorChange
from yamtam_nb.model import Event, EventType, Gap, KeyValue, WatchBatch


def replica(*, keep_previous: bool = True) -> Replica:
    return Replica(keep_previous=keep_previous, on_phase=lambda: None)


def put(key: bytes, revision: int) -> Event:
    return Event(EventType.PUT, KeyValue(key, b"%d" % revision, revision, revision, 1))


def test_a_change_is_told_after_it_is_shown() -> None:
    """A listener that looks at the copy finds the change there."""
    copy = replica()
    seen: list[tuple[int, bytes]] = []
    copy.changes.add(lambda change: seen.append((change.revision, copy.kvs[b"k"].value)))
    copy.moved(WatchBatch([put(b"k", 5)], 5))
    assert seen == [(5, b"5")]


def test_a_listener_may_look_at_everything() -> None:
    """No lock is held while it is told."""
    copy = replica()
    done = threading.Event()

    def look_from_another_thread(_: MirrorChange) -> None:
        thread = threading.Thread(target=lambda: (copy.state(), copy.keys(), done.set()))
        thread.start()
        thread.join(2)

    copy.changes.add(look_from_another_thread)
    copy.moved(WatchBatch([put(b"k", 5)], 5))
    assert done.is_set()


def test_a_listener_that_raises_disturbs_nobody(caplog: pytest.LogCaptureFixture) -> None:
    """It is logged once and counted every time; the others are told all the same."""
    copy = replica()
    told: list[int] = []
    copy.changes.add(lambda change: 1 / 0)
    copy.changes.add(lambda change: told.append(change.revision))
    with caplog.at_level(logging.ERROR):
        for revision in (5, 6, 7):
            copy.moved(WatchBatch([put(b"k", revision)], revision))
    assert told == [5, 6, 7]
    assert copy.changes.failures == 3
    assert len([record for record in caplog.records if record.exc_info]) == 1


def test_a_listener_that_unsubscribed_is_not_told() -> None:
    """Even twice over."""
    copy = replica()
    told: list[int] = []
    unsubscribe = copy.changes.add(lambda change: told.append(change.revision))
    copy.moved(WatchBatch([], 5))
    unsubscribe()
    unsubscribe()
    copy.moved(WatchBatch([], 6))
    assert told == [5]


def test_a_fresh_read_after_a_gap_is_told_with_the_gap() -> None:
    """And kept in the list of gaps, the last hundred of them."""
    copy = replica()
    copy.loaded(10, [], "")
    changes: list[MirrorChange] = []
    copy.changes.add(changes.append)
    copy.loaded(20, [KeyValue(b"k", b"v", 15, 15, 1)], "compacted")
    assert changes[0].gap == Gap(10, 20, "compacted")
    assert [event.synthetic for event in changes[0].events] == [True]
    for revision in range(21, 21 + GAPS_KEPT):
        copy.loaded(revision, [], "compacted")
    assert (len(copy.gaps), copy.gap_count) == (GAPS_KEPT, GAPS_KEPT + 1)
    assert copy.gaps[-1].upto == 20 + GAPS_KEPT


def test_the_first_read_is_no_change() -> None:
    """Nobody has seen anything before it."""
    copy = replica()
    changes: list[MirrorChange] = []
    copy.changes.add(changes.append)
    copy.loaded(10, [KeyValue(b"k", b"v", 5, 5, 1)], "")
    assert (changes, copy.gaps, copy.state()) == ([], (), (10, {b"k": KeyValue(b"k", b"v", 5, 5, 1)}))


def test_the_previous_value_can_be_left_out() -> None:
    """prev_kv=False."""
    copy = replica(keep_previous=False)
    copy.loaded(1, [KeyValue(b"k", b"v", 1, 1, 1)], "")
    changes: list[MirrorChange] = []
    copy.changes.add(changes.append)
    copy.moved(WatchBatch([put(b"k", 5)], 5))
    assert changes[0].events[0].prev_kv is None


def test_a_wait_ends_when_the_revision_is_there() -> None:
    """Woken, not polled."""
    copy = replica()
    timer = threading.Timer(0.05, lambda: copy.moved(WatchBatch([], 7)))
    timer.start()
    assert not copy.reached(8, 0.0)
    assert copy.reached(7, 0.5)
    timer.join()


def test_a_wait_on_a_copy_that_is_fed_no_more_raises_why() -> None:
    """It would wait for ever."""
    copy = replica()
    copy.loaded(3, [], "")
    copy.told("failed", PermissionDenied("no"))
    with pytest.raises(PermissionDenied):
        copy.reached(7, 0.1)
    assert copy.reached(3, 0.0)
    copy.told("closed", None)
    with pytest.raises(ClientClosed):
        copy.reached(7, 0.1)


def test_a_confirmation_counts_only_for_the_state_it_was_made_of() -> None:
    """A change that arrived meanwhile makes it void."""
    copy = replica()
    copy.loaded(3, [KeyValue(b"k", b"v", 3, 3, 1)], "")
    assert not copy.confirm(3, 2, 9)
    assert not copy.confirm(2, 1, 9)
    assert copy.revision == 3
    assert copy.confirm(3, 1, 9)
    assert copy.revision == 9


def test_times_of_arrival_are_kept_for_the_last_revisions_only() -> None:
    """A mirror that runs for a year must not grow by them."""
    arrivals = Arrivals(most=3)
    for revision in range(1, 6):
        arrivals.note(revision, float(revision))
    arrivals.note(5, 99.0)
    assert [arrivals.get(revision) for revision in range(1, 6)] == [None, None, 3.0, 4.0, 5.0]


def test_only_what_arrived_while_it_happened_is_witnessed() -> None:
    """Not what came late, and not what was found by reading everything anew; all of it has arrived, though."""
    copy = replica()
    copy.loaded(1, [], "")
    copy.moved(WatchBatch([put(b"k", 5)], 5))
    copy.moved(WatchBatch([put(b"k", 6)], 6, late=True))
    copy.loaded(9, [KeyValue(b"k", b"", 5, 8, 3)], "compacted")

    known = [revision for revision in range(10) if copy.arrivals.witnessed(revision) is not None]
    assert known == [5]
    assert [copy.arrivals.get(revision) is not None for revision in (5, 6, 8)] == [True] * 3


def test_arrivals_can_be_asked_for_by_cluster_while_their_mirror_is_kept() -> None:
    """Whoever looks does not keep them."""
    arrivals = Arrivals()
    arrivals.note(5, 1.0)
    announce(0xC1, arrivals)

    assert witnesses(0xC1) == [arrivals]
    assert witnesses(0xC2) == []
    del arrivals
    assert witnesses(0xC1) == []
