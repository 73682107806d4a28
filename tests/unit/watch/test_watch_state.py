"""What a watch does next, decided from responses alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from yamtam_nb.client.watch_state import (
    LIVE,
    MOST_DENIALS,
    MOST_REFUSALS,
    WAIT,
    Answered,
    Deliver,
    Fail,
    Reconnect,
    Reply,
    WatchState,
)
from yamtam_nb.errors import ClusterChanged, Compacted, PermissionDenied, WatchLost
from yamtam_nb.model import Event, Events, EventType, KeyValue, WatchBatch

CLUSTER = 0xC1
ID = 1


def put(revision: int, key: bytes = b"k") -> Event:
    return Event(EventType.PUT, KeyValue(key, b"v", revision, revision, 1))


def events(*revisions: int, header: int | None = None, fragment: bool = False, watch_id: int = ID) -> Reply:
    return Reply(
        CLUSTER,
        header or max(revisions),
        watch_id,
        fragment=fragment,
        events=[put(revision, b"k%d" % index) for index, revision in enumerate(revisions)],
    )


def progress(revision: int, watch_id: int = ID) -> Reply:
    return Reply(CLUSTER, revision, watch_id)


def live(next_revision: int) -> WatchState:
    state = WatchState(next_revision)
    state.opened()
    assert state.feed(Reply(CLUSTER, 100, ID, created=True)) is LIVE
    return state


def batch(step: object) -> WatchBatch:
    assert isinstance(step, Deliver)
    return step.batch


def revisions(step: object) -> list[int]:
    return [event.kv.mod_revision for event in batch(step).events]


def test_it_resumes_after_the_last_event_and_not_after_the_header() -> None:
    """A catch-up response carries the store's revision in its header; resuming there would skip what follows."""
    state = live(1)
    assert batch(state.feed(events(5, 6, header=5000))).revision == 6
    assert state.next_revision == 7


def test_a_progress_notification_moves_it_behind_the_header() -> None:
    """A header without events promises that everything up to it was delivered."""
    state = live(1)
    assert batch(state.feed(progress(40))) == WatchBatch([], 40, head=40)
    assert state.next_revision == 41


def test_a_progress_notification_for_all_watches_counts_too() -> None:
    """The answer to a progress request carries the ID -1."""
    state = live(1)
    assert batch(state.feed(progress(40, watch_id=-1))).revision == 40


def test_the_created_answer_moves_nothing() -> None:
    """Its header may be ahead of events that are still to come."""
    assert live(7).next_revision == 7


def test_a_progress_notification_that_is_behind_is_not_delivered() -> None:
    """A watch for a future revision may hear of revisions before it."""
    state = live(50)
    assert state.feed(progress(49)) is WAIT
    assert state.next_revision == 50


def test_events_of_one_revision_come_in_one_batch() -> None:
    """A transaction is delivered whole."""
    assert revisions(live(1).feed(events(3, 3, 3, 4, 4))) == [3, 3, 3, 4, 4]


def test_fragments_are_delivered_together_when_the_last_one_is_there() -> None:
    """A fragment may end in the middle of a revision."""
    state = live(1)
    assert state.feed(events(3, 3, fragment=True)) is WAIT
    assert state.feed(events(3, 4, fragment=True)) is WAIT
    assert state.next_revision == 1
    assert revisions(state.feed(events(4, 5))) == [3, 3, 3, 4, 4, 5]
    assert state.next_revision == 6


def test_fragments_of_a_broken_stream_are_discarded() -> None:
    """The new stream sends the whole response again."""
    state = live(1)
    state.feed(events(3, 3, fragment=True))
    state.opened()
    state.feed(Reply(CLUSTER, 100, ID, created=True))
    assert revisions(state.feed(events(3, 3, 3))) == [3, 3, 3]


def test_a_progress_notification_between_fragments_promises_nothing() -> None:
    """Half of the events before it have not been delivered yet."""
    state = live(1)
    state.feed(events(3, 3, fragment=True))
    assert state.feed(progress(9, watch_id=-1)) is WAIT
    assert state.next_revision == 1


def test_fragments_do_not_leak_into_the_responses_they_came_in() -> None:
    """The list of a response is not the collecting list."""
    state = live(1)
    first = events(3, 3, fragment=True)
    state.feed(first)
    state.feed(events(4))
    assert len(first.events) == 2


@pytest.mark.parametrize("kind", [list, Events.of])
def test_events_seen_before_are_dropped_and_counted(
    kind: Callable[[Sequence[Event]], Sequence[Event]],
) -> None:
    """Servers restored from a snapshot send old events again; in large responses, too."""
    state = live(10)
    old, older = events(8, 9, 10, 11), events(9, 11)
    assert revisions(state.feed(old._replace(events=kind(old.events)))) == [10, 11]
    assert state.regressions == 2
    assert state.feed(older._replace(events=kind(older.events))) is WAIT
    assert (state.regressions, state.next_revision) == (4, 12)


def test_a_large_batch_stays_columns() -> None:
    """Its order is seen from the column of revisions: no event is made that nobody looks at."""
    reply = events(3, 4, 4)
    found = batch(live(4).feed(reply._replace(events=Events.of(reply.events)))).events
    assert isinstance(found, Events)
    assert found == reply.events[1:]


def test_events_out_of_order_are_not_delivered() -> None:
    """They are asked for again on another stream, and a server that goes on so is given up."""
    state = live(1)
    for _ in range(MOST_REFUSALS):
        assert isinstance(state.feed(events(5, 4)), Reconnect)
    assert isinstance(state.feed(events(5, 4)), Fail)
    assert state.next_revision == 1


