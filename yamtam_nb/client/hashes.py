"""Whether members hold the same data, judged by their hashes."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple

from yamtam_nb.client.at_once import at_once
from yamtam_nb.errors import Compacted, EtcdError, FutureRevision, InvalidArgument
from yamtam_nb.model import MemberHash, MemberStatus

if TYPE_CHECKING:
    from yamtam_nb.client.maintenance import Maintenance

_PATIENCE = 2.0
"""Seconds in which a member that lags behind may catch up."""

_PAUSE = 0.1

HashVerdict = Literal["consistent", "differs", "incomplete", "not comparable"]


class HashReport(NamedTuple):
    """The hashes of several members at one revision, and what they prove.

    Attributes:
        revision: where they were compared.
        answers: for each endpoint its MemberHash, or the error that it gave.
        verdict: ``consistent``: all of them hold the same. ``differs``: they do not. ``incomplete``: those
            that answered hold the same, others did not answer. ``not comparable``: nothing can be said.
        odd: the members whose hash is not that of the majority; empty where there is no majority.
    """

    revision: int
    answers: tuple[MemberHash | EtcdError, ...]
    verdict: HashVerdict
    odd: tuple[MemberHash, ...] = ()

    @property
    def hashes(self) -> list[MemberHash]:
        """The hashes, one for each member: two endpoints may lead to the same one."""
        return _by_member(self.answers)

    @property
    def consistent(self) -> bool:
        """Whether all members were asked successfully and hold the same."""
        return self.verdict == "consistent"

    @property
    def sentence(self) -> str:
        """The verdict for a person."""
        at = f"at revision {self.revision}"
        silent = sum(isinstance(answer, EtcdError) for answer in self.answers)
        if self.verdict == "consistent":
            return f"consistent: all {len(self.hashes)} members hold the same {at}"
        if self.verdict == "incomplete":
            return f"incomplete: {len(self.hashes)} members hold the same {at}, {silent} did not say"
        if self.verdict == "differs":
            who = ", ".join(f"member {each.member_id:x} at {each.endpoint}" for each in self.odd)
            return (
                f"DIFFERS {at}: {who} holds something else than the majority"
                if len(self.odd) == 1
                else f"DIFFERS {at}: {who or 'there is no majority that holds the same'}"
            )
        if len(self.hashes) < 2:
            told = "only one member" if self.hashes else "no member"
            return f"not comparable: {told} gave a hash {at}"
        spans = ", ".join(
            f"{max(first, 1)}..{last}" for first, last in sorted({_history(each) for each in self.hashes})
        )
        return f"not comparable: the members keep different revisions, {spans}"

    def __repr__(self) -> str:
        return f"<HashReport {self.sentence}>"


def judge(revision: int, answers: Sequence[MemberHash | EtcdError]) -> HashReport:
    """What the hashes prove. Those over different compact revisions prove nothing.

    Example:
        >>> judge(9, [MemberHash("a", 1, 7, 1, 9), MemberHash("b", 2, 7, 1, 9)]).verdict
        'consistent'
    """
    hashes = _by_member(answers)
    by_history = Counter(_history(each) for each in hashes)
    history, members = by_history.most_common(1)[0] if by_history else ((0, 0), 0)
    if members < 2:
        return HashReport(revision, tuple(answers), "not comparable")
    comparable = [each for each in hashes if _history(each) == history]
    counted = Counter(each.hash for each in comparable)
    if len(counted) > 1:
        most, votes = counted.most_common(1)[0]
        majority = votes > len(comparable) / 2
        odd = tuple(each for each in comparable if each.hash != most) if majority else ()
        return HashReport(revision, tuple(answers), "differs", odd)
    if len(comparable) < len(hashes):
        return HashReport(revision, tuple(answers), "not comparable")
    silent = any(isinstance(answer, EtcdError) for answer in answers)
    return HashReport(revision, tuple(answers), "incomplete" if silent else "consistent")


def _by_member(answers: Sequence[MemberHash | EtcdError]) -> list[MemberHash]:
    found: dict[int, MemberHash] = {}
    for answer in answers:
        if isinstance(answer, MemberHash):
            found.setdefault(answer.member_id, answer)
    return list(found.values())


def compare(
    maintenance: Maintenance, endpoints: list[str], revision: int | None, timeout: float | None
) -> HashReport:
    """Ask every endpoint at the same revision; members that lag behind are asked again for a moment."""
    if not endpoints:
        raise InvalidArgument("No endpoint to compare: name at least two.")
    until = time.monotonic() + _PATIENCE
    while True:
        at = revision or _common_revision(maintenance, endpoints, timeout)
        report = judge(at, _ask(maintenance, endpoints, at, timeout))
        if revision is None and any(isinstance(answer, Compacted) for answer in report.answers):
            # Where everything but the present is compacted away, only the present itself has a hash, and it
            # has to be asked for as such (server/storage/mvcc/hash.go, hashByRev).
            report = judge(at, _ask(maintenance, endpoints, 0, timeout))
        if not _worth_another_try(report) or time.monotonic() > until:
            return report
        time.sleep(_PAUSE)


def _ask(
    maintenance: Maintenance, endpoints: list[str], revision: int, timeout: float | None
) -> list[MemberHash | EtcdError]:
    def one(endpoint: str) -> MemberHash | EtcdError:
        try:
            return maintenance.hash_kv(endpoint, revision, timeout=timeout)
        except EtcdError as error:
            error.endpoint = error.endpoint or endpoint
            return error

    return at_once(one, endpoints, name="yamtam-hash")


def _history(answer: MemberHash) -> tuple[int, int]:
    """What a hash is over: only hashes over the same can be compared."""
    return answer.compact_revision, answer.revision


def _worth_another_try(report: HashReport) -> bool:
    """Whether time can make it comparable: a member catches up, or is done with a compaction."""
    behind = any(isinstance(answer, FutureRevision) for answer in report.answers)
    return behind or (report.verdict == "not comparable" and len(report.hashes) > 1)


def _common_revision(maintenance: Maintenance, endpoints: list[str], timeout: float | None) -> int:
    statuses = maintenance.status_all(endpoints, timeout=timeout)
    revisions = [status.revision for status in statuses if isinstance(status, MemberStatus)]
    if not revisions:
        raise next(status for status in statuses if isinstance(status, EtcdError))
    return min(revisions)
