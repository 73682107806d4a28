"""The threads that renew leases, against members that misbehave on the stream."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

import pytest

from tests.scripted.scripted_member import Arrival, Hang, Refusal, ScriptedMember, header
from yamtam_nb import errors as e
from yamtam_nb.client.client import Client
from yamtam_nb.client.keep_alive import KeepAlive
from yamtam_nb.client.renewal import LeaseState
from yamtam_nb.model import Settings
from yamtam_nb.rpc import etcd_pb as pb

KEEP_ALIVE = "Lease/LeaseKeepAlive"
NO_USER = Refusal("INVALID_ARGUMENT", "etcdserver: user name is empty")


@pytest.fixture
def members() -> Iterator[tuple[ScriptedMember, ScriptedMember]]:
    """Two of them."""
    with ScriptedMember() as first, ScriptedMember() as second:
        yield first, second


@pytest.fixture
def client(members: tuple[ScriptedMember, ScriptedMember]) -> Iterator[Client]:
    """A client of both; it begins with the first."""
    with Client(Settings(tuple(member.url for member in members), timeout=2.0)) as client:
        yield client


def renewed(ttl: int) -> Callable[[Arrival], pb.LeaseKeepAliveResponse]:
    """Renew for so many seconds."""
    return lambda arrival: pb.LeaseKeepAliveResponse(header=header(), ID=arrival.request.ID, TTL=ttl)


def keep(client: Client, ttl: int, *, age: float = 0.0, lease_id: int = 7) -> KeepAlive:
    """Keep a lease alive that was granted some seconds ago."""
    return client.lease.keep_alive(lease_id, ttl, sent_at=client.clock.now() - age)


def until(condition: Callable[[], bool], seconds: float = 3.0) -> bool:
    """Whether it comes true in time."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.005)
    return True


def test_a_renewal_is_sent_after_a_third_of_the_ttl(
    client: Client, members: tuple[ScriptedMember, ScriptedMember]
) -> None:
    """And moves the deadline."""
    members[0].on(KEEP_ALIVE, renewed(3))
    with keep(client, 3) as kept:
        before = kept.deadline
        assert until(lambda: kept.deadline > before)
        assert 0.9 < kept.deadline - before < 1.3
        assert members[0].arrivals[0].metadata["hasleader"] == "true"


def test_a_lease_that_is_nearly_gone_is_renewed_at_once(
    client: Client, members: tuple[ScriptedMember, ScriptedMember]
) -> None:
    """Not after a third of what it no longer has."""
    members[0].on(KEEP_ALIVE, renewed(60))
    with keep(client, 60, age=55) as kept:
        assert until(lambda: kept.deadline > client.clock.now() + 50, 1.0)


def test_a_lease_that_was_not_renewed_for_a_third_of_its_ttl_is_renewed_at_once(
    client: Client, members: tuple[ScriptedMember, ScriptedMember]
) -> None:
    """The third counts from its granting, not from the moment that somebody began to care."""
    members[0].on(KEEP_ALIVE, renewed(60))
    with keep(client, 60, age=21):
        assert members[0].arrived.wait(1.0)


def test_a_silent_member_is_left_for_another(
    client: Client, members: tuple[ScriptedMember, ScriptedMember]
) -> None:
    """Well before the deadline, and what was asked of the first is asked of the second at once."""
    first, second = members
    first.on(KEEP_ALIVE, Hang())
    second.on(KEEP_ALIVE, renewed(3))
    with keep(client, 3, age=1.0) as kept:
        assert until(lambda: second.count(KEEP_ALIVE) > 0, 1.5)
        assert until(lambda: kept.state is LeaseState.ALIVE)
        assert first.count(KEEP_ALIVE) == 1


def test_a_late_answer_of_a_stream_that_was_left_does_not_count(
    client: Client, members: tuple[ScriptedMember, ScriptedMember]
) -> None:
    """It would be taken for the answer to the question asked later, and the lease believed in for too long."""
    for member in members:
        member.on(KEEP_ALIVE, Hang())
    with keep(client, 3, age=1.0) as kept:
        deadline = kept.deadline
        renewals = client.lease._renewals
        assert members[0].arrived.wait(2)
        (lane,) = renewals._lanes
        left = lane.stream
        assert members[1].arrived.wait(2)
        assert left is not None
        assert left is not lane.stream
        renewals._answered(lane, left, 7, 3)
        assert kept.deadline == deadline
        assert lane.stream is not None
        renewals._answered(lane, lane.stream, 7, 3)
        assert kept.deadline > deadline


def test_a_lease_that_the_server_does_not_know_is_lost(
    client: Client, members: tuple[ScriptedMember, ScriptedMember]
) -> None:
    """Told once to everyone who asked, before or after; and it is not asked for again."""
    members[0].on(KEEP_ALIVE, renewed(0))
    told: list[str] = []
    lost = threading.Event()
    kept = keep(client, 3, age=1.0)
    kept.on_lost(lambda _: told.append("early"))
    kept.on_lost(lambda _: lost.set())
    assert lost.wait(2)
    kept.on_lost(lambda handle: told.append(f"late {handle.lease_id}"))
    assert told == ["early", "late 7"]
    assert kept.state is LeaseState.LOST
    assert not kept.alive
    assert members[0].count(KEEP_ALIVE) == 1
    assert until(lambda: not _threads())


