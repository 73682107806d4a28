"""Queues that follow the changes of keys."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

from yamtam_nb.client.lease_reading import Reading
from yamtam_nb.concurrency.holder import Holder
from yamtam_nb.concurrency.queues import LockQueue, Queues
from yamtam_nb.model import Event, EventType, KeyValue

TWO = datetime(2026, 11, 23, 2, tzinfo=timezone.utc)


def contender(lease: int, created: int, value: bytes = b"", name: bytes = b"jobs") -> KeyValue:
    return KeyValue(name + b"/%x" % lease, value, created, created, 1, lease)


def put(kv: KeyValue) -> Event:
    return Event(EventType.PUT, kv)


def gone(kv: KeyValue) -> Event:
    return Event(EventType.DELETE, KeyValue(kv.key))


@pytest.fixture
def queues() -> Queues:
    """One lock with a holder and somebody who waits."""
    queues = Queues()
    queues.load([contender(2, 20), contender(1, 10), KeyValue(b"jobs/config", b"{}", 5, 5, 1)], 30)
    return queues


def jobs(queues: Queues) -> LockQueue:
    queue = queues.get(b"jobs")
    assert queue is not None
    return queue


def leases(queue: LockQueue) -> list[int]:
    return [entry.lease_id for entry in queue.entries]


def test_a_queue_is_its_holder_and_those_who_wait(queues: Queues) -> None:
    """In the order in which their keys were created; other keys are nobody's."""
    queue = jobs(queues)
    assert leases(queue) == [1, 2]
    assert (queue.holder.token, [entry.token for entry in queue.waiters]) == (10, [20])
    assert (queue.revision, queues.leases(), len(queues)) == (30, {1}, 1)


def test_the_next_in_the_queue_holds_when_the_holder_goes(queues: Queues) -> None:
    """Since the moment at which that was seen; nothing is known yet of its lease."""
    queues.heard(1, Reading(9, 10, 100.0))
    assert queues.apply([gone(contender(1, 10))], 31, 101.5) == {b"jobs"}
    queue = jobs(queues)
    assert (leases(queue), queue.held_since, queue.revision, queue.reading) == ([2], 101.5, 31, None)
    assert queues.leases() == {2}
    assert not queues.holds(1)


def test_whoever_comes_waits_at_the_end_and_changes_nothing_for_the_holder(queues: Queues) -> None:
    """Its reading and its time stay."""
    queues.heard(1, Reading(9, 10, 100.0))
    queues.apply([put(contender(3, 31))], 31, 101.0)
    assert leases(jobs(queues)) == [1, 2, 3]
    assert jobs(queues).reading == Reading(9, 10, 100.0)
    assert jobs(queues).held_since is None


def test_a_lock_that_nobody_wants_any_more_is_no_lock(queues: Queues) -> None:
    """It is told as changed, and there is nothing to get."""
    changed = queues.apply([gone(contender(2, 20)), gone(contender(1, 10))], 32, 101.0)
    assert changed == {b"jobs"}
    assert (queues.get(b"jobs"), queues.all(), queues.leases()) == (None, [], set())
    assert queues.apply([put(contender(7, 40))], 40, 105.0) == {b"jobs"}
    assert jobs(queues).held_since == 105.0


def test_a_holder_that_was_there_before_tells_since_when_it_holds() -> None:
    """Its own word is all there is; and it tells a moment after it got the lock."""
    queues = Queues()
    waited = Holder("h", 1, "u", "", TWO)
    queues.load([contender(1, 10, waited.value())], 10)
    assert jobs(queues).held_since == TWO.timestamp()
    later = TWO.replace(minute=5)
    queues.apply([put(contender(1, 10, waited._replace(held_since=later).value()))], 11, 101.0)
    assert jobs(queues).held_since == later.timestamp()


def test_what_was_seen_counts_more_than_what_a_holder_says() -> None:
    """Clocks of other machines may be wrong."""
    queues = Queues()
    queues.apply([put(contender(1, 10))], 10, 100.0)
    queues.apply([put(contender(1, 10, Holder("h", 1, "u", "", TWO, TWO).value()))], 11, 101.0)
    assert jobs(queues).held_since == 100.0


def test_what_happened_unseen_has_no_time_of_its_own(queues: Queues) -> None:
    """After a gap it is only known that it happened."""
    queues.apply([gone(contender(1, 10))], 31, None)
    assert jobs(queues).held_since is None


def test_a_reading_is_of_every_lock_that_the_lease_holds(queues: Queues) -> None:
    """One session may hold several; those where it waits are not concerned."""
    queues.apply([put(contender(1, 31, name=b"other")), put(contender(2, 32, name=b"third"))], 32, 101.0)
    assert queues.heard(1, Reading(3, 10, 102.0)) == {b"jobs", b"other"}
    assert queues.heard(2, Reading(9, 10, 102.0)) == {b"third"}
    assert jobs(queues).late
    assert [queue.name for queue in queues.all()] == [b"jobs", b"other", b"third"]
    assert queues.heard(99, Reading(9, 10, 102.0)) == set()


def test_a_key_that_is_bound_to_another_lease_now_is_no_contender_any_more(queues: Queues) -> None:
    """Somebody wrote over it; the next one in the queue holds."""
    over = KeyValue(b"jobs/1", b"", 10, 31, 2, 0)
    assert queues.apply([put(over)], 31, 101.0) == {b"jobs"}
    assert leases(jobs(queues)) == [2]
