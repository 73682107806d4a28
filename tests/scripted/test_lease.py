"""Lease calls whose answer was lost on the way."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.scripted.scripted_member import Arrival, Refusal, ScriptedMember, header
from yamtam_nb import errors as e
from yamtam_nb.client.client import Client
from yamtam_nb.model import Settings
from yamtam_nb.rpc import etcd_pb as pb

LOST = Refusal("UNAVAILABLE", "Socket closed")
EXISTS = Refusal("FAILED_PRECONDITION", "etcdserver: lease already exists")
NOT_FOUND = Refusal("NOT_FOUND", "etcdserver: requested lease not found")


@pytest.fixture
def member() -> Iterator[ScriptedMember]:
    """One that answers as told."""
    with ScriptedMember() as member:
        yield member


@pytest.fixture
def client(member: ScriptedMember) -> Iterator[Client]:
    """A client of it."""
    with Client(Settings((member.url,))) as client:
        yield client


def granted(arrival: Arrival) -> pb.LeaseGrantResponse:
    """What a member grants that raises small TTLs."""
    return pb.LeaseGrantResponse(header=header(7), ID=arrival.request.ID, TTL=max(arrival.request.TTL, 2))


def test_a_grant_is_asked_for_again_under_the_same_id(client: Client, member: ScriptedMember) -> None:
    """No second lease is left behind."""
    member.on("Lease/LeaseGrant", LOST, granted)
    lease = client.lease.grant(1)
    first, second = (arrival.request for arrival in member.arrivals)
    assert first == second
    assert 0 < lease.id < 1 << 63
    assert (lease.ttl, lease.revision) == (2, 7)


def test_a_lease_that_the_lost_attempt_made_is_adopted(client: Client, member: ScriptedMember) -> None:
    """Its ID was drawn at random here: who else should have made it?"""
    member.on("Lease/LeaseGrant", LOST, EXISTS)
    member.on("Lease/LeaseTimeToLive", pb.LeaseTimeToLiveResponse(header=header(8), TTL=8, grantedTTL=9))
    lease = client.lease.grant(9)
    assert lease.id == member.arrivals[0].request.ID
    assert (lease.ttl, lease.revision) == (9, 8)


def test_a_lease_of_somebody_else_is_not_adopted(client: Client, member: ScriptedMember) -> None:
    """Under an ID that the caller chose it may be anyone's."""
    member.on("Lease/LeaseGrant", EXISTS)
    with pytest.raises(e.LeaseExists):
        client.lease.grant(9, lease_id=7)


def test_random_ids_differ(client: Client, member: ScriptedMember) -> None:
    """Each grant has its own."""
    member.on("Lease/LeaseGrant", granted)
    assert len({client.lease.grant(9).id for _ in range(20)}) == 20


def test_a_revoke_that_finds_its_work_done_has_succeeded(client: Client, member: ScriptedMember) -> None:
    """The attempt before did it; without one the lease was never there."""
    member.on("Lease/LeaseRevoke", LOST, NOT_FOUND)
    client.lease.revoke(7)
    with pytest.raises(e.LeaseNotFound):
        client.lease.revoke(7)


def test_a_compaction_that_finds_its_work_done_has_succeeded(client: Client, member: ScriptedMember) -> None:
    """Likewise."""
    member.on(
        "KV/Compact", LOST, Refusal("OUT_OF_RANGE", "etcdserver: mvcc: required revision has been compacted")
    )
    client.compact(7)
    with pytest.raises(e.Compacted):
        client.compact(7)


@pytest.mark.parametrize("ttl", [0, -1, 9_000_000_001, 1.5])
def test_a_ttl_that_etcd_cannot_take_is_refused_here(
    client: Client, member: ScriptedMember, ttl: int
) -> None:
    """Nothing is sent."""
    with pytest.raises(e.InvalidArgument, match="time to live"):
        client.lease.grant(ttl)
    assert member.arrivals == []


@pytest.mark.parametrize("lease_id", [-1, 1 << 63])
def test_an_id_that_etcd_cannot_take_is_refused_here(client: Client, lease_id: int) -> None:
    """Negative IDs put old servers out of step."""
    with pytest.raises(e.InvalidArgument, match="63-bit"):
        client.lease.grant(9, lease_id=lease_id)


def test_what_is_left_of_a_lease_is_never_absurd(client: Client, member: ScriptedMember) -> None:
    """Around a change of leader some servers answer with a number near 2^63."""
    member.on(
        "Lease/LeaseTimeToLive", pb.LeaseTimeToLiveResponse(header=header(), TTL=9_223_372_036, grantedTTL=10)
    )
    assert client.lease.time_to_live(7).ttl == 20


def test_a_lease_is_believed_in_from_before_its_question_was_sent(
    client: Client, member: ScriptedMember
) -> None:
    """Kept alive without the moment of its grant, the server is asked what is left, whatever ``ttl`` says."""
    member.on("Lease/LeaseTimeToLive", pb.LeaseTimeToLiveResponse(header=header(), TTL=4, grantedTTL=60))
    before = client.clock.now()
    with client.lease.keep_alive(7, 60) as kept:
        assert kept.deadline <= client.clock.now() + 4
        assert kept.deadline >= before + 4
        assert kept.ttl == 60


def test_the_moment_of_the_grant_saves_the_question(client: Client, member: ScriptedMember) -> None:
    """It is all that is needed."""
    sent_at = client.clock.now()
    with client.lease.keep_alive(7, 60, sent_at=sent_at) as kept:
        assert kept.deadline == sent_at + 60
    assert member.count("Lease/LeaseTimeToLive") == 0
