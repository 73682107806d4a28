"""The messages of a watch stream."""

from __future__ import annotations

import pytest

from yamtam_nb.client.watch_wire import WATCH_ID, WatchSpec, progress_is_safe, reply
from yamtam_nb.keys import KeyRange
from yamtam_nb.model import EventType, WatchFilter
from yamtam_nb.rpc import etcd_pb as pb
from yamtam_nb.rpc.event_columns import WatchByColumns


def test_a_watch_asks_for_progress_and_for_an_id_that_is_not_zero() -> None:
    """A refused probe on an old server would silence a watch with ID 0."""
    spec = WatchSpec(KeyRange(b"a", b"b"), prev_kv=True, filters=(WatchFilter.NODELETE,), fragment=True)
    request = spec.create(42).create_request
    assert (request.key, request.range_end, request.start_revision) == (b"a", b"b", 42)
    assert request.progress_notify
    assert request.prev_kv
    assert request.fragment
    assert list(request.filters) == [pb.WatchCreateRequest.NODELETE]
    assert request.watch_id == WATCH_ID != 0


def test_a_watch_does_not_ask_for_fragments_of_its_own_accord() -> None:
    """Cutting a long replay into them takes etcd time that grows with the square of its length."""
    assert not WatchSpec(KeyRange(b"a")).create(1).create_request.fragment


def test_a_probe_can_never_fire() -> None:
    """It watches one key of the range, which the user may read, and leaves out every kind of event."""
    request = WatchSpec(KeyRange(b"a", b"b")).probe(7).create_request
    assert (request.key, request.range_end, request.watch_id) == (b"a", b"", 7)
    assert set(request.filters) == {pb.WatchCreateRequest.NOPUT, pb.WatchCreateRequest.NODELETE}


def test_a_response_is_decoded_with_its_events() -> None:
    """Field by field."""
    message = pb.WatchResponse(
        header=pb.ResponseHeader(cluster_id=5, revision=9),
        watch_id=1,
        compact_revision=3,
        cancel_reason="why",
        fragment=True,
        events=[
            pb.Event(
                kv=pb.KeyValue(key=b"k", value=b"v", create_revision=2, mod_revision=9, version=3, lease=4)
            ),
            pb.Event(
                type=pb.Event.DELETE, kv=pb.KeyValue(key=b"k", mod_revision=10), prev_kv=pb.KeyValue(key=b"k")
            ),
        ],
    )
    decoded = reply(WatchByColumns.FromString(message.SerializeToString()))
    assert decoded[:8] == (5, 9, 1, False, False, 3, "why", True)
    put, delete = decoded.events
    assert (put.type, put.kv, put.prev_kv) == (EventType.PUT, (b"k", b"v", 2, 9, 3, 4), None)
    assert (delete.type, delete.kv.mod_revision, delete.prev_kv.key) == (EventType.DELETE, 10, b"k")


@pytest.mark.parametrize(
    ("version", "safe"),
    [
        ("3.4.30", False),
        ("3.4.31", True),
        ("3.5.12", False),
        ("3.5.13", True),
        ("3.6.0", True),
        ("3.7.1", True),
        ("4.0.0", True),
        ("3.3.27", False),
        ("2.3.8", False),
        ("3.6.0-alpha.0", True),
        ("", False),
        ("unknown", False),
        ("3.x.1", False),
    ],
)
def test_progress_is_requested_only_where_the_answer_can_be_trusted(version: str, safe: bool) -> None:
    """Older servers may promise events that they have not sent yet."""
    assert progress_is_safe(version) is safe
