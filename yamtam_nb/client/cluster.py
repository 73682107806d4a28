"""The Cluster service: who the members are."""

from __future__ import annotations

from yamtam_nb.model import Member
from yamtam_nb.rpc import etcd_pb as pb
from yamtam_nb.rpc import methods
from yamtam_nb.rpc.transport import Transport


class Cluster:
    """Members of the cluster: ``client.cluster``."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def member_list(
        self, *, linearizable: bool = True, endpoint: str | None = None, timeout: float | None = None
    ) -> list[Member]:
        """The members as the cluster lists them.

        Args:
            linearizable: ask through the leader (server 3.5 and later; 3.4 always answers from the member itself).
                With False a member that is cut off still answers, possibly with a stale list.
            endpoint: ask this endpoint only.
            timeout: seconds, None for the client's.

        Raises:
            Unavailable, DeadlineExceeded: no endpoint answered in time, or there is no quorum.
        """
        request = pb.MemberListRequest(linearizable=linearizable)
        response = self._transport.call(
            methods.MEMBER_LIST, request, timeout=timeout, endpoint=endpoint, needs_leader=linearizable
        )
        return [
            Member(member.ID, member.name, tuple(member.peerURLs), tuple(member.clientURLs), member.isLearner)
            for member in response.members
        ]
