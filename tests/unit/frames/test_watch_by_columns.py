"""A watch response read by columns is the same response."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yamtam_nb.model import Events
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
LEASED = st.builds(pb.Event, kv=key_values(leases=NUMBERS | st.just(0)))
KNOWN_BEFORE = st.builds(
    pb.Event,
    type=st.just(pb.Event.DELETE),
    kv=st.builds(pb.KeyValue, key=st.binary(min_size=1), mod_revision=NUMBERS),
    prev_kv=key_values(leases=NUMBERS | st.just(0)),
)
ANY = PUTS | UPDATES | DELETES | LEASED | KNOWN_BEFORE
EVENTS = st.one_of([st.lists(kind, max_size=10) for kind in (PUTS, UPDATES, DELETES, ANY)])


@pytest.fixture(autouse=True)
def _every_response_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(event_columns, "LARGE", 0)
    monkeypatch.setattr(event_columns, "_CHUNK", 4)


@settings(max_examples=100, deadline=None)
@given(EVENTS)
def test_columns_hold_what_the_events_hold(events: list[pb.Event]) -> None:
    """All of one kind or mixed, with and without the key before, a lease, a value."""
    message = pb.WatchResponse(header=pb.ResponseHeader(revision=7), watch_id=3, events=events)
    answer = WatchByColumns.FromString(message.SerializeToString())
    found = answer.take_events()
    assert found == convert.events(message)
    assert isinstance(found, Events)
    assert (answer.message.header.revision, answer.message.watch_id) == (7, 3)


def test_small_responses_are_read_event_by_event(monkeypatch: pytest.MonkeyPatch) -> None:
    """To the same result."""
    message = pb.WatchResponse(events=[pb.Event(kv=pb.KeyValue(key=b"a", value=b"b", mod_revision=3))])
    monkeypatch.setattr(event_columns, "LARGE", 10**6)
    small = WatchByColumns.FromString(message.SerializeToString())
    assert isinstance(small.message, pb.WatchResponse)
    assert small.take_events() == convert.events(message)


def test_a_default_on_the_wire_misplaces_nothing() -> None:
    """No known server writes one. Were it taken for the start of an event, values would move to their neighbours."""
    leased = pb.Event(kv=pb.KeyValue(key=b"a", value=b"1", mod_revision=3, lease=9))
    plain = pb.Event(kv=pb.KeyValue(key=b"b", value=b"2", mod_revision=4))
    explicit = b"\x12\x05\x0a\x01c\x30\x00"  # kv { key: "c", lease: 0 }
    data = b"".join(
        b"\x5a" + bytes([len(row)]) + row
        for row in (leased.SerializeToString(), explicit, plain.SerializeToString())
    )
    found = WatchByColumns.FromString(data).take_events()
    assert found == convert.events(pb.WatchResponse.FromString(data))
    assert [event.kv.lease for event in found] == [9, 0, 0]


def test_the_bytes_are_let_go_of_when_the_events_are_taken() -> None:
    """What is waiting to be consumed holds its events once, not twice."""
    message = pb.WatchResponse(events=[pb.Event(kv=pb.KeyValue(key=b"a"))])
    answer = WatchByColumns.FromString(message.SerializeToString())
    answer.take_events()
    assert answer._data == b""
