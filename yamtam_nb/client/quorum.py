"""What a change of the membership will do to the quorum: arithmetic, nothing else."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from yamtam_nb.errors import InvalidArgument, MemberNotFound
from yamtam_nb.model import Forecast, Member, MembershipStep


def forecast(
    step: MembershipStep, members: Iterable[Member], answering: Collection[int], member_id: int = 0
) -> Forecast:
    """Foretell a change.

    A member counts as answering when it answers and knows a leader. A new one does not count before it
    has started, so that adding a voter is judged by the moment in between, when its place is taken and
    it is not there yet.

    Args:
        step: the change.
        members: as the cluster lists them.
        answering: IDs of those that answer.
        member_id: whom it is about; 0 for a member that is to be added.

    Raises:
        MemberNotFound: no member has that ID.
        InvalidArgument: a member that votes cannot be promoted.

    Example:
        >>> two = [Member(1, "m1", (), (), False), Member(2, "m2", (), (), False)]
        >>> forecast("remove", two, {1}, 1).sentence
        'would lose quorum: 0 of 1 voters would answer, 1 are needed'
    """
    listed = {member.id: member for member in members}
    voters = {member.id for member in listed.values() if not member.is_learner}
    after = _voters_after(step, listed, voters, member_id)
    present = set(answering)
    return Forecast(step, len(voters), len(after), len(voters & present), len(after & present))


def _voters_after(
    step: MembershipStep, listed: dict[int, Member], voters: set[int], member_id: int
) -> set[int]:
    if step == "add learner":
        return voters
    if step == "add":
        return voters | {0}  # no member has this ID, and so it does not answer
    if member_id not in listed:
        raise MemberNotFound(f"No member has the ID {member_id:x}: client.cluster.member_list() shows them.")
    if step == "remove":
        return voters - {member_id}
    if member_id in voters:
        raise InvalidArgument(f"Member {listed[member_id].called} votes already: only a learner is promoted.")
    return voters | {member_id}
