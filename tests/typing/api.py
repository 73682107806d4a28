"""Never run, only type-checked (``make check``): the public API as a user's typed program would use it."""

from __future__ import annotations

from typing import Any

import yamtam_nb as yn
from yamtam_nb.errors import OutcomeUnknown


def calls(client: yn.Client) -> None:
    result = client.get("/a", prefix=True, limit=10)
    count: int = result.count
    revision: int = result.revision
    kv: yn.KeyValue = result[0]
    key: bytes = kv.key
    text: str = kv.text()
    whatever: Any = kv.json()
    put: int = client.put(b"/a", "b", lease=0, prev_kv=True).revision
    deleted: int = client.delete("/a", prefix=True).deleted
    print(count, revision, key, text, whatever, put, deleted)


def files(client: yn.Client) -> None:
    written = yn.snapshot(client, "/a/").export("a.yaml", overwrite=True)
    exported = yn.read_export(written)
    for kv in exported:
        print(kv.text(), exported.revision, len(exported))
    exported.plan(client, "/b/", prune=True).apply()
    print(yn.usage(client, "/a/", depth=2, history=True).df, yn.usage(client, "/a/").picture())


def transactions(client: yn.Client) -> bool:
    return client.txn(compare=[yn.Compare.version("/a", "==", 0)]).succeeded


def plans(client: yn.Client) -> None:
    snapshot = yn.snapshot(client, "/a/")
    plan: yn.Plan = snapshot.plan(snapshot.df, delete_missing=True)
    for made in (
        yn.rollback(client, "/a/", 3),
        yn.undelete(client, "/a/", prefix=True),
        yn.copy(client, "/a/", "/b/"),
    ):
        result = made.apply(yes=made.hash, on_progress=lambda done, total: print(done, total))
        revisions: tuple[int, ...] = result.revisions
        plan = result.inverse
        print(plan.df, len(plan), bool(plan), [step.op for step in plan], revisions, result.status)


def following(client: yn.Client) -> None:
    with client.watch("/a", prefix=True, start_revision=1, prev_kv=True) as watch:
        for batch in watch:
            at: int = batch.revision
            for event in batch.events:
                before: yn.KeyValue | None = event.prev_kv
                print(at, event.type, event.kv.text(), before)
    with yn.Mirror(client, "/a") as mirror:
        same: yn.KeyValue = mirror[b"/a"]
        print(same, mirror.revision, mirror.status.state)
    with yn.LiveConfig(client, "/a/") as config:
        stop = config.on_change(lambda name, old, new: print(name, old, new))
        stop()
        value: Any = config.wait_for("x", lambda found: found == 1, timeout=1.0)
        print(value)


def frames(client: yn.Client) -> None:
    snapshot: yn.Snapshot = yn.snapshot(client, "/a", revision=5)
    rows: int = len(snapshot.df)
    print(rows, snapshot.revision)
    table = yn.config_table(client, "/a")
    table.stop()


def tables(client: yn.Client) -> None:
    agents = yn.registry_table(client, "/yamtam/agents/", height=200)
    forgotten: list[str] = agents.registry.clear()
    with yn.lock_table(client, "/yamtam/locks/") as locks, yn.lease_table(client, most=100) as leases:
        token: int = locks.queues[0].holder.token
        print(forgotten, token, leases.state, leases.shown)


def cluster(client: yn.Client) -> None:
    report = yn.doctor(client, metrics=False).raise_if("red", ignoring=["known bugs"])
    worst: str = report.verdict
    evidence: str = report["quorum"].evidence
    with yn.cluster_table(client, interval=0.5) as table:
        leader = table.view.leader
        name: str = leader.seat.name if leader else "none"
    print(worst, evidence, len(report.df), report.facts["python"], name)


def everything() -> None:
    with (
        yn.sandbox.Cluster.start(members=3, tls=True, auth=True) as cluster,
        yn.connect(cluster.endpoints, user=cluster.user, password=cluster.password, timeout=5.0) as client,
    ):
        member: yn.sandbox.Member = cluster.leader
        member.kill()
        try:
            calls(client)
        except OutcomeUnknown as error:
            keys: tuple[bytes, ...] = error.keys
            print(keys, error.definite)
        except yn.YamtamError as error:
            print(error)
    shared: yn.Client = yn.shared()
    shared.close()


def looking_after(client: yn.Client) -> None:
    added = client.cluster.member_add(["http://a:2380"], learner=True)
    member_id: int = added.member.id
    risky: bool = not client.cluster.forecast("promote", member_id).safe
    verdict: str = client.maintenance.hash_kv_all().verdict
    freed: int = client.maintenance.defragment_all(on_progress=lambda members: print(members[0].state)).freed
    size: int = client.maintenance.snapshot(
        "etcd.db", on_progress=lambda read, total: print(read, total)
    ).size
    healthy: bool = all(each.healthy for each in client.maintenance.health())
    users: dict[str, tuple[str, ...]] = client.auth.who_can("write", "/a", prefix=True).users
    print(risky, verdict, freed, size, healthy, users, yn.verify_snapshot("etcd.db").sha256)
