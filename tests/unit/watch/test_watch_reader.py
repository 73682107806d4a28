"""The thread behind a watch, on scripted streams: what it does when a stream ends, and in which way."""

from __future__ import annotations

import queue
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from yamtam_nb.client import watch_reader
from yamtam_nb.client.watch_inbox import Inbox
from yamtam_nb.client.watch_reader import WatchReader
from yamtam_nb.client.watch_state import WatchState
from yamtam_nb.client.watch_wire import WATCH_ID, WatchSpec
from yamtam_nb.clock import BootClock
from yamtam_nb.errors import (
    AuthenticationFailed,
    ClientClosed,
    ClusterChanged,
    EtcdError,
    InvalidToken,
    PermissionDenied,
    Unavailable,
    Unsupported,
    WatchLost,
)
from yamtam_nb.keys import KeyRange
from yamtam_nb.rpc import etcd_pb as pb
from yamtam_nb.rpc import methods
from yamtam_nb.rpc.event_columns import WatchByColumns

HEADER = pb.ResponseHeader(cluster_id=7, revision=100)
HANG = "hang"


def response(**fields: Any) -> WatchByColumns:
    message = pb.WatchResponse(header=HEADER, watch_id=WATCH_ID, **fields)
    return WatchByColumns.FromString(message.SerializeToString())


def created() -> WatchByColumns:
    return response(created=True)


def event(revision: int) -> WatchByColumns:
    return response(events=[pb.Event(kv=pb.KeyValue(key=b"k", create_revision=1, mod_revision=revision))])


class ScriptedStream:
    """Delivers its script: messages, errors to raise, None for a clean end; HANG waits until it is closed."""

    def __init__(self, endpoint: str, script: list[Any]) -> None:
        self.endpoint = endpoint
        self.metadata = (("token", endpoint),)
        self.sent: list[pb.WatchRequest] = []
        self._script = iter(script)
        self._closed: queue.SimpleQueue[None] = queue.SimpleQueue()

    def send(self, message: pb.WatchRequest) -> None:
        self.sent.append(message)

    def receive(self) -> Any:
        step = next(self._script, HANG)
        if step is HANG:
            return self._closed.get(timeout=5)
        if isinstance(step, Exception):
            raise step
        return step

    def close(self) -> None:
        self._closed.put(None)


class ScriptedTransport:
    """Opens one scripted stream after the other; answers every read, unless told to raise."""

    def __init__(
        self, *scripts: list[Any], password: bool = False, reads: list[Exception] | None = None
    ) -> None:
        self.scripts = list(scripts)
        self.streams: list[ScriptedStream] = []
        self.clock = BootClock()
        self.closed = False
        self.tokens = SimpleNamespace(password=password)
        self.watermark = SimpleNamespace(revision=0, raise_to=lambda revision: None)
        self.refreshed: list[Any] = []
        self.reads = reads or []

    def call(self, method: Any, request: Any, **_: Any) -> Any:
        if method is methods.STATUS:
            raise Unavailable("no version")
        if self.reads:
            raise self.reads.pop(0)
        return pb.RangeResponse(header=HEADER)

    def stream(self, _: Any, *, avoid: str = "") -> ScriptedStream:
        stream = ScriptedStream(f"http://m{len(self.streams) + 1}", self.scripts[len(self.streams)])
        assert stream.endpoint != avoid
        self.streams.append(stream)
        return stream

    def avoid(self, endpoint: str) -> None:
        pass

    def refresh(self, stale: Any) -> None:
        self.refreshed.append(stale)


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch_reader, "LONGEST_PAUSE", 0.001)


@pytest.fixture
def reading() -> Iterator[Any]:
    """Starts a reader on scripted streams and returns its transport, itself and its inbox."""
    readers = []

    def start(*scripts: list[Any], **options: Any) -> tuple[ScriptedTransport, WatchReader, Inbox]:
        transport, inbox = ScriptedTransport(*scripts, **options), Inbox()
        reader = WatchReader(transport, WatchSpec(KeyRange(b"k")), WatchState(1), inbox)  # type: ignore[arg-type]
        readers.append(reader)
        reader.start()
        return transport, reader, inbox

    yield start
    for reader in readers:
        reader.stop()
        reader.thread.join(5)
        assert not reader.thread.is_alive()


