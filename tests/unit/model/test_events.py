"""Events by columns are what a list of the same events is."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yamtam_nb.model import Event, Events, EventType, KeyValue, KeyValues

NUMBERS = st.integers(0, 2**63 - 1)
KVS = st.builds(KeyValue, st.binary(max_size=4), st.binary(max_size=4), NUMBERS, NUMBERS, NUMBERS, NUMBERS)
EVENTS = st.lists(
    st.builds(Event, st.sampled_from(EventType), KVS, st.none() | KVS, st.just(False)), max_size=5
)
BOUNDS = st.none() | st.integers(-8, 8)
PUT = Event(EventType.PUT, KeyValue(b"k", b"v", 5, 6, 2, 9))
DELETE = Event(EventType.DELETE, KeyValue(b"k", mod_revision=7), PUT.kv)


@settings(max_examples=60, deadline=None)
@given(EVENTS)
def test_they_equal_the_list_that_they_stand_for(events: list[Event]) -> None:
    """In either order of comparison, event by event, and in what each event is."""
    columns = Events.of(events)
    assert columns == events
    assert events == columns
    assert list(columns) == events
    assert [type(event) for event in columns] == [Event] * len(events)
    assert [type(event.kv) for event in columns] == [KeyValue] * len(events)
    assert (len(columns), bool(columns), list(reversed(columns))) == (len(events), bool(events), events[::-1])


@settings(max_examples=60, deadline=None)
@given(EVENTS, BOUNDS, BOUNDS, st.none() | st.integers(1, 3) | st.just(-1))
def test_a_slice_is_that_of_the_list_and_stays_columns(
    events: list[Event], start: int | None, stop: int | None, step: int | None
) -> None:
    """Cutting off what is known makes no events."""
    part = Events.of(events)[start:stop:step]
    assert isinstance(part, Events)
    assert part == events[start:stop:step]


def test_an_index_counts_from_either_end_and_must_be_there() -> None:
    """As a list's does."""
    columns = Events.of([PUT, DELETE])
    assert (columns[0], columns[-1], columns.index(DELETE)) == (PUT, DELETE, 1)
    with pytest.raises(IndexError):
        columns[2]


@pytest.mark.parametrize("other", [[PUT], [DELETE, PUT], [PUT, DELETE, PUT], (PUT, DELETE), None])
def test_they_differ_from_everything_else(other: object) -> None:
    """Also from a tuple, as a list does."""
    assert Events.of([PUT, DELETE]) != other


def test_columns_are_there_without_an_event() -> None:
    """For frames, which want nothing else."""
    columns = Events.of([PUT, DELETE])
    assert columns.types == [EventType.PUT, EventType.DELETE]
    assert (columns.kvs.keys, columns.kvs.values) == ([b"k", b"k"], [b"v", b""])
    assert (columns.kvs.create_revisions, columns.kvs.mod_revisions) == ([5, 0], [6, 7])
    assert (columns.kvs.versions, columns.kvs.leases) == ([2, 0], [9, 0])
    assert columns.previous == [None, PUT.kv]
    assert Events.of(columns) is columns
    assert KeyValues.of(columns.kvs) is columns.kvs


def test_a_batch_of_no_events_has_columns_too() -> None:
    """A progress notification is such a batch."""
    columns = Events.of([])
    assert (len(columns), columns, columns.kvs.mod_revisions) == (0, [], [])


def test_their_representation_is_one_short_line() -> None:
    """Whatever a hundred thousand values hold; a value may be a secret."""
    assert repr(Events.of([PUT, DELETE])) == "<Events 2, revisions 6 to 7>"
    assert repr(Events.of([])) == "<Events 0>"
    assert repr(KeyValues.of([PUT.kv])) == "<KeyValues 1>"
    with pytest.raises(TypeError):
        hash(Events.of([PUT]))
