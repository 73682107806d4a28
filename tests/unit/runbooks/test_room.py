"""What stops a plan that makes room, with stand-ins for the members."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from yamtam_nb.errors import Compacted, DefragmentationStopped, NoSpace, PlanNotFinished
from yamtam_nb.model import Alarm, DefragmentedMember
from yamtam_nb.runbooks import room
from yamtam_nb.runbooks.operations import Operations
from yamtam_nb.runbooks.space import MemberSpace, Space

MEMBERS = [
    DefragmentedMember("http://m2", 2, "m2", is_leader=False),
    DefragmentedMember("http://m1", 1, "m1", is_leader=True),
]


@pytest.fixture
def cluster(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """A full cluster of two; ``done`` is what was done to it, ``full`` whether it stays full, ``leader`` who leads."""
    state = SimpleNamespace(done=[], full=False, leader="http://m1", revision=5_000)

    def compact(revision: int, **_: Any) -> None:
        if revision == state.revision - 7:
            raise Compacted
        state.done.append(f"compact {revision}")

    def defragment(_: Any, member: DefragmentedMember) -> None:
        state.done.append(f"defragment {member.name}")

    def space(_: Any) -> Space:
        return Space([MemberSpace("m1", "leader", ("NOSPACE",), 9 if state.full else 1, 1, 9)])

    state.client = SimpleNamespace(
        cluster_id=7,
        cluster=SimpleNamespace(member_list=lambda: [SimpleNamespace(id=1, called="m1")]),
        maintenance=SimpleNamespace(
            alarms=lambda: [Alarm(1, "NOSPACE")],
            status=lambda at: SimpleNamespace(is_leader=at == state.leader),
            disarm=lambda alarm, member_id: state.done.append(f"disarm {alarm} {member_id}"),
        ),
        get=lambda _, **__: SimpleNamespace(revision=state.revision),
        compact=compact,
        put=lambda *_: state.done.append("put"),
        delete=lambda _: (state.done.append("delete"), SimpleNamespace(revision=1))[1],
    )
    monkeypatch.setattr(room, "steps_of", lambda *_: (MEMBERS, ("a warning",)))
    monkeypatch.setattr(room, "check_gate", lambda *_: None)
    monkeypatch.setattr(room, "defragment_one", defragment)
    monkeypatch.setattr(room, "space", space)
    return state


def plan_for(cluster: SimpleNamespace, keep: int = 0) -> Operations:
    return room.cure_nospace(cluster.client, save_to="", keep=keep)


def test_the_documented_order_is_kept(cluster: SimpleNamespace) -> None:
    """Compact, every member with the leader last, disarm, and only then try to write. Warnings stand at each member."""
    plan = plan_for(cluster, keep=1_000)

    assert plan.apply().status == "applied"
    assert cluster.done == [
        "compact 4000",
        "defragment m2",
        "defragment m1",
        "disarm NOSPACE 1",
        "put",
        "delete",
    ]
    assert [step.title for step in plan if "a warning" in step.why] == [
        "defragment m2 at http://m2",
        "defragment m1 at http://m1, the leader, last",
    ]


def test_nothing_is_disarmed_while_a_database_is_full(cluster: SimpleNamespace) -> None:
    """The alarm would be raised again at once; it says what else to do."""
    cluster.full = True

    with pytest.raises(PlanNotFinished, match="Delete keys, or start the members with a larger") as stopped:
        plan_for(cluster).apply()

    assert isinstance(stopped.value.__cause__, NoSpace)
    assert cluster.done[-1] == "defragment m1"


def test_a_follower_that_leads_by_now_is_left_alone(cluster: SimpleNamespace) -> None:
    """The leader comes last: the plan is to be made again."""
    plan = plan_for(cluster)
    cluster.leader = "http://m2"

    with pytest.raises(PlanNotFinished, match="m2 leads now") as stopped:
        plan.apply()

    assert isinstance(stopped.value.__cause__, DefragmentationStopped)
    assert cluster.done == ["compact 5000"]


def test_what_was_compacted_before_is_no_failure(cluster: SimpleNamespace) -> None:
    """A plan that stopped can be made and applied again; and where there is less history than is kept, none goes."""
    assert plan_for(cluster, keep=7).apply().done[0].result == "revision 4,993 was compacted before"
    assert plan_for(cluster, keep=9_000).apply().done[0].result == "there is no older history"
