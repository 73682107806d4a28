"""What a call does when a member answers with an error, or not at all."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator

import pytest

from tests.scripted.scripted_member import Arrival, Hang, Refusal, ScriptedMember
from tests.scripted.verbs import READS, WRITES
from yamtam_nb import errors as e
from yamtam_nb.client.client import Client

Members = Callable[[int], list[ScriptedMember]]
ClientOf = Callable[..., Client]

LEADER_CHANGED = Refusal("UNAVAILABLE", "etcdserver: leader changed")
NO_LEADER = Refusal("UNAVAILABLE", "etcdserver: no leader")
NO_SPACE = Refusal("RESOURCE_EXHAUSTED", "etcdserver: mvcc: database space exceeded")
SOON = 0.25
"""Seconds that a call may come late."""

AMBIGUOUS = [
    LEADER_CHANGED,
    Refusal("UNAVAILABLE", "etcdserver: request timed out"),
    Refusal("UNAVAILABLE", "Socket closed"),
    Refusal("CANCELLED", "context canceled"),
    Refusal("INTERNAL", "Received RST_STREAM"),
    Refusal("UNKNOWN", "etcdserver: some words of tomorrow"),
    Refusal("DEADLINE_EXCEEDED", "etcdserver: context deadline exceeded"),
]


@pytest.fixture
def dead() -> Iterator[str]:
    """An address where nothing listens and nothing else can come to listen."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{taken.getsockname()[1]}"


