"""Several hands on the same keys: nobody's change is overwritten unseen."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

import yamtam_nb as yn
from tests.integration.plans.random_edits import state
from yamtam_nb.client.client import Client
from yamtam_nb.errors import PlanConflict, PlanNotFinished
from yamtam_nb.frames.plan.making import Wanted, plan_towards
from yamtam_nb.frames.plan.plan import Plan
from yamtam_nb.frames.plan.result import PlanResult
from yamtam_nb.sandbox import Cluster

ROUNDS = 200


def plan_of(client: Client, prefix: str, values: dict[str, bytes | None]) -> Plan:
    """A plan that gives keys these values, and leaves the others alone; None deletes."""
    current = yn.snapshot(client, prefix)
    wanted = {kv.key: Wanted(kv.value) for kv in current}
    for key, value in values.items():
        name = f"{prefix}{key}".encode()
        if value is None:
            del wanted[name]
        else:
            wanted[name] = Wanted(value)
    return plan_towards(client, current, wanted, delete_others=True, title="test")


def attempt(plan: Plan, start: Barrier) -> PlanResult | PlanConflict:
    start.wait(10)
    try:
        return plan.apply()
    except PlanConflict as conflict:
        return conflict


def test_of_two_conflicting_plans_one_wins_and_the_other_names_the_conflict(
    etcd_cluster: Cluster, connect_to: Callable[..., Client], fresh_prefix: str
) -> None:
    """200 rounds of two operators at once: never a lost update, never a mixture.

    Each writes two keys of its own beside the shared one, so that the loser's transaction must not leave any part.
    """
    hands = [connect_to(etcd_cluster), connect_to(etcd_cluster)]
    hands[0].put(f"{fresh_prefix}shared", "0")
    winners = []
    with ThreadPoolExecutor(2) as pool:
        for number in range(ROUNDS):
            plans = [
                plan_of(
                    client,
                    fresh_prefix,
                    {
                        "shared": b"%d by %d" % (number, hand),
                        f"{hand}-{number}": b"mine",
                        f"z{hand}": b"%d" % number,
                    },
                )
                for hand, client in enumerate(hands)
            ]
            start = Barrier(2)
            ends = list(pool.map(attempt, plans, [start, start]))

            (winner,) = [hand for hand, end in enumerate(ends) if isinstance(end, PlanResult)]
            won, lost = ends[winner], ends[1 - winner]
            assert isinstance(won, PlanResult)
            assert isinstance(lost, PlanConflict)
            assert lost.key == f"{fresh_prefix}shared".encode()
            assert lost.ahead.mod_revision == won.revisions[0]
            assert lost.ahead.value == b"%d by %d" % (number, winner)
            assert lost.result.written == ()
            now = state(hands[0], fresh_prefix)
            assert now[lost.key] == (lost.ahead.value, 0)
            assert f"{fresh_prefix}{1 - winner}-{number}".encode() not in now
            winners.append(winner)
    assert len(winners) == ROUNDS


def test_a_conflict_names_who_is_ahead_and_what_was_written(client: Client, fresh_prefix: str) -> None:
    """In one line that can be acted on."""
    client.put(f"{fresh_prefix}a", "1")
    client.put(f"{fresh_prefix}b", "1")
    plan = plan_of(client, fresh_prefix, {"a": b"2", "b": None})
    lease = client.lease.grant(600).id
    theirs = client.put(f"{fresh_prefix}b", "theirs", lease=lease).revision

    with pytest.raises(PlanConflict) as caught:
        plan.apply()

    message = str(caught.value)
    assert f"{fresh_prefix}b is not as the plan saw it: it was at mod_revision {theirs - 1}, and " in message
    assert f"is at mod_revision {theirs} now (version 2, lease {lease:x})" in message
    assert "nothing was written, 2 left" in message
    assert state(client, fresh_prefix)[f"{fresh_prefix}a".encode()] == (b"1", 0)


@pytest.mark.parametrize("what", ["deleted", "created"])
def test_a_key_that_came_or_went_is_a_conflict(client: Client, fresh_prefix: str, what: str) -> None:
    """Created by somebody else with another value, or deleted by somebody else."""
    client.put(f"{fresh_prefix}a", "1")
    plan = plan_of(client, fresh_prefix, {"a": b"2"} if what == "deleted" else {"b": b"1"})
    if what == "deleted":
        client.delete(f"{fresh_prefix}a")
    else:
        client.put(f"{fresh_prefix}b", "theirs")

    with pytest.raises(PlanConflict) as caught:
        plan.apply()

    assert (caught.value.ahead is None) == (what == "deleted")


def test_what_is_as_wanted_already_is_passed_over(client: Client, fresh_prefix: str) -> None:
    """Somebody wrote a part of it: the rest is written, and the account tells them apart."""
    for key in "abc":
        client.put(f"{fresh_prefix}{key}", "1")
    plan = plan_of(client, fresh_prefix, {"a": b"2", "b": b"2", "c": None})
    client.put(f"{fresh_prefix}b", "2")

    result = plan.apply()

    assert result.status == "applied"
    assert [step.key[-1:] for step in result.already] == [b"b"]
    assert [written.key[-1:] for written in result.written] == [b"a", b"c"]
    assert state(client, fresh_prefix) == {
        f"{fresh_prefix}a".encode(): (b"2", 0),
        f"{fresh_prefix}b".encode(): (b"2", 0),
    }
    result.inverse.apply()
    assert state(client, fresh_prefix)[f"{fresh_prefix}b".encode()] == (b"2", 0)


def test_a_plan_made_again_elsewhere_is_already_applied(
    etcd_cluster: Cluster, connect_to: Callable[..., Client], fresh_prefix: str
) -> None:
    """Two operators with the same plan: its hash is the same, and the second writes nothing."""
    first, second = connect_to(etcd_cluster), connect_to(etcd_cluster)
    first.put(f"{fresh_prefix}a", "1")
    plans = [plan_of(client, fresh_prefix, {"a": b"2", "b": b"new"}) for client in (first, second)]

    results = [plan.apply() for plan in plans]

    assert plans[0].hash == plans[1].hash
    assert [result.status for result in results] == ["applied", "already applied"]
    assert results[1].written == ()
    assert not results[1].inverse


def test_an_empty_plan_does_nothing(client: Client, fresh_prefix: str) -> None:
    """It says so, and applying it asks nothing of the cluster."""
    plan = plan_of(client, fresh_prefix, {})
    revision = client.get("x").revision

    result = plan.apply()

    assert result.status == "already applied"
    assert result.account == "there was nothing to write"
    assert client.get("x").revision == revision
    assert "nothing would change" in plan_of(client, fresh_prefix, {})._repr_html_()


def test_an_error_that_is_definite_stops_it_with_an_account(client: Client, fresh_prefix: str) -> None:
    """A lease that went between planning and applying: what was before it is written, and told."""
    lease = client.lease.grant(600).id
    current = yn.snapshot(client, fresh_prefix)
    wanted = {f"{fresh_prefix}{number:03}".encode(): Wanted(b"v") for number in range(150)}
    wanted[f"{fresh_prefix}149".encode()] = Wanted(b"v", lease)
    plan = plan_towards(client, current, wanted, delete_others=False, title="test")
    client.lease.revoke(lease)

    with pytest.raises(PlanNotFinished, match="LeaseNotFound") as caught:
        plan.apply()

    assert not isinstance(caught.value, PlanConflict)
    assert (len(caught.value.result.written), len(caught.value.result.left)) == (128, 22)
    assert len(state(client, fresh_prefix)) == 128
