"""A plan and its inverse, on a real cluster."""

from __future__ import annotations

import random

import pytest

import yamtam_nb as yn
from tests.integration.plans.random_edits import fill, random_target, state
from yamtam_nb.client.client import Client
from yamtam_nb.errors import PlanConflict
from yamtam_nb.frames.plan.making import Wanted, plan_towards

ROUNDS = 25


def test_random_plans_and_their_inverses_restore_every_byte(client: Client, fresh_prefix: str) -> None:
    """apply(inverse(apply(p))): keys, values and leases are as before, over thousands of random changes.

    What the plan says is what there is after it, and the inverse of the inverse leads there again.
    """
    dice = random.Random(20_261_125)
    leases = [0, 0, *(client.lease.grant(600).id for _ in range(3))]
    fill(client, fresh_prefix, 300, leases, dice)
    written = 0
    for _ in range(ROUNDS):
        before = state(client, fresh_prefix)
        current = yn.snapshot(client, fresh_prefix)
        plan = plan_towards(
            client,
            current,
            random_target(list(current), fresh_prefix, leases, dice),
            delete_others=True,
            title="random",
        )
        result = plan.apply()
        after = state(client, fresh_prefix)
        expected = dict(before)
        for step in plan:
            if step.value is None:
                del expected[step.key]
            else:
                expected[step.key] = (step.value, step.lease)
        assert after == expected
        assert result.status == "applied"
        assert plan.apply().status == "already applied"

        back = result.inverse.apply()
        assert state(client, fresh_prefix) == before
        forth = back.inverse.apply()
        assert state(client, fresh_prefix) == after
        written += len(result.written) + len(back.written) + len(forth.written)
    assert written > 5_000


def test_the_inverse_leaves_alone_what_somebody_has_changed_since(client: Client, fresh_prefix: str) -> None:
    """Its guards are the revisions that the plan wrote."""
    client.put(f"{fresh_prefix}a", "1")
    client.put(f"{fresh_prefix}b", "1")
    current = yn.snapshot(client, fresh_prefix)
    wanted = {kv.key: Wanted(b"2") for kv in current}
    result = plan_towards(client, current, wanted, delete_others=False, title="t").apply()
    client.put(f"{fresh_prefix}b", "theirs")

    with pytest.raises(PlanConflict) as caught:
        result.inverse.apply()

    assert caught.value.key == f"{fresh_prefix}b".encode()
    assert caught.value.ahead.value == b"theirs"
    assert [kv.value for kv in client.get(fresh_prefix, prefix=True)] == [b"2", b"theirs"]


def test_a_part_can_be_undone_too(client: Client, fresh_prefix: str) -> None:
    """The inverse of a plan that stopped undoes exactly what was written."""
    for number in range(200):
        client.put(f"{fresh_prefix}{number:03}", "1")
    before = state(client, fresh_prefix)
    current = yn.snapshot(client, fresh_prefix)
    plan = plan_towards(
        client, current, {kv.key: Wanted(b"2") for kv in current}, delete_others=False, title="t"
    )
    client.put(f"{fresh_prefix}150", "theirs")

    with pytest.raises(PlanConflict) as caught:
        plan.apply()
    result = caught.value.result
    assert (len(result.written), len(result.left), result.status) == (128, 72, "stopped")
    assert plan.result is result
    result.inverse.apply()

    theirs = {f"{fresh_prefix}150".encode(): (b"theirs", 0)}
    assert state(client, fresh_prefix) == {**before, **theirs}


def test_a_lease_that_is_gone_is_told_of_and_not_invented(client: Client, fresh_prefix: str) -> None:
    """The key comes back without it, and the plan's notes say so."""
    lease = client.lease.grant(600).id
    client.put(f"{fresh_prefix}a", "1", lease=lease)
    current = yn.snapshot(client, fresh_prefix)
    result = plan_towards(client, current, {}, delete_others=True, title="t").apply()
    client.lease.revoke(lease)

    plan = result.inverse

    assert f"{fresh_prefix}a was on a lease that is gone" in plan.notes[0]
    plan.apply()
    assert state(client, fresh_prefix) == {f"{fresh_prefix}a".encode(): (b"1", 0)}
