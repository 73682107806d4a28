"""State at a revision: moved on by batches, replaced by snapshots."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from yamtam_nb.mirror.store import Store
from yamtam_nb.model import Event, EventType, KeyValue, WatchBatch

History = list[tuple[int, dict[bytes, KeyValue], list[Event]]]
"""(revision, state at it, events that led there)."""


def histories() -> st.SearchStrategy[History]:
    """Transactions over five keys, each of which puts some and deletes some."""
    step = st.dictionaries(st.sampled_from([b"a", b"b", b"c", b"d", b"e"]), st.booleans(), max_size=3)
    return st.lists(step, min_size=1, max_size=12).map(_play)


def _play(steps: list[dict[bytes, bool]]) -> History:
    state: dict[bytes, KeyValue] = {}
    history: History = [(1, {}, [])]
    for revision, step in enumerate(steps, start=2):
        events = []
        for key, is_put in step.items():
            old = state.get(key)
            if is_put:
                created, version = (old.create_revision, old.version + 1) if old else (revision, 1)
                state[key] = KeyValue(key, b"%d" % revision, created, revision, version)
                events.append(Event(EventType.PUT, state[key], old))
            elif old is not None:
                del state[key]
                events.append(Event(EventType.DELETE, KeyValue(key, mod_revision=revision), old))
        history.append((revision, dict(state), events))
    return history


def loaded(revision: int, state: dict[bytes, KeyValue]) -> Store:
    store = Store()
    store.load(revision, state.values())
    return store


def without_previous(events: list[Event]) -> list[Event]:
    return [event._replace(prev_kv=None) for event in events]


@given(histories(), st.data())
def test_a_snapshot_and_the_events_after_it_give_the_state_at_every_revision(
    history: History, data: st.DataObject
) -> None:
    """Wherever the snapshot was made, and with the previous values filled in from the store itself."""
    start = data.draw(st.integers(0, len(history) - 1))
    store = loaded(*history[start][:2])
    for revision, state, events in history[start + 1 :]:
        assert store.apply(WatchBatch(without_previous(events), revision)) == events
        assert dict(store.kvs) == state
        assert store.revision == revision


@given(histories(), st.data())
def test_what_was_applied_before_changes_nothing(history: History, data: st.DataObject) -> None:
    """A batch that overlaps with the snapshot is harmless."""
    end, state, _ = history[-1]
    store = loaded(end, state)
    for revision, _, events in data.draw(st.permutations(history)):
        assert store.apply(WatchBatch(events, revision)) == []
    assert (dict(store.kvs), store.revision) == (state, end)


@given(histories(), st.data())
def test_synthetic_events_lead_from_the_old_state_to_the_new_one(
    history: History, data: st.DataObject
) -> None:
    """Played on the old state one by one, they give the new one."""
    start = data.draw(st.integers(0, len(history) - 1))
    played = dict(history[start][1])
    end, state, _ = history[-1]
    store = loaded(history[start][0], played)
    for event in store.replace(end, state.values()):
        assert event.synthetic
        assert event.prev_kv == played.get(event.key)
        if event.type is EventType.PUT:
            played[event.key] = event.kv
        else:
            assert event.kv == KeyValue(event.key)
            del played[event.key]
    assert played == state == dict(store.kvs)
    assert store.revision == end


@given(histories())
def test_a_snapshot_of_the_same_state_is_no_change(history: History) -> None:
    """A gap in which only other keys moved is harmless."""
    end, state, _ = history[-1]
    store = loaded(end, state)
    assert store.replace(end + 10, state.values()) == []
    assert store.revision == end + 10


def test_a_key_that_was_created_anew_is_deleted_first() -> None:
    """Its create_revision gives it away; version and history start over."""
    store = loaded(10, {b"k": KeyValue(b"k", b"old", 5, 5, 1)})
    anew = KeyValue(b"k", b"old", 20, 20, 1)
    assert store.replace(30, [anew]) == [
        Event(EventType.DELETE, KeyValue(b"k"), KeyValue(b"k", b"old", 5, 5, 1), synthetic=True),
        Event(EventType.PUT, anew, None, synthetic=True),
    ]


def test_synthetic_changes_come_in_the_order_of_their_revisions() -> None:
    """As far as it is known; deletions come first, because theirs is not."""
    store = loaded(10, {b"gone": KeyValue(b"gone", b"", 5, 5, 1), b"b": KeyValue(b"b", b"", 6, 6, 1)})
    events = store.replace(
        30, [KeyValue(b"b", b"", 6, 21, 2), KeyValue(b"a", b"", 25, 25, 1), KeyValue(b"c", b"", 20, 20, 1)]
    )
    assert [(event.type, event.key) for event in events] == [
        (EventType.DELETE, b"gone"),
        (EventType.PUT, b"c"),
        (EventType.PUT, b"b"),
        (EventType.PUT, b"a"),
    ]


def test_a_progress_notification_moves_only_the_revision() -> None:
    """And never back."""
    store = loaded(10, {})
    assert store.apply(WatchBatch([], 15)) == []
    assert store.revision == 15
    store.apply(WatchBatch([], 12))
    store.confirm(11)
    assert store.revision == 15
