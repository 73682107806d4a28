"""The leader dies in the middle of a plan."""

from __future__ import annotations

import threading
from collections.abc import Callable

import yamtam_nb as yn
from tests.faults.plan_truth import check, plan_for
from yamtam_nb.client.client import Client
from yamtam_nb.errors import PlanConflict, PlanNotFinished
from yamtam_nb.frames.plan.plan import Plan
from yamtam_nb.frames.plan.result import PlanResult
from yamtam_nb.model import PutOp
from yamtam_nb.sandbox import Cluster

COUNT = 5_000


def fill(client: Client, prefix: str, count: int) -> None:
    keys = [f"{prefix}{number:05}".encode() for number in range(count)]
    for start in range(0, count, 100):
        client.txn(success=[PutOp(key, b"before") for key in keys[start : start + 100]])


def applied(plan: Plan, on_progress: Callable[[int, int], None]) -> PlanResult:
    try:
        return plan.apply(on_progress=on_progress)
    except PlanNotFinished as stopped:
        assert not isinstance(stopped, PlanConflict)
        assert isinstance(stopped.result, PlanResult)
        assert stopped.result.account in str(stopped)
        return stopped.result


def test_the_account_is_the_truth_and_planning_again_finishes(
    own_cluster: Callable[..., Cluster], connect_to: Callable[..., Client], fresh_prefix: str
) -> None:
    """Nothing is written twice or forgotten, whether the plan gets over the death or stops."""
    cluster = own_cluster()
    leader = cluster.leader
    others = [member.endpoint for member in cluster.members if member is not leader]
    client = connect_to(cluster, endpoints=[leader.endpoint, *others])
    truth = connect_to(cluster, endpoints=others)
    fill(client, fresh_prefix, COUNT - 500)
    plan = plan_for(client, fresh_prefix, COUNT, b"after")
    killer = threading.Thread(target=leader.kill)

    def kill(done: int, total: int) -> None:
        if done >= total // 2 and killer.ident is None:
            killer.start()

    result = applied(plan, kill)
    killer.join()

    assert len(plan) == COUNT
    assert len(result.written) >= COUNT // 2
    assert result.unknown == ()
    check(result, truth, fresh_prefix)
    finished = plan.apply()
    check(finished, truth, fresh_prefix)
    assert (finished.left, finished.unknown) == ((), ())
    assert {kv.value for kv in yn.snapshot(truth, fresh_prefix)} == {b"after"}