def test_a_callback_that_fails_does_not_stop_the_renewing(
    client: Client, members: tuple[ScriptedMember, ScriptedMember]
) -> None:
    """Nor the next callback."""
    members[0].on(KEEP_ALIVE, lambda arrival: renewed(0 if arrival.request.ID == 7 else 60)(arrival))
    called = threading.Event()
    with keep(client, 60, age=55, lease_id=8) as other:
        lost = keep(client, 60, age=55)
        lost.on_lost(lambda _: 1 / 0)  # type: ignore[arg-type, return-value]
        lost.on_lost(lambda _: called.set())
        assert called.wait(2)
        assert until(lambda: other.state is LeaseState.ALIVE)


def test_one_lease_has_one_renewal(client: Client, members: tuple[ScriptedMember, ScriptedMember]) -> None:
    """Asked for twice, the same handle is given."""
    assert keep(client, 60) is keep(client, 60)
    assert repr(client.lease) == "<Lease service, 1 kept alive>"


def test_a_stream_that_fails_is_opened_again_with_growing_pauses(
    client: Client, members: tuple[ScriptedMember, ScriptedMember]
) -> None:
    """On one member after the other; no storm."""
    for member in members:
        member.on(KEEP_ALIVE, Refusal("UNAVAILABLE", "etcdserver: no leader"))
    with keep(client, 60, age=55) as kept:
        time.sleep(1.2)
        asked = [member.count(KEEP_ALIVE) for member in members]
        assert 3 <= sum(asked) <= 6
        assert min(asked) >= 1
        for member in members:
            member.on(KEEP_ALIVE, renewed(60))
        assert until(lambda: kept.state is LeaseState.ALIVE)


def test_a_token_that_is_refused_is_replaced(members: tuple[ScriptedMember, ScriptedMember]) -> None:
    """And the stream opened anew with the new one."""
    first, _ = members
    first.on("Auth/Authenticate", lambda _: _token(first))
    first.on(KEEP_ALIVE, Refusal("UNAUTHENTICATED", "etcdserver: invalid auth token"), renewed(60))
    with (
        Client(Settings((first.url,), user="ops", password="pw")) as client,
        keep(client, 60, age=55) as kept,
    ):
        assert until(lambda: kept.state is LeaseState.ALIVE)
    tokens = [arrival.metadata["token"] for arrival in first.arrivals if arrival.name == KEEP_ALIVE]
    assert tokens == ["t1", "t2"]


def test_renewing_once_tells_what_it_got(
    client: Client, members: tuple[ScriptedMember, ScriptedMember]
) -> None:
    """With the clock's reading before it was sent."""
    members[0].on(KEEP_ALIVE, renewed(9))
    before = client.clock.now()
    result = client.lease.keep_alive_once(7)
    assert (result.id, result.ttl, result.revision) == (7, 9, 1)
    assert before <= result.sent_at <= client.clock.now()


def test_renewing_once_asks_the_next_member_when_one_is_silent(
    client: Client, members: tuple[ScriptedMember, ScriptedMember]
) -> None:
    """It has half of the time."""
    members[0].on(KEEP_ALIVE, Hang())
    members[1].on(KEEP_ALIVE, renewed(9))
    assert client.lease.keep_alive_once(7, timeout=1.0).ttl == 9


def test_renewing_once_ends_at_its_deadline(
    client: Client, members: tuple[ScriptedMember, ScriptedMember]
) -> None:
    """Whether members are silent or refuse."""
    for answer in (Hang(), Refusal("UNAVAILABLE", "etcdserver: no leader")):
        for member in members:
            member.on(KEEP_ALIVE, answer)
        started = time.monotonic()
        with pytest.raises(e.DeadlineExceeded, match=r"was not renewed within 0\.5 s"):
            client.lease.keep_alive_once(7, timeout=0.5)
        assert 0.4 < time.monotonic() - started < 0.8


def test_renewing_once_what_is_gone_is_an_error(
    client: Client, members: tuple[ScriptedMember, ScriptedMember]
) -> None:
    """Not an answer with a TTL of 0."""
    members[0].on(KEEP_ALIVE, renewed(0))
    with pytest.raises(e.LeaseNotFound, match="Lease 7 does not exist"):
        client.lease.keep_alive_once(7)


def test_renewing_once_without_the_password_asked_for_fails_at_once(
    client: Client, members: tuple[ScriptedMember, ScriptedMember]
) -> None:
    """A refusal that no try will change is not repeated until the deadline."""
    members[0].on(KEEP_ALIVE, NO_USER)
    with pytest.raises(e.InvalidToken, match="user= and password="):
        client.lease.keep_alive_once(7)
    assert members[0].count(KEEP_ALIVE) == 1


def test_closing_the_client_ends_the_threads(members: tuple[ScriptedMember, ScriptedMember]) -> None:
    """Also while a stream fails and a pause is under way; the handle says released and stays usable."""
    members[0].on(KEEP_ALIVE, Refusal("UNAVAILABLE", "etcdserver: no leader"))
    client = Client(Settings((members[0].url,)))
    kept = keep(client, 60, age=55)
    assert until(lambda: members[0].count(KEEP_ALIVE) >= 3)
    started = time.monotonic()
    client.close()
    assert time.monotonic() - started < 0.5
    assert _threads() == []
    assert kept.state is LeaseState.RELEASED
    kept.close()
    with pytest.raises(e.ClientClosed):
        keep(client, 60)


def _token(member: ScriptedMember) -> pb.AuthenticateResponse:
    return pb.AuthenticateResponse(header=header(), token=f"t{member.count('Auth/Authenticate')}")


def _threads() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name.startswith("yamtam-")]
