"""Defragmenting a whole cluster without ever taking more than one member away from it."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

from yamtam_nb.client.answering import ask_members
from yamtam_nb.client.cluster import Cluster
from yamtam_nb.client.known_bugs import DEFRAGMENTATION
from yamtam_nb.client.maintenance import DEFRAGMENTING, Maintenance
from yamtam_nb.errors import DefragmentationStopped, EtcdError
from yamtam_nb.model import DefragmentedMember, Member, MemberStatus
from yamtam_nb.rpc.transport import Transport

OnProgress = Callable[[tuple[DefragmentedMember, ...]], None]

_HEALTHY_WITHIN = 30.0
"""Seconds that a member has to serve again after it was defragmented."""

_ASK = 2.0
_PAUSE = 0.1


class Defragmentation(NamedTuple):
    """A cluster that was defragmented: each of its members, in the order in which it was done.

    Attributes:
        members: a DefragmentedMember for each.
        warnings: what a careful operator has to know of the server versions.
    """

    members: tuple[DefragmentedMember, ...]
    warnings: tuple[str, ...] = ()

    @property
    def freed(self) -> int:
        """Bytes given back to the disks, of all members together."""
        return sum(member.before - member.after for member in self.members if member.state == "done")

    def __repr__(self) -> str:
        done = sum(member.state == "done" for member in self.members)
        return f"<Defragmentation {done} of {len(self.members)} members, {self.freed:,} bytes freed>"


def in_order(members: Sequence[Member], statuses: dict[int, MemberStatus]) -> tuple[DefragmentedMember, ...]:
    """Followers first, in the order of the list; the leader last. Learners are skipped: they take no such request.

    While the leader copies its database nothing can be written, and another may be elected.

    Raises:
        DefragmentationStopped: a member does not answer: with it gone, another must not be away as well.
    """
    silent = [member.called for member in members if member.id not in statuses]
    if silent:
        raise DefragmentationStopped(
            f"Member {', '.join(silent)} does not answer, so no other may be kept busy: bring it back first."
        )
    planned = [
        DefragmentedMember(
            statuses[member.id].endpoint,
            member.id,
            member.name,
            statuses[member.id].is_leader,
            state="skipped" if member.is_learner else "waiting",
            before=statuses[member.id].db_size,
            reason="a learner takes no such request" if member.is_learner else "",
        )
        for member in members
    ]
    return tuple(sorted(planned, key=lambda member: member.is_leader))


def warnings_about(statuses: Sequence[MemberStatus]) -> tuple[str, ...]:
    """What is known of these versions."""
    risky = sorted({status.version for status in statuses if DEFRAGMENTATION.in_version(status.version)})
    if not risky:
        return ()
    return (
        f"etcd {', '.join(risky)} can lose data when a member crashes while it is defragmented (fixed in 3.5.6): "
        "do not stop it meanwhile, and compare with client.maintenance.hash_kv_all() afterwards.",
    )


def defragment_all(transport: Transport, on_progress: OnProgress | None, timeout: float) -> Defragmentation:
    """See ``Maintenance.defragment_all``."""
    maintenance = Maintenance(transport)
    steps, warnings = steps_of(maintenance, Cluster(transport).member_list())
    check_gate(maintenance, steps)
    _tell(on_progress, steps)
    for index, step in enumerate(steps):
        if step.state == "skipped":
            continue
        steps[index] = step._replace(state="running")
        _tell(on_progress, steps)
        try:
            steps[index] = defragment_one(maintenance, step, timeout)
        except EtcdError as error:
            steps[index] = step._replace(state="failed", reason=error.detail or str(error))
            _tell(on_progress, steps)
            raise _stopped(steps, index) from error
        _tell(on_progress, steps)
    return Defragmentation(tuple(steps), warnings)


def steps_of(
    maintenance: Maintenance, members: Sequence[Member]
) -> tuple[list[DefragmentedMember], tuple[str, ...]]:
    """The members in the order of :func:`in_order`, each waiting, and what is known of their versions.

    Raises:
        DefragmentationStopped: a member does not answer.
    """
    statuses = ask_members(maintenance, members).statuses
    return list(in_order(members, statuses)), warnings_about(list(statuses.values()))


def defragment_one(
    maintenance: Maintenance, step: DefragmentedMember, timeout: float = DEFRAGMENTING
) -> DefragmentedMember:
    """Defragment one member, and wait until it serves again. It does not look at the others: see :func:`check_gate`.

    Raises:
        OutcomeUnknown: no answer in time; the member may be defragmenting still.
        EtcdError: it failed, or does not serve afterwards.
    """
    done = maintenance.defragment(step.endpoint, timeout=timeout)
    _wait_until_healthy(maintenance, step)
    return done._replace(name=step.name, is_leader=step.is_leader)


def check_gate(maintenance: Maintenance, steps: Sequence[DefragmentedMember]) -> None:
    """All voters serve. NOSPACE is no obstacle: it is what one defragments for; CORRUPT is.

    Raises:
        DefragmentationStopped: one does not.
    """
    voters = [step.endpoint for step in steps if step.state != "skipped"]
    for health in maintenance.health(voters):
        trouble = health.error or ("the CORRUPT alarm is raised" if "CORRUPT" in health.alarms else "")
        if trouble:
            raise DefragmentationStopped(
                f"{health.endpoint} is not healthy ({trouble}): no member is defragmented before that is cured."
            )


def _wait_until_healthy(maintenance: Maintenance, step: DefragmentedMember) -> None:
    until = time.monotonic() + _HEALTHY_WITHIN
    while True:
        (health,) = maintenance.health([step.endpoint], timeout=_ASK)
        if health.answers:
            return
        if time.monotonic() > until:
            maintenance.status(step.endpoint)  # raises, and says more than "unhealthy", where it is gone
            raise EtcdError(
                f"{step.endpoint} was defragmented and does not serve after {_HEALTHY_WITHIN:.0f} s: {health.error}."
            )
        time.sleep(_PAUSE)


def _stopped(steps: Sequence[DefragmentedMember], index: int) -> DefragmentationStopped:
    failed = steps[index]
    error = DefragmentationStopped(
        f"Stopped at member {failed.name or f'{failed.member_id:x}'}: {failed.reason}. "
        f"{index} of {len(steps)} members are done, the others were left alone."
    )
    error.members = tuple(steps)
    return error


def _tell(on_progress: OnProgress | None, steps: Sequence[DefragmentedMember]) -> None:
    if on_progress is not None:
        on_progress(tuple(steps))
