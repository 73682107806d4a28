"""The same question, asked of etcdctl and of us, has the same answer."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import Any

import pytest

import yamtam_nb as yn
from tests.integration.magics.conftest import TypingShell
from tests.integration.magics.etcdctl import etcdctl, etcdctl_json
from yamtam_nb.client.client import Client
from yamtam_nb.errors import EtcdError
from yamtam_nb.model import MemberStatus, PutOp

OPTIONS = [
    "--prefix",
    "--prefix --limit=2",
    "--prefix --limit=100",
    "--prefix --order=DESCEND",
    "--prefix --order=ASCEND",
    "--prefix --sort-by=VALUE",
    "--prefix --sort-by=CREATE --order=DESCEND",
    "--prefix --sort-by=MODIFY",
    "--prefix --sort-by=VERSION --order=DESCEND",
    "--prefix --sort-by=KEY --order=DESCEND --limit=3",
    "--prefix --keys-only",
    "--prefix --consistency=s",
    "--prefix --consistency=l",
    "--from-key --limit=3",
    "--prefix --rev=REVISION",
    "",
]
"""Ways to read P, the prefix of the keys."""

KEYS = ["a", "t/plain", "nope", "ü/ключ", "t/quoted"]


@pytest.fixture
def seeded(connected: TypingShell, fresh_prefix: str) -> Iterator[TypingShell]:
    """Binary, unicode and leased keys below P, texts below P + "t/"; ``REVISION`` is one in their middle."""
    client = yn.shared()
    prefix = fresh_prefix.encode()
    lease = client.lease.grant(600)
    client.txn(success=[PutOp(prefix + b"bin\0\xff", b"\x00\xff\n"), PutOp(prefix + b"empty")])
    client.put(prefix + b"a", b"1", lease=lease.id)
    connected.user_ns["REVISION"] = client.put(prefix + b"a", b"2", lease=lease.id).revision
    client.put(prefix + "ü/ключ".encode(), "значение".encode())
    client.put(prefix + b"t/plain", b"text")
    client.put(prefix + b"t/quoted", b'a "quoted" \\ text')
    client.put(prefix + b"t/json", b'{"a": [1, 2]}', lease=lease.id)
    connected.user_ns.update(lease=lease.id, P=fresh_prefix)
    yield connected
    client.lease.revoke(lease.id)


def spelled(shell: TypingShell, options: str) -> list[str]:
    return options.replace("REVISION", str(shell.user_ns["REVISION"])).split()


def whoever(answer: dict[str, Any]) -> dict[str, Any]:
    """The answer without the member that happened to give it."""
    return {**answer, "header": {**answer["header"], "member_id": 0}}


def test_get_as_json(seeded: TypingShell, etcd_endpoints: str) -> None:
    """Every option, over keys of every kind: header, keys, values, revisions, leases, more and count."""
    prefix = seeded.user_ns["P"]
    asked = [(prefix, options) for options in OPTIONS] + [(prefix + key, "") for key in KEYS]
    different = []
    for key, options in asked:
        words = spelled(seeded, options)
        theirs = etcdctl_json(etcd_endpoints, "get", key, *words)

        ours = json.loads(seeded.shown(f"%etcd get {key} {' '.join(words)} -w json"))

        if whoever(ours) != whoever(theirs):
            different.append((key, options, ours, theirs))
    assert different == []


@pytest.mark.parametrize("form", ["simple", "fields"])
def test_get_as_text(seeded: TypingShell, etcd_endpoints: str, form: str) -> None:
    """Line by line; what is no text is not compared, because etcdctl writes it to the terminal as it is."""
    prefix = seeded.user_ns["P"]
    asked = [(f"{prefix}t/", options) for options in OPTIONS] + [(prefix + key, "") for key in KEYS]
    asked += [
        (f"{prefix}t/", more)
        for more in ("--prefix --print-value-only", "--prefix --hex")
        if form == "simple"
    ]
    asked += [(f"{prefix}t/", "--prefix --count-only")] * (form == "fields")
    different = []
    for key, options in asked:
        words = spelled(seeded, options)
        theirs = told(etcdctl(etcd_endpoints, "get", key, *words, "-w", form).decode())

        ours = told(seeded.shown(f"%etcd get {key} {' '.join(words)} -w {form}"))

        if ours != theirs:
            different.append((key, options, ours, theirs))
    assert different == []


def told(text: str) -> list[str]:
    """The lines, without the member that happened to answer and without what ends the last one."""
    return [line for line in text.rstrip("\n").split("\n") if not line.startswith('"MemberID"')]


def test_members_and_their_status(seeded: TypingShell, etcd_endpoints: str) -> None:
    """Who they are; what each says of itself, those asked about and those of the cluster."""
    members = etcdctl_json(etcd_endpoints, "member", "list")["members"]

    assert seeded.type("%etcd member list") == [
        (each["ID"], each["name"], tuple(each["peerURLs"]), tuple(each["clientURLs"]), False)
        for each in members
    ]
    first = etcd_endpoints.partition(",")[0]
    for asked, flags in ((etcd_endpoints, ()), (first, ("--cluster",))):
        theirs = etcdctl_json(asked, "endpoint", "status", *flags)
        ours = seeded.type(f"%etcd endpoint status {' '.join(flags)}")
        assert {each["Endpoint"]: told_of(each["Status"]) for each in theirs} == {
            status.endpoint: said_by(status) for status in ours
        }


def told_of(status: dict[str, Any]) -> tuple[object, ...]:
    """What does not change by itself: sizes and raft's index do."""
    header = status["header"]
    return (
        header["member_id"], header["cluster_id"], header["revision"], status["version"],
        status["leader"], status["raftTerm"],
    )  # fmt: skip


