"""A watch response read by columns is the same response."""

from __future__ import annotations

import gc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yamtam_nb.rpc import convert, event_columns
from yamtam_nb.rpc import etcd_pb as pb
from yamtam_nb.rpc.event_columns import WatchByColumns

NUMBERS = st.integers(1, 2**63 - 1)


def key_values(*, leases: st.SearchStrategy[int] = NUMBERS) -> st.SearchStrategy[pb.KeyValue]:
    return st.builds(
        pb.KeyValue,
        key=st.binary(min_size=1, max_size=6),
        value=st.binary(max_size=6),
        create_revision=NUMBERS,
        mod_revision=NUMBERS,
        version=NUMBERS,
        lease=leases,
    )


PUTS = st.builds(pb.Event, kv=key_values(leases=st.just(0)))
UPDATES = st.builds(pb.Event, kv=key_values(), prev_kv=key_values())
DELETES = st.builds(
    pb.Event,
    type=st.just(pb.Event.DELETE),
    kv=st.builds(pb.KeyValue, key=st.binary(min_size=1), mod_revision=NUMBERS),
)
ANY = PUTS | UPDATES | DELETES | st.builds(pb.Event, kv=key_values())
EVENTS = st.one_of([st.lists(kind, max_size=10) for kind in (PUTS, UPDATES, DELETES, ANY)])


@pytest.fixture(autouse=True)
def _every_response_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(event_columns, "LARGE", 0)


@settings(max_examples=400, deadline=None)
@given(EVENTS)
def test_columns_hold_what_the_events_hold(events: list[pb.Event]) -> None:
    """All of one kind or mixed, with and without the key before, a lease, a value."""
    message = pb.WatchResponse(header=pb.ResponseHeader(revision=7), watch_id=3, events=events)
    answer = WatchByColumns.FromString(message.SerializeToString())
    assert answer.events() == convert.events(message)
    assert (answer.message.header.revision, answer.message.watch_id) == (7, 3)


def test_small_responses_are_read_event_by_event(monkeypatch: pytest.MonkeyPatch) -> None:
    """To the same result."""
    message = pb.WatchResponse(events=[pb.Event(kv=pb.KeyValue(key=b"a", value=b"b", mod_revision=3))])
    monkeypatch.setattr(event_columns, "LARGE", 10**6)
    small = WatchByColumns.FromString(message.SerializeToString())
    assert isinstance(small.message, pb.WatchResponse)
    assert small.events() == convert.events(message)


@pytest.mark.parametrize("enabled", [True, False])
def test_the_garbage_collector_is_left_as_it_was(enabled: bool) -> None:
    """Also when it was off, and also when the bytes make no sense."""
    message = pb.WatchResponse(events=[pb.Event(kv=pb.KeyValue(key=b"a"))])
    broken = WatchByColumns(None, b"x")
    try:
        if not enabled:
            gc.disable()
        WatchByColumns.FromString(message.SerializeToString()).events()
        assert gc.isenabled() is enabled
        with pytest.raises(AttributeError):
            broken.events()
        assert gc.isenabled() is enabled
    finally:
        gc.enable()
