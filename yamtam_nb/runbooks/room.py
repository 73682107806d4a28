"""Plans that give a cluster room again: after the NOSPACE alarm, and before it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from yamtam_nb.client.defragmentation import check_gate, defragment_one, steps_of
from yamtam_nb.client.maintenance import DEFRAGMENTING
from yamtam_nb.client.snapshot_file import verify_snapshot
from yamtam_nb.errors import Compacted, DefragmentationStopped, NoSpace
from yamtam_nb.model import DefragmentedMember, SavedSnapshot
from yamtam_nb.render.figures import size
from yamtam_nb.runbooks.operations import Operation, Operations
from yamtam_nb.runbooks.space import space

if TYPE_CHECKING:
    from yamtam_nb.client.client import Client

PROBE = "/yamtam/runbook/probe"
"""The key that is written and deleted to see that the cluster takes writes again."""

_COMPACTING = DEFRAGMENTING


def cure_nospace(client: Client, *, save_to: str, keep: int = 0) -> Operations:
    """What brings a cluster back whose database has reached its quota, in the documented order.

    A snapshot of one member, a compaction, every member defragmented (followers first, the leader last), the alarm
    switched off for each member that has it, a key written and deleted. Where no NOSPACE alarm is raised there is
    nothing to do. Needs the rights of ``root`` where authentication is on.

    Args:
        client: the cluster; nothing but questions is sent to it before the plan is applied.
        save_to: file for the snapshot; it must not be there yet. "" for none.
        keep: revisions of history to keep.

    Raises:
        DefragmentationStopped: a member does not serve: with it gone, another must not be away as well.
    """
    names = {member.id: member.called for member in client.cluster.member_list()}
    raised = [alarm.member_id for alarm in client.maintenance.alarms() if alarm.alarm == "NOSPACE"]
    steps: list[Operation] = []
    if raised:
        steps = [
            *_reclaiming(client, save_to, keep),
            *[_disarming(client, member, names.get(member, f"{member:x}")) for member in raised],
            Operation(
                f"write and delete the key {PROBE}", partial(_probe, client), "does it take writes again?"
            ),
        ]
    return Operations("Make room and disarm", client.cluster_id, steps)


def compact_and_defragment(client: Client, *, save_to: str, keep: int, smallest: int) -> Operations:
    """What gives the space of old revisions back to the disks, while the cluster takes writes still.

    The same as :func:`cure_nospace` without an alarm. There is nothing to do where every database is small.

    Args:
        client: the cluster.
        save_to: file for the snapshot; it must not be there yet. "" for none.
        keep: revisions of history to keep.
        smallest: bytes; a cluster in which no database is that large is left alone.

    Raises:
        DefragmentationStopped: a member does not serve.
    """
    large = any(member.size >= smallest for member in space(client))
    steps = _reclaiming(client, save_to, keep) if large else []
    return Operations("Compact and defragment", client.cluster_id, steps)


def _reclaiming(client: Client, save_to: str, keep: int) -> list[Operation]:
    steps, warnings = steps_of(client.maintenance, client.cluster.member_list())
    members = [step for step in steps if step.state != "skipped"]  # learners take no such request
    check_gate(client.maintenance, members)
    revision = client.get(PROBE, count_only=True).revision
    history = f"all but the last {keep:,} revisions of history" if keep else "all history"
    compacting = Operation(
        f"compact away {history}, physically",
        partial(_compact, client, keep),
        f"the cluster is at revision {revision:,}; the present state of every key stays",
    )
    return [*_saving(client, save_to, members[0]), compacting, *_defragmenting(client, members, warnings)]


def _saving(client: Client, save_to: str, source: DefragmentedMember) -> list[Operation]:
    """From the member that is the first to be defragmented: a follower, where there is one."""
    if not save_to:
        return []
    return [
        Operation(
            f"save a snapshot of {_called(source)} to {save_to}, and verify it",
            partial(_save, client, save_to, source.endpoint),
            f"a way back; needs {size(source.before)} of room here",
        )
    ]


def _defragmenting(
    client: Client, members: Sequence[DefragmentedMember], warnings: Sequence[str]
) -> list[Operation]:
    return [
        Operation(
            f"defragment {_called(member)}{', the leader, last' if member.is_leader else ''}",
            partial(_defragment, client, members, member),
            "; ".join([f"{size(member.before)} on disk; it answers nobody meanwhile", *warnings]),
        )
        for member in members
    ]


def _disarming(client: Client, member_id: int, name: str) -> Operation:
    return Operation(
        f"disarm NOSPACE of {name}",
        partial(_disarm, client, member_id),
        "only if every database is below its quota by then: else it is raised again at once",
    )


def _save(client: Client, path: str, endpoint: str) -> SavedSnapshot:
    saved = client.maintenance.snapshot(Path(path), endpoint=endpoint)
    verify_snapshot(saved.path)  # what is on the disk, not only what arrived
    return saved


def _compact(client: Client, keep: int) -> str:
    revision = client.get(PROBE, count_only=True).revision - keep
    if revision < 1:
        return "there is no older history"
    try:
        client.compact(revision, physical=True, timeout=_COMPACTING)
    except Compacted:
        return f"revision {revision:,} was compacted before"
    return f"compacted to revision {revision:,}"


def _defragment(
    client: Client, members: Sequence[DefragmentedMember], member: DefragmentedMember
) -> DefragmentedMember:
    check_gate(client.maintenance, members)
    if not member.is_leader and len(members) > 1 and client.maintenance.status(member.endpoint).is_leader:
        raise DefragmentationStopped(
            f"{member.name} leads now, and the leader comes last: make the plan again, and look at it."
        )
    return defragment_one(client.maintenance, member)


def _disarm(client: Client, member_id: int) -> str:
    full = space(client).full
    if full:
        raise NoSpace(
            f"The database of {', '.join(full)} has reached its quota still: what is in it is alive. Delete keys, "
            "or start the members with a larger --quota-backend-bytes; then begin again."
        )
    done = client.maintenance.disarm("NOSPACE", member_id=member_id)
    return "disarmed" if done else "it was not raised any more"


def _probe(client: Client) -> int:
    client.put(PROBE, "written by a runbook to see that writes work; it is deleted at once")
    return client.delete(PROBE).revision


def _called(member: DefragmentedMember) -> str:
    return f"{member.name or f'{member.member_id:x}'} at {member.endpoint}"
