"""Handing leadership over."""

from __future__ import annotations

from yamtam_nb.client.answering import ask_members
from yamtam_nb.client.cluster import Cluster
from yamtam_nb.client.maintenance import Maintenance
from yamtam_nb.errors import FailedPrecondition, InvalidArgument, NoLeader
from yamtam_nb.model import LeaderMove
from yamtam_nb.rpc import etcd_pb as pb
from yamtam_nb.rpc import methods
from yamtam_nb.rpc.transport import Transport

_NOT_LEADER = "not leader"
_LOOKS = 3


def move(transport: Transport, target_id: int, timeout: float | None) -> LeaderMove:
    """Find the leader and let it hand over; it is looked for again when it lost its place meanwhile."""
    maintenance, cluster = Maintenance(transport), Cluster(transport)
    members = cluster.member_list(linearizable=False, timeout=timeout)
    if not any(member.id == target_id and not member.is_learner for member in members):
        raise InvalidArgument(
            f"No voting member has the ID {target_id:x}: client.cluster.member_list() shows them."
        )
    started = transport.clock.now()
    for look in range(1, _LOOKS + 1):
        leader = ask_members(maintenance, members).leader
        if leader is None:
            raise NoLeader("No member that answers leads: wait for the election, or bring members back.")
        if leader.member_id == target_id:
            return LeaderMove(target_id, target_id, transport.clock.now() - started)
        try:
            request = pb.MoveLeaderRequest(targetID=target_id)
            transport.call(methods.MOVE_LEADER, request, timeout=timeout, endpoint=leader.endpoint)
        except FailedPrecondition as error:
            if error.detail != _NOT_LEADER or look == _LOOKS:
                raise
        else:
            return LeaderMove(leader.member_id, target_id, transport.clock.now() - started)
    raise AssertionError("unreachable")
