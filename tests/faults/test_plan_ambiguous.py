"""A plan's transaction whose answer is lost: it is read back, and never sent again."""

from __future__ import annotations

import _thread
import threading
from collections.abc import Callable, Iterator

import pytest

import yamtam_nb as yn
from tests.faults.plan_truth import check, plan_for
from tests.faults.proxy import Direction, ProxiedCluster
from yamtam_nb.client.client import Client
from yamtam_nb.errors import PlanConflict, PlanNotFinished
from yamtam_nb.frames.plan import settling
from yamtam_nb.frames.plan.making import Wanted, plan_towards
from yamtam_nb.frames.plan.plan import Plan

COUNT = 300
DEADLINE = 1.0


@pytest.fixture
def client(cluster: ProxiedCluster) -> Iterator[Client]:
    """The client under test."""
    with yn.connect(cluster.endpoints, timeout=DEADLINE) as client:
        yield client


@pytest.fixture
def plan(client: Client, truth: Client, fresh_prefix: str) -> Plan:
    """300 keys: updates, deletions and creations."""
    for number in range(250):
        truth.put(f"{fresh_prefix}{number:03}", "before")
    return plan_for(client, fresh_prefix, COUNT, b"after")


def fault_after_the_first(
    cluster: ProxiedCluster, client: Client, direction: Direction
) -> Callable[[int, int], None]:
    """Let the second transaction run into a black hole."""
    hurt: list[str] = []

    def on_progress(done: int, total: int) -> None:
        if not hurt:
            hurt.append(client.endpoint)
            cluster.proxy_at(client.endpoint).blackhole(direction)

    return on_progress


def when_written(truth: Client, key: bytes, then: Callable[[], object]) -> threading.Thread:
    """Do something as soon as the key is written, seen past the proxies."""
    watch = truth.watch(key)

    def run() -> None:
        with watch:
            while (batch := watch.read(10.0)) is not None:
                if batch.events:
                    then()
                    return

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def test_a_swallowed_answer_is_read_back_and_the_plan_goes_on(
    cluster: ProxiedCluster, client: Client, truth: Client, plan: Plan, fresh_prefix: str
) -> None:
    """Applied, unanswered: each key is written once, at the revision that is told."""
    result = plan.apply(on_progress=fault_after_the_first(cluster, client, "to_client"))

    assert result.status == "applied"
    assert len(result.revisions) == 3
    check(result, truth, fresh_prefix)
    assert {kv.version for kv in truth.get(fresh_prefix, prefix=True) if b"new" not in kv.key} == {2}


def test_what_was_written_before_is_not_claimed_when_an_answer_is_swallowed(
    cluster: ProxiedCluster, client: Client, truth: Client, plan: Plan, fresh_prefix: str
) -> None:
    """Applying twice is "already applied", also when nobody says so; the undo of that undoes nothing."""
    plan.apply()

    result = plan.apply(on_progress=fault_after_the_first(cluster, client, "to_client"))

    assert result.status == "already applied"
    assert len(result.already) == COUNT
    assert not result.inverse


def test_what_never_arrived_is_told_to_be_left_and_cannot_come_later(
    cluster: ProxiedCluster, client: Client, truth: Client, plan: Plan, fresh_prefix: str
) -> None:
    """Never applied: told after etcd's own limit. When the bytes arrive after all, the guards keep them out."""
    with pytest.raises(PlanNotFinished, match="it was not applied: 128 of 300 keys written") as caught:
        plan.apply(on_progress=fault_after_the_first(cluster, client, "to_server"))

    result = caught.value.result
    assert (len(result.written), len(result.left), result.unknown) == (128, COUNT - 128, ())
    check(result, truth, fresh_prefix)
    finished = plan.apply()
    assert (len(finished.already), len(finished.written)) == (128, COUNT - 128)
    after = list(truth.get(fresh_prefix, prefix=True))
    cluster.resume()
    client.get(fresh_prefix)
    assert list(truth.get(fresh_prefix, prefix=True)) == after


