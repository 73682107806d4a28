"""What the account of a plan is held against: the keys themselves."""

from __future__ import annotations

import yamtam_nb as yn
from yamtam_nb.client.client import Client
from yamtam_nb.frames.plan.making import Wanted, plan_towards
from yamtam_nb.frames.plan.plan import Plan
from yamtam_nb.frames.plan.result import PlanResult


def plan_for(client: Client, prefix: str, count: int, value: bytes) -> Plan:
    """A plan for so many keys: of each three that are there one is deleted, the others are changed; some are new."""
    current = yn.snapshot(client, prefix)
    there = [kv.key for kv in current]
    wanted = {key: Wanted(value) for number, key in enumerate(there) if number % 3}
    for number in range(count - len(there)):
        wanted[f"{prefix}new-{number:05}".encode()] = Wanted(value)
    return plan_towards(client, current, wanted, delete_others=True, title="test")


def check(result: PlanResult, truth: Client, prefix: str) -> None:
    """The account is the truth: every step is in one place, and its key is as that place says."""
    now = {kv.key: kv for kv in truth.get(prefix, prefix=True)}
    for written in result.written:
        assert now.get(written.key) == written.after
    for step in result.left:
        assert now.get(step.key) == step.before
    told = [*result.written, *result.already, *result.left, *result.unknown]
    assert sorted(entry.key for entry in told) == [step.key for step in result.plan]
