"""Many leases on a few streams, against a member that misbehaves towards one of them."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest

from tests.scripted.scripted_member import Arrival, Hang, Refusal, ScriptedMember, header
from yamtam_nb.client.client import Client
from yamtam_nb.client.keep_alive import KeepAlive
from yamtam_nb.client.renewal import LeaseState
from yamtam_nb.client.renewal_lane import LEASES_PER_LANE, MOST_LANES
from yamtam_nb.client.renewals import TOGETHER
from yamtam_nb.model import Settings
from yamtam_nb.rpc import etcd_pb as pb

KEEP_ALIVE = "Lease/LeaseKeepAlive"
TTL = 3


@pytest.fixture
def member() -> Iterator[ScriptedMember]:
    """It renews every lease, unless told otherwise."""
    with ScriptedMember() as member:
        member.on(KEEP_ALIVE, renewed)
        yield member


@pytest.fixture
def client(member: ScriptedMember) -> Iterator[Client]:
    """Of that member."""
    with Client(Settings((member.url,), timeout=2.0)) as client:
        yield client


def renewed(arrival: Arrival) -> pb.LeaseKeepAliveResponse:
    """As a healthy member does."""
    return pb.LeaseKeepAliveResponse(header=header(), ID=arrival.request.ID, TTL=TTL)


def keep(client: Client, lease_id: int, ttl: int = TTL, *, age: float = 0.0) -> KeepAlive:
    """Keep a lease alive that was granted some seconds ago."""
    return client.lease.keep_alive(lease_id, ttl, sent_at=client.clock.now() - age)


def until(condition: object, seconds: float = 3.0) -> None:
    """Wait until it comes true, which must be in time."""
    end = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < end, "it did not come true in time"
        time.sleep(0.005)


def test_a_thousand_leases_are_renewed_on_a_few_streams(client: Client, member: ScriptedMember) -> None:
    """Each once, when a third of the TTL is left."""
    member.on(KEEP_ALIVE, lambda arrival: pb.LeaseKeepAliveResponse(ID=arrival.request.ID, TTL=60))
    kept = [keep(client, lease_id, 60, age=39.5) for lease_id in range(1, 1001)]
    until(lambda: all(handle.deadline - client.clock.now() > 50 for handle in kept))
    readers = [thread for thread in threading.enumerate() if thread.name == "yamtam-keep-alive-reader"]
    assert len(readers) == MOST_LANES
    assert member.count(KEEP_ALIVE) == 1000
    assert {arrival.request.ID for arrival in member.arrivals} == set(range(1, 1001))


def test_few_leases_are_renewed_on_one_stream(client: Client) -> None:
    """A stream costs two threads."""
    for lease_id in range(1, LEASES_PER_LANE + 1):
        keep(client, lease_id)
    assert len(client.lease._renewals._lanes) == 1
    keep(client, LEASES_PER_LANE + 1)
    assert len(client.lease._renewals._lanes) == 2


def test_leases_with_little_time_do_not_queue_behind_the_others(
    client: Client, member: ScriptedMember
) -> None:
    """A stream that one long lease blocks is not theirs."""
    member.on(KEEP_ALIVE, lambda arrival: Hang() if arrival.request.ID == 1 else renewed(arrival))
    keep(client, 1, 60, age=59)
    with keep(client, 2) as short:
        until(lambda: member.count(KEEP_ALIVE) >= 3)
        assert short.state is LeaseState.ALIVE


def test_a_lease_that_is_refused_does_not_take_the_others_with_it(
    client: Client, member: ScriptedMember
) -> None:
    """etcd ends the whole stream over one lease that the user may not renew; from then on it is kept apart."""
    member.on(
        KEEP_ALIVE,
        lambda arrival: (
            Refusal("PERMISSION_DENIED", "etcdserver: permission denied")
            if arrival.request.ID == 7
            else renewed(arrival)
        ),
    )
    kept = [keep(client, lease_id) for lease_id in range(1, 13)]
    refused = kept[6]
    until(lambda: sum(arrival.request.ID == 7 for arrival in list(member.arrivals)) >= 3, 6)
    assert all(handle.state is LeaseState.ALIVE for handle in kept if handle is not refused)
    lanes = {lane.kind: lane for lane in client.lease._renewals._lanes}
    assert lanes["apart"].members == {7}
    assert lanes["short"].members == set(range(1, 13)) - {7}
    until(lambda: refused.state is LeaseState.EXPIRED_LOCAL)
    member.on(KEEP_ALIVE, renewed)
    until(lambda: refused.state is LeaseState.ALIVE)


def test_the_streams_are_closed_when_their_leases_are_given_up(client: Client) -> None:
    """The threads end with them, and new leases get new ones."""
    for _ in range(2):
        with keep(client, 1) as kept:
            until(lambda kept=kept: kept.deadline - client.clock.now() > TTL - TOGETHER - 0.5)
        until(lambda: not [thread.name for thread in threading.enumerate() if "keep-alive" in thread.name])
    assert client.lease._renewals._lanes == []
