"""Members as a roll call finds them, for tests of what follows from it."""

from __future__ import annotations

from yamtam_nb.client.cluster_view import ClusterView, put_together
from yamtam_nb.client.seats import Seat
from yamtam_nb.errors import Unavailable
from yamtam_nb.model import Member, MemberStatus
from yamtam_nb.runbooks.roll_call import RollCall


def member(number: int, *, name: str | None = None, learner: bool = False, started: bool = True) -> Member:
    """Member ``m<number>`` on a machine of its own."""
    urls = (f"http://10.0.0.{number}:2379",) if started else ()
    called = (f"m{number}" if name is None else name) if started else ""
    return Member(0xA0 + number, called, (f"http://10.0.0.{number}:2380",), urls, learner)


def says(each: Member, *, leader: int, index: int = 20, term: int = 3) -> MemberStatus:
    """The status of a member that takes member ``leader`` (0 for none) for the leader."""
    return MemberStatus(
        endpoint=f"http://{each.peer_urls[0].split('/')[2].split(':')[0]}:2379",
        member_id=each.id,
        cluster_id=0xC1,
        revision=index - 10,
        version="3.5.1",
        db_size=1,
        db_size_in_use=1,
        leader=0xA0 + leader if leader else 0,
        raft_index=index,
        raft_term=term,
        raft_applied_index=index,
        is_learner=each.is_learner,
        errors=(),
        latency=0.001,
    )


def roll_call_of(members: list[Member], *answers: MemberStatus) -> RollCall:
    """What is seen when these members are listed, and only these answer."""
    said = {answer.endpoint: answer for answer in answers}
    seats = [Seat(each, each.client_urls[0] if each.client_urls else "") for each in members]
    silent = {seat.endpoint: Unavailable("refused") for seat in seats if seat.endpoint not in said}
    view: ClusterView = put_together(seats, {**said, **silent}, {}, {})
    return RollCall(view)