def starts(transport: ScriptedTransport) -> list[int]:
    return [stream.sent[0].create_request.start_revision for stream in transport.streams]


def test_it_goes_on_after_its_last_event_whatever_ended_the_stream(reading: Any) -> None:
    """An error of the transport, the server's goodbye, an unknown cancellation: all the same."""
    transport, reader, inbox = reading(
        [created(), event(5), Unavailable("gone")],
        [Unavailable("refused")],
        [created(), event(6), None],
        [created(), response(canceled=True, cancel_reason="whatever")],
        [created(), event(7)],
    )
    assert [inbox.get(5).revision for _ in range(3)] == [5, 6, 7]
    assert starts(transport) == [1, 6, 6, 7, 7]
    assert reader.board.status.reconnects == 3


@pytest.mark.parametrize(
    "error", [Unsupported("no"), PermissionDenied("no"), InvalidToken("no"), ClusterChanged("no")]
)
def test_what_no_other_stream_can_change_ends_it(reading: Any, error: EtcdError) -> None:
    """Without a password, a refused token is such a thing, too."""
    _, reader, inbox = reading([created(), event(5), error])
    assert inbox.get(5).revision == 5
    with pytest.raises(type(error)):
        inbox.get(5)
    assert reader.board.status.state == "failed"


def test_a_refused_token_is_refreshed_before_the_next_stream(reading: Any) -> None:
    """By the metadata of the stream that it was refused on."""
    refused = response(created=True, canceled=True, cancel_reason="etcdserver: invalid auth token")
    transport, _, inbox = reading([refused], [created(), event(5)], password=True)
    assert inbox.get(5).revision == 5
    assert transport.refreshed == [(("token", "http://m1"),)]


def test_a_wrong_password_ends_it(reading: Any) -> None:
    """Trying again and again would lock nobody in, and costs the server a bcrypt each time."""
    _, _, inbox = reading([Unavailable("gone")], password=True, reads=[AuthenticationFailed("changed")])
    with pytest.raises(AuthenticationFailed):
        inbox.get(5)


def test_a_denial_that_a_read_contradicts_is_not_believed(reading: Any) -> None:
    """Only the token was stale."""
    denied = response(created=True, canceled=True, cancel_reason="etcdserver: permission denied")
    transport, _, inbox = reading([denied], [created(), event(5)], password=True)
    assert inbox.get(5).revision == 5
    assert len(transport.refreshed) == 1


def test_a_fault_of_our_own_is_told_and_not_swallowed(reading: Any, caplog: pytest.LogCaptureFixture) -> None:
    """A thread that dies in silence would leave a watch that looks live and is not."""
    _, reader, inbox = reading([created(), RuntimeError("a bug")])
    with pytest.raises(WatchLost, match="a bug"):
        inbox.get(5)
    assert reader.board.status.state == "failed"
    assert "fault of its own" in caplog.text


def test_a_closed_client_ends_it(reading: Any) -> None:
    """Also where the closing shows only as an odd error of gRPC."""
    transport, reader, inbox = reading([created(), HANG])
    reader.board.decided.wait(5)
    transport.closed = True
    transport.streams[0].close()
    with pytest.raises(ClientClosed):
        inbox.get(5)


def test_a_silent_stream_is_probed_and_dropped(reading: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The probe is a watch with an ID of its own; its answer would have been cancelled."""
    monkeypatch.setattr("yamtam_nb.client.watch_heartbeat.PROBE_AFTER", 0.0)
    monkeypatch.setattr("yamtam_nb.client.watch_heartbeat.ANSWER_WITHIN", 0.0)
    transport, reader, inbox = reading([created(), HANG], [created(), event(5)])
    reader.board.decided.wait(5)
    while len(transport.streams) < 2:
        reader.beat()
    assert inbox.get(5).revision == 5
    probe = transport.streams[0].sent[1].create_request
    assert probe.watch_id not in (0, WATCH_ID)


def test_the_answer_to_a_probe_is_cancelled(reading: Any) -> None:
    """Otherwise the server would keep a watch for each probe."""
    message = pb.WatchResponse(header=HEADER, watch_id=9, created=True)
    answer = WatchByColumns.FromString(message.SerializeToString())
    transport, _, inbox = reading([created(), answer, event(5)])
    inbox.get(5)
    assert [request.cancel_request.watch_id for request in transport.streams[0].sent[1:]] == [9]
