"""Changes of members, alarms and users whose answers get lost, and calls that a server does not have."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.scripted.scripted_member import Refusal, ScriptedMember, header
from yamtam_nb.client.client import Client
from yamtam_nb.errors import MemberNotFound, OutcomeUnknown, Unsupported
from yamtam_nb.rpc import etcd_pb as pb

Members = Callable[[int], list[ScriptedMember]]
ClientOf = Callable[..., Client]

LOST = Refusal("UNAVAILABLE", "etcdserver: request timed out")
GONE = Refusal("NOT_FOUND", "etcdserver: member not found")
ANSWERING = pb.StatusResponse(header=header(), leader=1, version="3.5.9")


@pytest.fixture
def member(members: Members) -> ScriptedMember:
    """The leader of two voters of which only it answers, beside a learner."""
    (member,) = members(1)
    listed = [pb.Member(ID=1, name="m1", clientURLs=[member.url]), pb.Member(ID=3, name="m3", isLearner=True)]
    member.on("Cluster/MemberList", pb.MemberListResponse(header=header(), members=listed))
    return member.on("Maintenance/Status", ANSWERING)


def test_a_removal_whose_answer_got_lost_is_repeated(member: ScriptedMember, client_of: ClientOf) -> None:
    """It has the same effect however often it arrives: the member is gone, so it was the first that did it."""
    member.on("Cluster/MemberRemove", LOST, GONE)

    removed = client_of(member).cluster.member_remove(3)

    assert (removed.member.name, member.count("Cluster/MemberRemove")) == ("m3", 2)


def test_a_removal_that_is_refused_at_once_is_an_error(member: ScriptedMember, client_of: ClientOf) -> None:
    """Somebody else was faster."""
    member.on("Cluster/MemberRemove", GONE)

    with pytest.raises(MemberNotFound):
        client_of(member).cluster.member_remove(3)


def test_a_disarming_is_repeated(member: ScriptedMember, client_of: ClientOf) -> None:
    """An alarm that is off cannot be switched off twice."""
    raised = pb.AlarmResponse(alarms=[pb.AlarmMember(memberID=1, alarm=pb.NOSPACE)], header=header())
    member.on("Maintenance/Alarm", raised, LOST, raised)

    assert len(client_of(member).maintenance.disarm()) == 1
    assert member.count("Maintenance/Alarm") == 3


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("Cluster/MemberAdd", lambda client: client.cluster.member_add("http://a:1", learner=True)),
        ("Cluster/MemberPromote", lambda client: client.cluster.member_promote(3, force=True)),
        ("Cluster/MemberUpdate", lambda client: client.cluster.member_update(1, "http://a:1")),
        ("Maintenance/Defragment", lambda client: client.maintenance.defragment(client.endpoint)),
        ("Maintenance/Downgrade", lambda client: client.maintenance.downgrade.enable("3.4")),
        ("Auth/AuthEnable", lambda client: client.auth.enable()),
        ("Auth/UserAdd", lambda client: client.auth.user_add("dev", "s3cret")),
        ("Auth/UserChangePassword", lambda client: client.auth.user_change_password("dev", "s3cret")),
        ("Auth/RoleDelete", lambda client: client.auth.role_delete("reader")),
    ],
)
def test_other_changes_are_told_once_and_never_sent_again(
    name: str, change: Callable[[Client], object], member: ScriptedMember, client_of: ClientOf
) -> None:
    """Whether it was done is to be looked up, and no password stands in the message."""
    member.on(name, LOST)

    with pytest.raises(OutcomeUnknown, match="Look whether it was done") as caught:
        change(client_of(member))

    assert member.count(name) == 1
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "call"),
    [
        ("Auth/AuthStatus", lambda client: client.auth.status()),
        ("Maintenance/Downgrade", lambda client: client.maintenance.downgrade.validate("3.4")),
    ],
)
def test_a_call_that_the_server_does_not_have_names_the_version_that_has(
    name: str, call: Callable[[Client], object], member: ScriptedMember, client_of: ClientOf
) -> None:
    """Instead of gRPC's unknown method."""
    member.on(name, Refusal("UNIMPLEMENTED", "unknown method for service"))

    with pytest.raises(
        Unsupported, match=f"{name} at .*: this etcd does not have that call, it came with 3.5"
    ):
        call(client_of(member))


def test_who_can_is_answered_by_servers_without_a_status(member: ScriptedMember, client_of: ClientOf) -> None:
    """3.4 does not say whether authentication is on; a client that logged in knows."""
    member.on("Auth/AuthStatus", Refusal("UNIMPLEMENTED", "unknown method for service"))
    member.on("Auth/UserList", pb.AuthUserListResponse(header=header(), users=["root"]))
    member.on("Auth/UserGet", pb.AuthUserGetResponse(header=header(), roles=["root"]))

    access = client_of(member).auth.who_can("read", "/a")

    assert (access.users, access.enabled) == ({"root": ("root",)}, False)


def test_an_alarm_that_has_no_name_here_is_disarmed_by_its_number(
    member: ScriptedMember, client_of: ClientOf
) -> None:
    """A newer etcd may raise what this package has not heard of."""
    raised = pb.AlarmResponse(header=header())
    raised.ParseFromString(
        raised.SerializeToString() + b"\x12\x04\x08\x01\x10\x07"
    )  # alarms: member 1, kind 7
    member.on("Maintenance/Alarm", raised)

    (disarmed,) = client_of(member).maintenance.disarm()

    assert disarmed == (1, "7")
    assert member.arrivals[-1].request.alarm == 7


def test_leadership_that_moved_meanwhile_is_looked_for_again(
    member: ScriptedMember, client_of: ClientOf
) -> None:
    """The member that was asked is the leader no more: nothing was done, and it is asked again."""
    listed = [pb.Member(ID=number, name=f"m{number}") for number in (1, 2)]
    member.on("Cluster/MemberList", pb.MemberListResponse(header=header(), members=listed))
    not_leader = Refusal("FAILED_PRECONDITION", "etcdserver: not leader")
    member.on("Maintenance/MoveLeader", not_leader, pb.MoveLeaderResponse(header=header()))

    moved = client_of(member).maintenance.move_leader(2)

    assert (moved.before, moved.after, member.count("Maintenance/MoveLeader")) == (1, 2, 2)