def test_an_unreachable_cluster_leaves_the_last_transaction_unknown(
    cluster: ProxiedCluster,
    client: Client,
    truth: Client,
    plan: Plan,
    fresh_prefix: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It is named, and neither claimed nor denied."""
    monkeypatch.setattr(settling, "PROPOSAL_LIMIT", 1.5)

    def on_progress(done: int, total: int) -> None:
        for proxy in cluster.proxies:
            proxy.blackhole("to_client")

    with pytest.raises(PlanNotFinished, match="unknown, because the keys could not be read back") as caught:
        plan.apply(on_progress=on_progress)

    result = caught.value.result
    assert (len(result.written), len(result.unknown), len(result.left)) == (128, 128, COUNT - 256)
    check(result, truth, fresh_prefix)
    cluster.resume()
    assert len(plan.apply().already) == 256  # which was the truth of it


def test_history_tells_of_a_write_that_others_have_written_over(
    cluster: ProxiedCluster, client: Client, truth: Client, fresh_prefix: str
) -> None:
    """The keys alone would not: they show the other's value."""
    key = f"{fresh_prefix}a"
    truth.put(key, "before")
    plan = plan_towards(
        client,
        yn.snapshot(client, fresh_prefix),
        {key.encode(): Wanted(b"after")},
        delete_others=False,
        title="t",
    )
    cluster.proxy_at(client.endpoint).blackhole("to_client")
    other = when_written(truth, key.encode(), lambda: truth.put(key, "theirs"))

    result = plan.apply()
    other.join()

    theirs = truth.get(key)[0]
    assert result.status == "applied"
    assert result.revisions == (theirs.mod_revision - 1,)
    with pytest.raises(PlanConflict) as caught:
        result.inverse.apply()
    assert caught.value.ahead == theirs


def test_deletions_leave_no_trace_but_in_history(
    cluster: ProxiedCluster, client: Client, truth: Client, fresh_prefix: str
) -> None:
    """All keys of the transaction are gone; the revision at which they went is found."""
    for name in "ab":
        truth.put(f"{fresh_prefix}{name}", "before")
    before = list(truth.get(fresh_prefix, prefix=True))
    plan = plan_towards(client, yn.snapshot(client, fresh_prefix), {}, delete_others=True, title="t")
    cluster.proxy_at(client.endpoint).blackhole("to_client")

    result = plan.apply()

    assert result.revisions == (before[-1].mod_revision + 1,)
    result.inverse.apply()
    assert [(kv.key, kv.value) for kv in truth.get(fresh_prefix, prefix=True)] == [
        (kv.key, kv.value) for kv in before
    ]


def test_somebody_else_who_was_first_makes_it_a_conflict_at_once(
    cluster: ProxiedCluster, client: Client, truth: Client, plan: Plan, fresh_prefix: str
) -> None:
    """One key as seen proves that it was not applied, the other's new value that it never will be."""
    second = plan.steps[130]
    fault = fault_after_the_first(cluster, client, "to_server")

    def on_progress(done: int, total: int) -> None:
        fault(done, total)
        truth.put(second.key, "theirs")

    with pytest.raises(PlanConflict) as caught:
        plan.apply(on_progress=on_progress)

    assert caught.value.key == second.key
    assert caught.value.ahead.value == b"theirs"
    assert len(caught.value.result.written) == 128
    assert caught.value.result.unknown == ()


def test_the_stop_button_in_the_middle_of_a_transaction_loses_no_account(
    cluster: ProxiedCluster, client: Client, truth: Client, plan: Plan, fresh_prefix: str
) -> None:
    """KeyboardInterrupt stays what it is; what was under way has been read back."""
    threads: list[threading.Thread] = []
    fault = fault_after_the_first(cluster, client, "to_client")
    second = next(step for step in plan.steps[128:] if step.value is not None)

    def on_progress(done: int, total: int) -> None:
        fault(done, total)
        if not threads:
            threads.append(when_written(truth, second.key, _thread.interrupt_main))

    with pytest.raises(KeyboardInterrupt):
        plan.apply(on_progress=on_progress)
    threads[0].join()

    assert plan.result is not None
    assert (len(plan.result.written), len(plan.result.left)) == (256, COUNT - 256)
    check(plan.result, truth, fresh_prefix)
    cluster.resume()
    assert plan.apply().status == "applied"