@pytest.fixture
def silent() -> Iterator[str]:
    """An address that takes connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


@pytest.mark.parametrize("refusal", AMBIGUOUS, ids=lambda refusal: refusal.text)
@pytest.mark.parametrize("verb", WRITES)
def test_a_write_whose_fate_is_open_is_told_once_and_never_sent_again(
    verb: str, refusal: Refusal, members: Members, client_of: ClientOf
) -> None:
    """OutcomeUnknown with keys and cause; one request in all, whatever the number of endpoints."""
    name, write, keys = WRITES[verb]
    first, second = members(2)
    first.on(name, refusal)
    with pytest.raises(e.OutcomeUnknown) as caught:
        write(client_of(first, second))
    assert (first.count(name), second.count(name)) == (1, 0)
    unknown = caught.value
    assert (unknown.method, unknown.endpoint, unknown.keys) == (name, first.url, keys)
    assert unknown.code == refusal.code
    assert not unknown.definite
    assert isinstance(unknown.__cause__, e.EtcdError)


def test_a_full_database_is_an_open_outcome_that_says_so(members: Members, client_of: ClientOf) -> None:
    """The cause tells NoSpace from a lost answer."""
    (member,) = members(1)
    member.on("KV/Put", NO_SPACE)
    with pytest.raises(e.OutcomeUnknown, match="database space exceeded") as caught:
        client_of(member).put("/k", "v")
    assert isinstance(caught.value.__cause__, e.NoSpace)


@pytest.mark.parametrize("refusal", AMBIGUOUS, ids=lambda refusal: refusal.text)
@pytest.mark.parametrize("verb", READS)
def test_what_may_be_repeated_is_repeated_elsewhere(
    verb: str, refusal: Refusal, members: Members, client_of: ClientOf
) -> None:
    """Reads, and calls that have the same effect however often they arrive."""
    name, read = READS[verb]
    first, second = members(2)
    first.on(name, refusal)
    client = client_of(first, second)
    started = time.monotonic()
    read(client)
    assert time.monotonic() - started < 1.0
    assert (first.count(name), second.count(name)) == (1, 1)
    assert client.endpoint == second.url


@pytest.mark.parametrize(
    "refusal",
    [NO_LEADER, Refusal("UNAVAILABLE", "etcdserver: rpc not supported for learner")],
    ids=lambda refusal: refusal.text,
)
@pytest.mark.parametrize("verb", WRITES)
def test_a_write_that_certainly_had_no_effect_is_sent_elsewhere(
    verb: str, refusal: Refusal, members: Members, client_of: ClientOf
) -> None:
    """A member that refuses before it proposes costs nothing but the way."""
    name, write, _ = WRITES[verb]
    first, second = members(2)
    first.on(name, refusal)
    write(client_of(first, second))
    assert (first.count(name), second.count(name)) == (1, 1)


def test_a_write_to_an_address_where_nothing_listens_goes_to_the_next(
    dead: str, members: Members, client_of: ClientOf
) -> None:
    """It certainly never left."""
    (alive,) = members(1)
    started = time.monotonic()
    client_of(dead, alive).put("/k", "v")
    assert time.monotonic() - started < 1.0
    assert alive.count("KV/Put") == 1


def test_a_refusal_that_another_member_would_repeat_is_raised_at_once(
    members: Members, client_of: ClientOf
) -> None:
    """Nobody else is asked."""
    first, second = members(2)
    first.on("KV/Range", Refusal("PERMISSION_DENIED", "etcdserver: permission denied"))
    with pytest.raises(e.PermissionDenied) as caught:
        client_of(first, second).get("/k")
    assert caught.value.definite
    assert second.count("KV/Range") == 0


def test_every_call_asks_for_a_member_with_a_leader(members: Members, client_of: ClientOf) -> None:
    """Without it a leaderless member would take a write and let it time out."""
    (member,) = members(1)
    client = client_of(member)
    client.get("/k")
    client.put("/k", "v")
    assert [arrival.metadata["hasleader"] for arrival in member.arrivals] == ["true", "true"]


def test_a_silent_endpoint_costs_a_read_half_of_its_time(
    silent: str, members: Members, client_of: ClientOf
) -> None:
    """The other half is for another one."""
    (alive,) = members(1)
    client = client_of(silent, alive, timeout=1.0)
    started = time.monotonic()
    client.get("/k")
    assert 0.4 < time.monotonic() - started < 0.5 + SOON
    assert client.endpoint == alive.url


@pytest.mark.parametrize("verb", ["get", "members", "ttl", "compact"])
def test_a_read_that_nobody_serves_ends_at_its_deadline(
    verb: str, dead: str, members: Members, client_of: ClientOf
) -> None:
    """Not earlier, because someone might come back, and not later than a quarter of a second after it."""
    name, read = READS[verb]
    (leaderless,) = members(1)
    leaderless.on(name, NO_LEADER)
    client = client_of(leaderless, dead, timeout=0.6)
    started = time.monotonic()
    with pytest.raises(e.NoLeader):
        read(client)
    assert 0.5 < time.monotonic() - started < 0.6 + SOON
    assert 3 < leaderless.count(name) < 30


def test_a_write_that_nobody_serves_stays_definite(dead: str, members: Members, client_of: ClientOf) -> None:
    """It is not begun anew so shortly before the deadline that its outcome would be open."""
    (leaderless,) = members(1)

    def refuse_slowly(_: Arrival) -> Refusal:
        time.sleep(0.03)
        return NO_LEADER

    leaderless.on("KV/Put", refuse_slowly)
    for endpoints in ((leaderless,), (leaderless, dead)):
        client = client_of(*endpoints, timeout=0.5)
        for _ in range(3):
            started = time.monotonic()
            with pytest.raises(e.NoLeader) as caught:
                client.put("/k", "v")
            assert caught.value.definite
            assert 0.2 < time.monotonic() - started < 0.5 + SOON


def test_silence_everywhere_ends_at_the_deadline(silent: str, client_of: ClientOf) -> None:
    """Whether one endpoint is silent or several."""
    for client in (
        client_of(silent, timeout=0.5),
        client_of(silent, silent.replace("127.0.0.1", "localhost")),
    ):
        started = time.monotonic()
        with pytest.raises(e.DeadlineExceeded):
            client.get("/k", timeout=0.5)
        assert 0.4 < time.monotonic() - started < 0.5 + SOON


def test_an_overloaded_member_is_left_alone_before_the_write_is_sent_again(
    members: Members, client_of: ClientOf
) -> None:
    """``too many requests`` is definite, and comes with or without its proper status."""
    (member,) = members(1)
    member.on("KV/Put", Refusal("UNKNOWN", "etcdserver: too many requests"), None)
    started = time.monotonic()
    client_of(member).put("/k", "v")
    assert member.count("KV/Put") == 2
    assert time.monotonic() - started > 0.3


def test_connecting_asks_every_endpoint_once_and_then_gives_up(dead: str, silent: str) -> None:
    """A mistyped address is told at once and not after the whole timeout."""
    from yamtam_nb.client.connect import connect

    started = time.monotonic()
    with pytest.raises(e.Unavailable, match="connection refused: nothing listens"):
        connect(dead, timeout=5.0)
    assert time.monotonic() - started < 1.5


def test_a_user_who_may_not_see_the_status_can_still_connect(members: Members) -> None:
    """Some versions (3.5.28 to 3.5.31, 3.6.9 to 3.6.11) show it to root only."""
    from yamtam_nb.client.connect import connect

    (member,) = members(1)
    member.on("Maintenance/Status", Refusal("PERMISSION_DENIED", "etcdserver: permission denied"))
    with connect(member.url) as client:
        client.get("/k")


def test_a_call_may_bring_its_own_timeout(members: Members, client_of: ClientOf) -> None:
    """Shorter or longer than the client's."""
    (member,) = members(1)
    member.on("KV/Range", Hang())
    started = time.monotonic()
    with pytest.raises(e.DeadlineExceeded):
        client_of(member, timeout=30).get("/k", timeout=0.3)
    assert time.monotonic() - started < 0.3 + SOON