def said_by(status: MemberStatus | EtcdError) -> tuple[object, ...]:
    assert isinstance(status, MemberStatus)
    return (
        status.member_id, status.cluster_id, status.revision, status.version,
        status.leader, status.raft_term,
    )  # fmt: skip


def test_health_hashes_and_alarms(client: Client, etcd_endpoints: str) -> None:
    """Who is healthy, what each member's hash is at a revision, and that no alarm is raised."""
    revision = client.get("x").revision
    healthy = etcdctl_json(etcd_endpoints, "endpoint", "health")
    hashes = etcdctl_json(etcd_endpoints, "endpoint", "hashkv", "--rev", str(revision))

    assert {each.endpoint: each.healthy for each in client.maintenance.health()} == {
        each["endpoint"]: each["health"] for each in healthy
    }
    ours = [client.maintenance.hash_kv(endpoint, revision) for endpoint in client.endpoints]
    assert {each.endpoint: (each.hash, each.compact_revision) for each in ours} == {
        each["Endpoint"]: (each["HashKV"]["hash"], each["HashKV"]["compact_revision"]) for each in hashes
    }
    assert client.maintenance.alarms() == etcdctl_json(etcd_endpoints, "alarm", "list").get("alarms", [])


def test_leases(seeded: TypingShell, etcd_endpoints: str) -> None:
    """Which there are, and of one its TTLs and its keys."""
    lease = seeded.user_ns["lease"]
    theirs = etcdctl_json(etcd_endpoints, "lease", "timetolive", f"{lease:x}", "--keys")
    there = [each["id"] for each in etcdctl_json(etcd_endpoints, "lease", "list")["leases"]]

    ours = seeded.type(f"%etcd lease timetolive {lease:x} --keys")

    assert seeded.type("%etcd lease list") == sorted(there)
    assert (ours.id, ours.granted_ttl) == (theirs["id"], theirs["granted-ttl"])
    assert theirs["ttl"] - 5 <= ours.ttl <= theirs["ttl"]
    assert list(ours.keys) == sorted(base64.b64decode(key) for key in theirs["keys"])


def test_users_and_roles(client: Client, etcd_endpoints: str, fresh_prefix: str) -> None:
    """Which there are, who has which role, and what a role permits."""
    name = fresh_prefix.strip("/").replace("/", "-")
    auth = client.auth
    auth.role_add(name)
    auth.user_add(name, "secret")
    try:
        auth.role_grant_permission(name, "read", fresh_prefix, prefix=True)
        auth.role_grant_permission(name, "readwrite", b"\xff\0")
        auth.user_grant_role(name, name)

        permissions = [(each.kind, *each.range) for each in auth.role_get(name).permissions]
        theirs = etcdctl_json(etcd_endpoints, "role", "get", name)["perm"]
        assert permissions == [permission(each) for each in theirs]
        assert list(auth.user_get(name).roles) == etcdctl_json(etcd_endpoints, "user", "get", name)["roles"]
        assert auth.user_list() == etcdctl_json(etcd_endpoints, "user", "list")["users"]
        assert auth.role_list() == etcdctl_json(etcd_endpoints, "role", "list")["roles"]
    finally:
        auth.user_delete(name)
        auth.role_delete(name)


@pytest.mark.since("3.5")  # that etcd says whether it is on
def test_whether_authentication_is_on(client: Client, etcd_endpoints: str) -> None:
    """And how often users and roles were changed."""
    theirs = etcdctl_json(etcd_endpoints, "auth", "status")

    assert client.auth.status() == (theirs.get("enabled", False), theirs["authRevision"])


def permission(entry: dict[str, Any]) -> tuple[str, bytes, bytes]:
    kind = ("read", "write", "readwrite")[entry.get("permType", 0)]
    return kind, base64.b64decode(entry["key"]), base64.b64decode(entry.get("range_end", ""))
