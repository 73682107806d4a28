"""What a client makes of answers that cannot come from the cluster and the time that it knows."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from tests.scripted.scripted_member import Hang, Refusal, ScriptedMember, header
from yamtam_nb import errors as e
from yamtam_nb.client.client import Client
from yamtam_nb.rpc import etcd_pb as pb
from yamtam_nb.rpc.watermark import Watermark

Members = Callable[[int], list[ScriptedMember]]
ClientOf = Callable[..., Client]

FUTURE = Refusal("OUT_OF_RANGE", "etcdserver: mvcc: required revision is a future revision")


def at(revision: int) -> pb.RangeResponse:
    """An answer at a revision."""
    return pb.RangeResponse(header=header(revision))


def test_another_cluster_at_the_same_address_is_noticed(members: Members, client_of: ClientOf) -> None:
    """By its ID, on any call; the answer is not handed out."""
    (member,) = members(1)
    client = client_of(member)
    client.get("/k")
    member.on("KV/Range", pb.RangeResponse(header=header(1, cluster=0xC2)))
    with pytest.raises(e.ClusterChanged, match="cluster c2, but this client is connected to cluster c1"):
        client.get("/k")


def test_a_stale_answer_is_asked_for_again_elsewhere(members: Members, client_of: ClientOf) -> None:
    """A linearizable read never goes back behind what was seen, although some servers would."""
    first, second = members(2)
    client = client_of(first, second)
    first.on("KV/Range", at(9), at(5))
    second.on("KV/Range", at(9))
    client.get("/k")
    assert client.get("/k").revision == 9


def test_a_revision_seen_before_is_asked_for_elsewhere_when_a_member_does_not_know_it_yet(
    members: Members, client_of: ClientOf
) -> None:
    """It lags behind; the others do not."""
    first, second = members(2)
    client = client_of(first, second)
    first.on("KV/Range", at(9), FUTURE)
    second.on("KV/Range", at(9))
    client.get("/k")
    assert client.get("/k", revision=8).revision == 9


def test_a_lagging_member_may_serve_a_serializable_read_of_what_it_has(
    members: Members, client_of: ClientOf
) -> None:
    """Stale is what was asked for; at a given revision it is not even stale."""
    first, second = members(2)
    client = client_of(first, second)
    first.on("KV/Range", at(9), at(5), FUTURE)
    second.on("KV/Range", at(7))
    client.get("/k")
    assert client.get("/k", serializable=True).revision == 5
    assert client.get("/k", serializable=True, revision=6).revision == 7


def test_a_revision_that_nobody_has_seen_is_in_the_future(members: Members, client_of: ClientOf) -> None:
    """A mistake of the caller, told at once."""
    first, second = members(2)
    first.on("KV/Range", FUTURE)
    with pytest.raises(e.FutureRevision):
        client_of(first, second).get("/k", revision=99)
    assert second.count("KV/Range") == 0


def test_revisions_that_fell_everywhere_mean_a_restored_cluster(
    members: Members, client_of: ClientOf
) -> None:
    """After a put at 20, nobody may answer 5."""
    first, second = members(2)
    client = client_of(first, second)
    first.on("KV/Put", pb.PutResponse(header=header(20)))
    client.put("/k", "v")
    for member in (first, second):
        member.on("KV/Range", at(5))
    with pytest.raises(e.ClusterChanged, match="revision 20, which was seen before"):
        client.get("/k")


def test_a_member_that_cannot_be_asked_proves_nothing(members: Members, client_of: ClientOf) -> None:
    """One stale answer and one silence are not a restored cluster; and the deadline holds."""
    first, second = members(2)
    client = client_of(first, second)
    first.on("KV/Range", at(9), at(5))
    client.get("/k")
    second.on("KV/Range", Hang())
    started = time.monotonic()
    with pytest.raises(e.DeadlineExceeded):
        client.get("/k", timeout=0.5)
    assert time.monotonic() - started < 0.75


def test_the_watermark_only_rises() -> None:
    """Whatever order answers come in."""
    watermark = Watermark()
    for revision in (3, 9, 5):
        watermark.raise_to(revision)
    assert watermark.revision == 9