def test_a_compaction_ends_it_with_the_revision() -> None:
    """The answer has no reason, no events and no header revision; only compact_revision tells."""
    step = live(5).feed(Reply(CLUSTER, 0, ID, canceled=True, compact_revision=77))
    assert isinstance(step, Fail)
    assert isinstance(step.error, Compacted)
    assert step.error.compact_revision == 77
    assert "77" in str(step.error)


def test_created_and_canceled_is_a_refusal() -> None:
    """Taking it for a success would wait for ever."""
    state = WatchState(5)
    state.opened()
    step = state.feed(Reply(CLUSTER, 9, -1, created=True, canceled=True, cancel_reason="something odd"))
    assert isinstance(step, Reconnect)
    assert state.feed(events(6)) is WAIT


def test_a_refused_token_is_refreshed() -> None:
    """The token of a stream cannot be changed: it takes a new stream."""
    state = WatchState(5)
    for reason in ("etcdserver: invalid auth token", "etcdserver: revision of auth store is old"):
        state.opened()
        step = state.feed(Reply(CLUSTER, 9, -1, created=True, canceled=True, cancel_reason=reason))
        assert step == Reconnect(reason.removeprefix("etcdserver: "), refresh_token=True)


def test_permission_denied_is_doubted_and_in_the_end_believed() -> None:
    """Servers before 3.5.6 say it of a token that they do not know: get a new one, and ask by a read."""
    state = WatchState(5)
    denial = Reply(
        CLUSTER,
        9,
        ID,
        created=True,
        canceled=True,
        cancel_reason="rpc error: code = PermissionDenied desc = etcdserver: permission denied",
    )
    for _ in range(MOST_DENIALS):
        state.opened()
        assert state.feed(denial) == Reconnect("permission denied", refresh_token=True, denied=True)
    state.opened()
    last = state.feed(denial)
    assert isinstance(last, Fail)
    assert isinstance(last.error, PermissionDenied)
    assert "permission denied" in str(last.error)


def test_a_denial_long_after_a_good_time_is_checked_anew() -> None:
    """What counts is refusals in a row; events in between start the count anew."""
    state = live(5)
    denial = Reply(CLUSTER, 9, ID, canceled=True, cancel_reason="etcdserver: permission denied")
    assert isinstance(state.feed(denial), Reconnect)
    state.opened()
    state.feed(Reply(CLUSTER, 9, ID, created=True))
    state.feed(events(6))
    assert isinstance(state.feed(denial), Reconnect)


def test_a_server_that_cancels_again_and_again_is_given_up() -> None:
    """A watch that is made and broken for ever would look alive and deliver nothing."""
    state = WatchState(5)
    steps = []
    for _ in range(MOST_REFUSALS + 1):
        state.opened()
        state.feed(Reply(CLUSTER, 9, ID, created=True))
        steps.append(state.feed(Reply(CLUSTER, 9, ID, canceled=True, cancel_reason="no reason at all")))
    assert [type(step) for step in steps] == [Reconnect] * MOST_REFUSALS + [Fail]
    assert isinstance(steps[-1].error, WatchLost)
    assert "no reason at all" in str(steps[-1].error)


def test_another_cluster_ends_it() -> None:
    """Its revisions mean something else."""
    state = live(5)
    step = state.feed(Reply(CLUSTER + 1, 9, ID, events=[put(9)]))
    assert isinstance(step, Fail)
    assert isinstance(step.error, ClusterChanged)
    assert state.next_revision == 5


def test_the_cluster_may_be_given_from_an_earlier_read() -> None:
    """Then a watch that is made on another cluster fails at once."""
    state = WatchState(5, cluster_id=CLUSTER)
    state.opened()
    assert isinstance(state.feed(Reply(CLUSTER + 1, 9, ID, created=True)), Fail)


def test_what_belongs_to_other_watches_of_the_stream_is_left_alone() -> None:
    """A probe is a watch of its own on the same stream: it is answered, then cancelled, and never delivers."""
    state = live(5)
    assert state.feed(Reply(CLUSTER, 9, 2, created=True)) == Answered(2)
    assert state.feed(Reply(CLUSTER, 9, 2, canceled=True)) is WAIT
    assert state.feed(events(9, watch_id=2)) is WAIT
    refused = Reply(CLUSTER, 9, 3, created=True, canceled=True, cancel_reason="etcdserver: permission denied")
    assert state.feed(refused) is WAIT
    assert revisions(state.feed(events(9))) == [9]


def test_nothing_counts_before_the_watch_is_made() -> None:
    """Answers that cross the opening of a stream belong to nobody."""
    state = WatchState(5)
    state.opened()
    assert state.feed(progress(90, watch_id=-1)) is WAIT
    assert state.next_revision == 5


@pytest.mark.parametrize(
    "reason",
    ["etcdserver: mvcc: required revision has been compacted", "mvcc: required revision has been compacted"],
)
def test_a_compaction_told_in_words_is_a_compaction(reason: str) -> None:
    """Newer servers refuse a start revision below zero in these words."""
    state = WatchState(5)
    state.opened()
    step = state.feed(Reply(CLUSTER, 9, -1, created=True, canceled=True, cancel_reason=reason))
    assert isinstance(step, Fail)
    assert isinstance(step.error, Compacted)


def test_what_was_there_before_the_watch_is_late() -> None:
    """Its arrival says nothing of when it happened, also when the watch was lost and made anew."""
    state = live(1)  # made at revision 100

    assert batch(state.feed(events(99, 101))).late
    assert not batch(state.feed(events(102))).late
    assert not batch(state.feed(progress(103))).late
    state.opened()
    state.feed(Reply(CLUSTER, 110, ID, created=True))
    assert batch(state.feed(events(110))).late
    assert not batch(state.feed(events(111))).late
