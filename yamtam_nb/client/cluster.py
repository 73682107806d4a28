"""The Cluster service: who the members are, and changing that."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from yamtam_nb.client.answering import PATIENCE, ask_members
from yamtam_nb.client.known_bugs import LEARNER_ADDRESS
from yamtam_nb.client.maintenance import Maintenance
from yamtam_nb.client.quorum import forecast
from yamtam_nb.errors import DeadlineExceeded, InvalidArgument, MemberNotFound, QuorumAtRisk, Unavailable
from yamtam_nb.model import Forecast, Member, MemberChange, MembershipStep
from yamtam_nb.rpc import etcd_pb as pb
from yamtam_nb.rpc import methods
from yamtam_nb.rpc.transport import Transport


class Cluster:
    """Members of the cluster: ``client.cluster``.

    Adding, removing and promoting are forecast first, and refused where the cluster could not be written
    afterwards; ``force=True`` makes them all the same. A change whose outcome is unknown is not repeated:
    list the members to learn it.
    """

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
        return self._list(linearizable, timeout, endpoint=endpoint)

    def member_add(
        self,
        peer_urls: str | Iterable[str],
        *,
        learner: bool = False,
        force: bool = False,
        timeout: float | None = None,
    ) -> MemberChange:
        """Announce a new member; its process is started afterwards, with ``--initial-cluster-state=existing``.

        A voter counts for the quorum from this moment on, though it does not answer yet. A learner does not
        vote until it is promoted: add it as one, start it, promote it.

        Args:
            peer_urls: where its peers will reach it.
            learner: add it without a vote (etcd 3.4 and later, one at a time by default).
            force: also when the cluster cannot be written until it has started.
            timeout: seconds, None for the client's.

        Raises:
            QuorumAtRisk: the cluster could not be written until the new member has started.
            FailedPrecondition: its addresses are another member's, or there is a learner already.
            OutcomeUnknown: the answer was lost.

        Example:
            >>> client.cluster.member_add("http://10.0.0.4:2380", learner=True).member.id
        """
        urls = _urls(peer_urls)
        foretold = self._forecast_or_refuse("add learner" if learner else "add", 0, force, timeout)
        request = pb.MemberAddRequest(peerURLs=urls, isLearner=learner)
        answer = self._transport.call(methods.MEMBER_ADD, request, timeout=timeout)
        return MemberChange("added", _member(answer.member), _members(answer), foretold)

    def member_remove(
        self, member_id: int, *, force: bool = False, timeout: float | None = None
    ) -> MemberChange:
        """Take a member out of the cluster for good: its process ends by itself, its data cannot come back.

        Args:
            member_id: its ID.
            force: also when the cluster cannot be written afterwards.
            timeout: seconds, None for the client's.

        Raises:
            QuorumAtRisk: too few of the others answer.
            MemberNotFound: no member has that ID.
        """
        foretold = self._forecast_or_refuse("remove", member_id, force, timeout)
        before = self._find(member_id, timeout)
        request = pb.MemberRemoveRequest(ID=member_id)
        try:
            members = _members(self._transport.call(methods.MEMBER_REMOVE, request, timeout=timeout))
        except MemberNotFound as error:
            if error.attempts == 1:
                raise
            # An earlier attempt did it, and its answer was lost.
            members = tuple(self.member_list(timeout=timeout))
        return MemberChange("removed", before, members, foretold)

    def member_update(
        self,
        member_id: int,
        peer_urls: str | Iterable[str],
        *,
        force: bool = False,
        timeout: float | None = None,
    ) -> MemberChange:
        """Tell the cluster a member's new peer addresses; the member is restarted with them afterwards.

        Args:
            member_id: its ID.
            peer_urls: where its peers reach it from now on.
            force: also on a learner of a server that makes a voter of it by this (before 3.5.31 and 3.6.12).
            timeout: seconds, None for the client's.

        Raises:
            QuorumAtRisk: it is a learner, and this server would make a voter of it.
            MemberNotFound: no member has that ID.
            OutcomeUnknown: the answer was lost.
        """
        urls = _urls(peer_urls)
        member = self._find(member_id, timeout)
        if member.is_learner and not force:
            self._refuse_promotion_by_accident(member, timeout)
        request = pb.MemberUpdateRequest(ID=member_id, peerURLs=urls)
        members = _members(self._transport.call(methods.MEMBER_UPDATE, request, timeout=timeout))
        return MemberChange("updated", _among(members, member_id) or member, members)

    def member_promote(
        self, member_id: int, *, force: bool = False, timeout: float | None = None
    ) -> MemberChange:
        """Give a learner its vote. etcd refuses while it lags behind the leader's log.

        Args:
            member_id: its ID.
            force: also when the cluster cannot be written afterwards.
            timeout: seconds, None for the client's.

        Raises:
            QuorumAtRisk: it does not answer, and its vote would be missed.
            FailedPrecondition: it has not caught up yet.
            InvalidArgument: it votes already.
            MemberNotFound: no member has that ID.
            OutcomeUnknown: the answer was lost.
        """
        foretold = self._forecast_or_refuse("promote", member_id, force, timeout)
        request = pb.MemberPromoteRequest(ID=member_id)
        members = _members(self._transport.call(methods.MEMBER_PROMOTE, request, timeout=timeout))
        promoted = _among(members, member_id) or self._find(member_id, timeout)
        return MemberChange("promoted", promoted, members, foretold)

    def forecast(self, step: MembershipStep, member_id: int = 0, *, timeout: float | None = None) -> Forecast:
        """What a change would do to the quorum, by who answers now. Nothing is changed.

        A member that refused a connection is tried again 2 s later: back before that, it still counts as silent.

        Args:
            step: ``add``, ``add learner``, ``remove`` or ``promote``.
            member_id: whom it would be about; 0 for a member that would be added.
            timeout: seconds for the member list, None for the client's; each member has 2 s to answer.

        Raises:
            MemberNotFound: no member has that ID.
            InvalidArgument: a member that votes cannot be promoted.
        """
        members = self._listed(timeout)
        answers = ask_members(Maintenance(self._transport), members)
        return forecast(step, members, answers.with_leader, member_id)

    def _listed(self, timeout: float | None) -> list[Member]:
        """The list, also where there is no quorum: that is when a forecast is wanted most."""
        try:
            return self._list(True, PATIENCE if timeout is None else min(PATIENCE, timeout), once=True)
        except (Unavailable, DeadlineExceeded):
            return self.member_list(linearizable=False, timeout=timeout)

    def _list(
        self, linearizable: bool, timeout: float | None, *, endpoint: str | None = None, once: bool = False
    ) -> list[Member]:
        response = self._transport.call(
            methods.MEMBER_LIST,
            pb.MemberListRequest(linearizable=linearizable),
            timeout=timeout,
            endpoint=endpoint,
            once=once,
            needs_leader=linearizable,
        )
        return list(_members(response))

    def _forecast_or_refuse(
        self, step: MembershipStep, member_id: int, force: bool, timeout: float | None
    ) -> Forecast:
        foretold = self.forecast(step, member_id, timeout=timeout)
        if foretold.safe or force:
            return foretold
        lost = foretold.verdict == "loses quorum"
        what = f"{_NAMES[step]} {foretold.sentence}" if lost else f"T{foretold.sentence[1:]}"
        error = QuorumAtRisk(f"{what}. {_INSTEAD[step]}, or use force to do it all the same.")
        error.forecast = foretold
        raise error

    def _refuse_promotion_by_accident(self, member: Member, timeout: float | None) -> None:
        version = Maintenance(self._transport).status(timeout=timeout).version
        if LEARNER_ADDRESS.in_version(version):
            raise QuorumAtRisk(
                f"etcd {version} makes a voter of learner {member.called} when its addresses are updated. "
                "Remove it and add it anew, or use force to do it all the same."
            )

    def _find(self, member_id: int, timeout: float | None) -> Member:
        found = _among(self.member_list(timeout=timeout), member_id)
        if found is None:
            raise MemberNotFound(f"No member has the ID {member_id:x}: list the members to see them.")
        return found


_NAMES: dict[MembershipStep, str] = {
    "add": "Adding a voter",
    "add learner": "Adding a learner",
    "remove": "Removing it",
    "promote": "Promoting it",
}

_INSTEAD: dict[MembershipStep, str] = {
    "add": "Add it as a learner, start it and promote it",
    "add learner": "Bring a majority of the voters back first",
    "remove": "Bring other voters back first",
    "promote": "Start it and let it catch up first",
}


def _urls(peer_urls: str | Iterable[str]) -> list[str]:
    urls = [peer_urls] if isinstance(peer_urls, str) else list(peer_urls)
    if not urls or not all(urls):
        raise InvalidArgument("No peer address given: name one, such as http://10.0.0.4:2380.")
    return urls


def _among(members: Iterable[Member], member_id: int) -> Member | None:
    return next((member for member in members if member.id == member_id), None)


def _members(response: Any) -> tuple[Member, ...]:
    return tuple(_member(member) for member in response.members)


def _member(member: Any) -> Member:
    return Member(member.ID, member.name, tuple(member.peerURLs), tuple(member.clientURLs), member.isLearner)
