"""A run of a runbook, on a real cluster."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from IPython.core.interactiveshell import InteractiveShell

import yamtam_nb as yn
from yamtam_nb.client.client import Client
from yamtam_nb.client.shared import close_shared
from yamtam_nb.errors import GateNotPassed, LockTimeout, Unavailable
from yamtam_nb.runbooks.operations import Operation, Operations
from yamtam_nb.runbooks.run import LOCK_PREFIX, Run
from yamtam_nb.sandbox import Cluster
from yamtam_nb.sandbox.announced import ANNOUNCED


@pytest.fixture
def sandboxed(etcd_cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """This process was told that the cluster is a sandbox; whatever run is begun is ended."""
    monkeypatch.setenv(ANNOUNCED, ",".join(etcd_cluster.endpoints))
    yield
    yn.runbook(None)
    close_shared()


def writing(run: Run, key: str) -> Operations:
    """A plan that writes a key."""
    return Operations(
        "write", run.client.cluster_id, [Operation(f"put {key}", lambda: run.client.put(key, "1"))]
    )


def test_a_plan_is_applied_after_its_gate_under_a_lock_and_recorded(
    sandboxed: None, client: Client, fresh_prefix: str, tmp_path: Path
) -> None:
    """The record has who, the cluster, the hash, the revisions from and to, the fencing token and the result."""
    run = yn.runbook("writer", dry_run=False, approve="sandbox", audit=tmp_path / "audit.jsonl")
    plan = writing(run, f"{fresh_prefix}a")

    assert run.gate(plan).decision == "open"
    assert run.apply(plan).status == "applied"
    assert run.verify("the key is there", lambda: client.get(f"{fresh_prefix}a").count == 1) == (
        "Verified: the key is there."
    )
    run.end()

    records = [json.loads(line) for line in (tmp_path / "audit.jsonl").read_text().splitlines()]
    assert [record["event"] for record in records] == ["begin", "gate", "apply", "verify", "end"]
    applied = records[2]
    assert (applied["plan"], applied["result"]) == (plan.hash, "applied")
    assert applied["fencing_token"] <= applied["revision_from"] < applied["revision_to"]
    assert applied["cluster"] == f"{client.cluster_id:x}"
    assert client.get(f"{LOCK_PREFIX}writer/", prefix=True).count == 0


def test_a_dry_run_goes_through_and_changes_nothing(
    sandboxed: None, client: Client, fresh_prefix: str
) -> None:
    """Not even a lock is taken: the store's revision is what it was."""
    before = client.get(fresh_prefix).revision
    run = yn.runbook("writer", approve="sandbox")
    plan = writing(run, f"{fresh_prefix}a")

    assert run.gate(plan).decision == "dry run"
    assert run.apply(plan).decision == "dry run"
    assert run.verify("the key is there", False).startswith("Not so (and this was a dry run)")

    assert client.get(fresh_prefix).revision == before


def test_only_the_plan_that_was_through_the_gate_is_applied(
    sandboxed: None, client: Client, fresh_prefix: str
) -> None:
    """Cells run out of order, or a plan that was made anew, do nothing."""
    run = yn.runbook("writer", dry_run=False, approve="sandbox")
    plan = writing(run, f"{fresh_prefix}a")

    with pytest.raises(GateNotPassed, match="has not been through the gate"):
        run.apply(plan)
    run.gate(plan)
    with pytest.raises(GateNotPassed, match="has not been through the gate"):
        run.apply(writing(run, f"{fresh_prefix}b"))

    assert client.get(fresh_prefix, prefix=True).count == 0


def test_after_a_failed_gate_nothing_of_the_run_goes_on(
    sandboxed: None, client: Client, fresh_prefix: str
) -> None:
    """Also where a test runner goes on with the cells after it."""
    run = yn.runbook("writer", dry_run=False, approve="0123456789ab")
    plan = writing(run, f"{fresh_prefix}a")

    with pytest.raises(GateNotPassed, match=f"approve='{plan.hash}'"):
        run.gate(plan)
    for step in (lambda: run.gate(plan), lambda: run.apply(plan), lambda: run.verify("it is", True)):
        with pytest.raises(GateNotPassed, match="has failed: gate"):
            step()

    assert client.get(fresh_prefix, prefix=True).count == 0


def test_magics_that_change_anything_obey_the_gate(
    sandboxed: None, client: Client, fresh_prefix: str
) -> None:
    """Before the gate, in a dry run and after a failure they refuse; with the gate open, or no run, they do not."""
    shell = InteractiveShell()
    shell.run_cell("%load_ext yamtam_nb")

    def put(key: str) -> BaseException | None:
        return shell.run_cell(f"%etcd put {fresh_prefix}{key} 1").error_in_exec

    run = yn.runbook("writer", dry_run=False, approve="sandbox")
    assert isinstance(put("early"), GateNotPassed)
    run.gate(writing(run, f"{fresh_prefix}a"))
    assert put("open") is None
    with pytest.raises(GateNotPassed):
        run.verify("the moon is cheese", False)
    assert isinstance(put("failed"), GateNotPassed)
    dry = yn.runbook("writer")
    dry.gate(writing(dry, f"{fresh_prefix}a"))
    assert isinstance(put("dry"), GateNotPassed)
    yn.runbook(None)
    assert put("after") is None
    shell.run_cell("%unload_ext yamtam_nb")

    keys = [kv.key.decode().removeprefix(fresh_prefix) for kv in client.get(fresh_prefix, prefix=True)]
    assert keys == ["after", "open"]


def test_two_runs_of_a_runbook_do_not_apply_at_once(
    sandboxed: None, client: Client, fresh_prefix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second is told who has the lock, and changes nothing."""
    monkeypatch.setattr("yamtam_nb.runbooks.run.LOCK_WAIT", 0.1)
    run = yn.runbook("writer", dry_run=False, approve="sandbox")
    plan = writing(run, f"{fresh_prefix}a")
    run.gate(plan)

    with ThreadPoolExecutor(1) as another:
        held = another.submit(yn.Lock(client, f"{LOCK_PREFIX}writer", ttl=15).acquire).result()
        with held, pytest.raises(LockTimeout):
            run.apply(plan)

    assert client.get(fresh_prefix, prefix=True).count == 0


def test_a_plan_that_fails_is_accounted_for(sandboxed: None, fresh_prefix: str) -> None:
    """The record tells what is known of it, and the run goes no further."""
    run = yn.runbook("writer", dry_run=False, approve="sandbox")

    def fails() -> None:
        raise Unavailable(detail="it is down")

    plan = Operations("t", run.client.cluster_id, [Operation("a", lambda: None), Operation("b", fails)])
    run.gate(plan)
    with pytest.raises(yn.errors.PlanNotFinished):
        run.apply(plan, lock=False)

    record = run.audit.records[-1]
    assert (record["event"], record["result"]) == ("apply", "PlanNotFinished")
    assert "1 of 2 done, stopped at: b" in record["account"]
    assert not run.may_change
