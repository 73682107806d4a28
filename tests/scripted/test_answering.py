"""Which members answer, as seen from here."""

from __future__ import annotations

from collections.abc import Callable

from tests.scripted.scripted_member import Refusal, ScriptedMember, header
from yamtam_nb.client.answering import ask_members
from yamtam_nb.client.client import Client
from yamtam_nb.model import Member
from yamtam_nb.rpc import etcd_pb as pb

Members = Callable[[int], list[ScriptedMember]]
ClientOf = Callable[..., Client]


def test_who_cannot_be_asked_does_not_answer(members: Members, client_of: ClientOf) -> None:
    """Nothing listens there, the password would go there in clear text, or the address is none: no error."""
    (member,) = members(1)
    member.on("Auth/Authenticate", pb.AuthenticateResponse(header=header(), token="t"))
    member.on("Maintenance/Status", pb.StatusResponse(header=header(), leader=1))
    client = client_of(member, user="root", password="pw")
    listed = [
        Member(2, "m2", (), ("http://127.0.0.1:1",), False),
        Member(3, "m3", (), ("http://192.0.2.1:2379",), False),
        Member(4, "m4", (), ("what ever",), False),
    ]

    answers = ask_members(client.maintenance, listed)

    assert set(answers.statuses) == answers.with_leader == {1}
    assert answers.leader is not None
    assert answers.leader.endpoint == member.url


def test_a_member_without_a_leader_is_no_part_of_a_quorum(members: Members, client_of: ClientOf) -> None:
    """It answers, and is cut off. One that refuses to say its status does not answer."""
    cut_off, refusing = members(2)
    cut_off.on("Maintenance/Status", pb.StatusResponse(header=header(), leader=0))
    refusing.on("Maintenance/Status", Refusal("PERMISSION_DENIED", "etcdserver: permission denied"))

    answers = ask_members(client_of(cut_off, refusing).maintenance, [])

    assert set(answers.statuses) == {1}
    assert answers.with_leader == set()
    assert answers.leader is None
