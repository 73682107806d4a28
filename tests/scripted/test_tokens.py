"""Password authentication: one token for everyone, fetched once."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.scripted.scripted_member import Arrival, Hang, Refusal, ScriptedMember, header
from yamtam_nb import errors as e
from yamtam_nb.client.client import Client
from yamtam_nb.rpc import etcd_pb as pb
from yamtam_nb.rpc.tokens import Tokens

Members = Callable[[int], list[ScriptedMember]]
ClientOf = Callable[..., Client]

STALE = Refusal("UNAUTHENTICATED", "etcdserver: invalid auth token")
NOT_ENABLED = Refusal("FAILED_PRECONDITION", "etcdserver: authentication is not enabled")
WRONG = Refusal("INVALID_ARGUMENT", "etcdserver: authentication failed, invalid user ID or password")
LOGIN = {"user": "ops", "password": "s3cret"}


def tokens_of(member: ScriptedMember, seconds: float = 0.0) -> None:
    """Let a member hand out t1, t2, ... and refuse every token but the newest."""

    def authenticate(_: Arrival) -> pb.AuthenticateResponse:
        time.sleep(seconds)
        return pb.AuthenticateResponse(header=header(), token=f"t{member.count('Auth/Authenticate')}")

    def serve(arrival: Arrival) -> pb.RangeResponse | Refusal:
        newest = f"t{member.count('Auth/Authenticate')}"
        return pb.RangeResponse(header=header()) if arrival.metadata.get("token") == newest else STALE

    member.on("Auth/Authenticate", authenticate)
    member.on("KV/Range", serve)


def test_the_token_goes_with_every_call(members: Members, client_of: ClientOf) -> None:
    """It is fetched before the first one, with the password, and never again."""
    (member,) = members(1)
    tokens_of(member)
    client = client_of(member, **LOGIN)
    client.get("/k")
    client.get("/k")
    names = [arrival.name for arrival in member.arrivals]
    assert names == ["Auth/Authenticate", "KV/Range", "KV/Range"]
    assert member.arrivals[0].request == pb.AuthenticateRequest(name="ops", password="s3cret")
    assert member.arrivals[2].metadata["token"] == "t1"
    assert member.arrivals[2].metadata["hasleader"] == "true"


def test_many_threads_that_start_together_authenticate_once(members: Members, client_of: ClientOf) -> None:
    """etcd spends 100 ms of CPU on each password by design."""
    (member,) = members(1)
    tokens_of(member, seconds=0.1)
    client = client_of(member, **LOGIN)
    with ThreadPoolExecutor(12) as pool:
        list(pool.map(lambda _: client.get("/k"), range(24)))
    assert member.count("Auth/Authenticate") == 1


def test_many_threads_that_find_the_token_stale_refresh_it_once(
    members: Members, client_of: ClientOf
) -> None:
    """The others use what the first one got."""
    (member,) = members(1)
    tokens_of(member, seconds=0.1)
    client = client_of(member, **LOGIN)
    client.get("/k")
    first = threading.Event()

    def serve(arrival: Arrival) -> pb.RangeResponse | Refusal:
        return pb.RangeResponse(header=header()) if arrival.metadata["token"] == "t2" else STALE

    member.on("KV/Range", serve)
    first.set()
    with ThreadPoolExecutor(12) as pool:
        list(pool.map(lambda _: client.get("/k"), range(24)))
    assert member.count("Auth/Authenticate") == 2


@pytest.mark.parametrize(
    "refusal",
    [
        STALE,
        Refusal("INVALID_ARGUMENT", "etcdserver: revision of auth store is old"),
        Refusal("INVALID_ARGUMENT", "etcdserver: user name is empty"),
    ],
    ids=lambda refusal: refusal.text,
)
def test_a_write_that_was_refused_for_its_token_is_sent_again(
    refusal: Refusal, members: Members, client_of: ClientOf
) -> None:
    """Nothing was done, so this is no second write."""
    (member,) = members(1)
    tokens_of(member)
    member.on("KV/Put", refusal, None)
    client_of(member, **LOGIN).put("/k", "v")
    assert (member.count("KV/Put"), member.count("Auth/Authenticate")) == (2, 2)


def test_a_token_that_no_refresh_makes_good_is_given_up(members: Members, client_of: ClientOf) -> None:
    """A few tries, not an endless loop."""
    (member,) = members(1)
    tokens_of(member)
    member.on("KV/Range", STALE)
    with pytest.raises(e.InvalidToken):
        client_of(member, **LOGIN).get("/k")
    assert member.count("KV/Range") == 4


def test_without_a_password_the_message_says_what_to_give(members: Members, client_of: ClientOf) -> None:
    """etcd only says that the user name is empty."""
    (member,) = members(1)
    member.on("KV/Range", Refusal("INVALID_ARGUMENT", "etcdserver: user name is empty"))
    with pytest.raises(e.InvalidToken, match="user= and password="):
        client_of(member).get("/k")
    assert member.count("KV/Range") == 1


def test_a_wrong_password_is_tried_once_per_call(members: Members, client_of: ClientOf) -> None:
    """It does not become right by hammering; and the password is not in the message."""
    (member,) = members(1)
    member.on("Auth/Authenticate", WRONG)
    with pytest.raises(e.AuthenticationFailed, match="Check the user name and the password") as caught:
        client_of(member, **LOGIN).get("/k")
    assert member.count("Auth/Authenticate") == 1
    assert "s3cret" not in str(caught.value)


def test_a_cluster_without_authentication_is_used_without_a_token(
    members: Members, client_of: ClientOf
) -> None:
    """And is not asked for one again."""
    (member,) = members(1)
    member.on("Auth/Authenticate", NOT_ENABLED)
    client = client_of(member, **LOGIN)
    client.get("/k")
    client.put("/k", "v")
    assert member.count("Auth/Authenticate") == 1
    assert "token" not in member.arrivals[-1].metadata


def test_authentication_switched_on_later_is_noticed(members: Members, client_of: ClientOf) -> None:
    """The first refusal fetches the token."""
    (member,) = members(1)
    member.on("Auth/Authenticate", NOT_ENABLED)
    client = client_of(member, **LOGIN)
    client.get("/k")
    tokens_of(member)
    client.get("/k")
    assert member.arrivals[-1].metadata["token"] == "t2"


def test_authentication_fails_over_too(members: Members, client_of: ClientOf) -> None:
    """A token may come from any member."""
    first, second = members(2)
    first.on("Auth/Authenticate", Refusal("UNAVAILABLE", "etcdserver: leader changed"))
    tokens_of(second)
    client_of(first, second, **LOGIN).get("/k")
    assert (first.count("Auth/Authenticate"), second.count("Auth/Authenticate")) == (1, 1)


def test_fetching_the_token_counts_against_the_call(members: Members, client_of: ClientOf) -> None:
    """A member that hangs over the password does not hang the caller; nor does waiting for another thread."""
    (member,) = members(1)
    member.on("Auth/Authenticate", Hang())
    client = client_of(member, timeout=3.0, **LOGIN)

    def wait_for_it() -> None:
        with pytest.raises(e.ClientClosed):
            client.get("/k")

    patient = threading.Thread(target=wait_for_it, daemon=True)
    patient.start()
    assert member.arrived.wait(5)
    started = time.monotonic()
    with pytest.raises(e.DeadlineExceeded):
        client.get("/k", timeout=0.3)
    assert time.monotonic() - started < 0.55
    client.close()
    patient.join(2)
    assert not patient.is_alive()


def test_the_call_gets_only_what_the_token_left_of_its_time(members: Members, client_of: ClientOf) -> None:
    """Both together end at the deadline."""
    (member,) = members(1)
    tokens_of(member, seconds=0.3)
    member.on("KV/Range", Hang())
    started = time.monotonic()
    with pytest.raises(e.DeadlineExceeded):
        client_of(member, **LOGIN).get("/k", timeout=0.6)
    assert 0.5 < time.monotonic() - started < 0.85


def test_nothing_shows_the_token_or_the_password(members: Members, client_of: ClientOf) -> None:
    """No repr of anything a user can hold."""
    (member,) = members(1)
    member.on("Auth/Authenticate", pb.AuthenticateResponse(header=header(), token="t0k3n.77"))
    client = client_of(member, **LOGIN)
    client.get("/k")
    transport = client._transport
    shown = [client, client.settings, transport, transport.tokens, client.lease, transport.peer(member.url)]
    for thing in shown:
        assert "t0k3n" not in repr(thing)
        assert "s3cret" not in repr(thing)
    assert "as ops" in repr(client)


def test_tokens_say_what_they_hold() -> None:
    """For a log; without the token."""
    assert repr(Tokens(None)) == "<Tokens no password>"
    tokens = Tokens(lambda _: "t0k3n")
    assert repr(tokens) == "<Tokens no token yet>"
    tokens.first(1.0)
    assert repr(tokens) == "<Tokens token held>"
