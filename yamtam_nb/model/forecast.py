"""What a change of the membership does to the quorum."""

from __future__ import annotations

from typing import Literal, NamedTuple

MembershipStep = Literal["add", "add learner", "remove", "promote"]
"""A change of the membership, named as etcdctl names it."""

Verdict = Literal["ok", "no spare", "loses quorum", "no quorum"]
"""``ok``: another failure is survived afterwards. ``no spare``: it works, and no failure more is survived.
``loses quorum``: nothing can be written afterwards. ``no quorum``: it is lost already."""


class Forecast(NamedTuple):
    """Voters and quorum before and after a change of the membership.

    Attributes:
        step: the change.
        voters_before, voters_after: members that vote.
        answering_before, answering_after: voters that answer now, and that will right after the change; a new
            member does not answer before it has been started.
    """

    step: MembershipStep
    voters_before: int
    voters_after: int
    answering_before: int
    answering_after: int

    @property
    def quorum_before(self) -> int:
        """Voters that have to agree now."""
        return self.voters_before // 2 + 1

    @property
    def quorum_after(self) -> int:
        """Voters that will have to agree."""
        return self.voters_after // 2 + 1

    @property
    def spare_before(self) -> int:
        """Failures that are survived now, on top of those that there are; negative without a quorum."""
        return self.answering_before - self.quorum_before

    @property
    def spare_after(self) -> int:
        """Failures that will be survived right after the change; negative without a quorum."""
        return self.answering_after - self.quorum_after

    @property
    def verdict(self) -> Verdict:
        """What it comes to, in two words."""
        if self.spare_before < 0:
            return "no quorum"
        if self.spare_after < 0:
            return "loses quorum"
        return "ok" if self.spare_after else "no spare"

    @property
    def safe(self) -> bool:
        """Whether the cluster can be written before and after."""
        return self.verdict in ("ok", "no spare")

    @property
    def sentence(self) -> str:
        """What it comes to, for a person."""
        awaited = " until the new member has started" if self.step == "add" else ""
        if self.verdict == "no quorum":
            return (
                f"there is no quorum: {self.answering_before} of {self.voters_before} voters answer, "
                f"{self.quorum_before} are needed"
            )
        if self.verdict == "loses quorum":
            return (
                f"would lose quorum{awaited}: {self.answering_after} of {self.voters_after} voters would answer, "
                f"{self.quorum_after} are needed"
            )
        if self.verdict == "no spare":
            return f"no further failure is survived{awaited}"
        return f"{_failures(self.spare_after)} survived{awaited}"

    def __repr__(self) -> str:
        return (
            f"<Forecast {self.step}: voters {self.voters_before} -> {self.voters_after}, "
            f"quorum {self.quorum_before} -> {self.quorum_after}, "
            f"answering {self.answering_before} -> {self.answering_after}: {self.sentence}>"
        )


def _failures(number: int) -> str:
    return "one more failure is" if number == 1 else f"{number} more failures are"
