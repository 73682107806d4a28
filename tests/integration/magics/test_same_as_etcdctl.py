"""The same question, asked of etcdctl and of us in the same words, has the same answer."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import yamtam_nb as yn
from tests.integration.magics.conftest import TypingShell
from tests.integration.magics.etcdctl import etcdctl, etcdctl_json, etcdctl_watch
from tests.integration.magics.questions import (
    AUTH_STATUS,
    COUNT,
    GETS,
    IN_TROUBLE,
    QUESTIONS,
    TEXTS,
    WATCHES,
    Question,
    decoded,
)
from yamtam_nb.errors import EtcdError
from yamtam_nb.magics.display.event import line_of
from yamtam_nb.model import Event, EventType, KeyValue, PutOp
from yamtam_nb.sandbox import Cluster

CLOCK = len("12:34:56")
"""What a line of a watch begins with."""


class Asking:
    """A shell, an etcdctl, and the facts that the questions are about."""

    def __init__(self, shell: TypingShell, endpoints: str, facts: dict[str, Any]) -> None:
        self.shell = shell
        self.endpoints = endpoints
        self.facts = facts

    def words(self, words: str) -> str:
        """The question with its facts filled in."""
        return words.format(**self.facts)

    def json(self, words: str) -> Any:
        """etcdctl's answer."""
        return etcdctl_json(self.endpoints, *self.words(words).split())


@pytest.fixture
def asking(connected: TypingShell, etcd_endpoints: str, fresh_prefix: str) -> Iterator[Asking]:
    """Binary, unicode, leased and deleted keys below P, texts below P + "t/"; REV is in the middle of the writes."""
    client, prefix = yn.shared(), fresh_prefix.encode()
    lease = client.lease.grant(600)
    client.txn(success=[PutOp(prefix + b"bin\0\xff", b"\x00\xff\n"), PutOp(prefix + b"empty")])
    client.put(prefix + b"a", b"1", lease=lease.id)
    middle = client.put(prefix + b"a", b"2", lease=lease.id).revision
    client.put(prefix + "ü/ключ".encode(), "значение".encode())
    client.put(prefix + b"t/gone", b"x")
    client.delete(prefix + b"t/gone")
    client.put(prefix + b"t/plain", b"text")
    client.put(prefix + b"t/quoted", b'a "quoted" \\ text')
    last = client.txn(
        success=[
            PutOp(prefix + b"t/json", b'{"a": [1, 2]}', lease=lease.id),
            PutOp(prefix + b"a", b"3"),
            PutOp(prefix, b""),
        ]
    ).revision
    facts = {"P": fresh_prefix, "LEASE": f"{lease.id:x}", "REV": middle, "LAST": last}
    yield Asking(connected, etcd_endpoints, facts)
    client.lease.revoke(lease.id)


@pytest.fixture
def with_users(asking: Asking, tmp_path: Path) -> Iterator[Asking]:
    """A user with a role, and a saved snapshot."""
    auth, name = yn.shared().auth, asking.facts["P"].strip("/").replace("/", "-")
    asking.facts.update(NAME=name, FILE=tmp_path / "etcd.db")
    auth.role_add(name)
    auth.user_add(name, "secret")
    try:
        auth.role_grant_permission(name, "read", asking.facts["P"], prefix=True)
        auth.role_grant_permission(name, "readwrite", b"\xff\0")
        auth.user_grant_role(name, name)
        asking.shell.printed(asking.words("saved = %etcd snapshot save {FILE}"))
        yield asking
    finally:
        auth.user_delete(name)
        auth.role_delete(name)


def differs(asking: Asking, question: Question) -> tuple[str, object, object] | None:
    """The question and both answers, if they are not the same."""
    theirs = question.theirs(asking.json(question.words))
    ours = question.ours(asking.shell.type(asking.words(f"%etcd {question.words}")))
    return (question.words, ours, theirs) if ours != theirs else None


def test_everything_but_keys(with_users: Asking) -> None:
    """Members, health, hashes, alarms, leases, users, roles and a snapshot, as they are typed."""
    assert [found for question in QUESTIONS if (found := differs(with_users, question))] == []


def test_a_member_without_room(shell: TypingShell, own_cluster: Callable[..., Cluster]) -> None:
    """Its alarm, and that it is unhealthy, which etcdctl tells and then ends with 1."""
    cluster = own_cluster(1, etcd_args=("--quota-backend-bytes=65536",))
    asking = Asking(shell, cluster.endpoints[0], {})
    shell.printed(f"%etcd connect {asking.endpoints}")
    with pytest.raises(EtcdError, match="database space exceeded"):
        for number in range(5_000):  # etcd looks at its size a little later than it grows
            yn.shared().put(f"/k{number}", b"x" * 10_000)

    assert [found for question in IN_TROUBLE if (found := differs(asking, question))] == []
    assert [alarm.alarm for alarm in shell.type("%etcd alarm list")] == ["NOSPACE"]
    assert [each.healthy for each in shell.type("%etcd endpoint health")] == [False]


@pytest.mark.since("3.5")  # that etcd says whether it is on
def test_whether_authentication_is_on(asking: Asking) -> None:
    """And how often users and roles were changed."""
    assert differs(asking, AUTH_STATUS) is None


def test_a_lease_runs_out_for_both(asking: Asking) -> None:
    """What is left of it, but for the second between the two questions."""
    words = "lease timetolive {LEASE}"
    theirs = asking.json(words)["ttl"]

    assert theirs - 5 <= asking.shell.type(asking.words(f"%etcd {words}")).ttl <= theirs


def test_get_as_json(asking: Asking) -> None:
    """Every flag, over keys of every kind: header, keys, values, revisions, leases, more and count."""
    different = []
    for words in GETS:
        theirs = asking.json(words)
        ours = json.loads(asking.shell.shown(asking.words(f"%etcd {words} -w json")))
        if whoever(ours) != whoever(theirs):
            different.append((words, ours, theirs))
    assert different == []


def whoever(answer: dict[str, Any]) -> dict[str, Any]:
    """The answer without the member that happened to give it."""
    return {**answer, "header": {**answer["header"], "member_id": 0}}


@pytest.mark.parametrize("form", ["simple", "fields"])
def test_get_as_text(asking: Asking, form: str) -> None:
    """Line by line; what is no text is not compared, because etcdctl writes it to the terminal as it is."""
    asked = [words.replace("{P} ", "{P}t/ ") for words in (*GETS, COUNT)]
    if form == "simple":
        asked = [*asked[:-1], *TEXTS]
    different = []
    for words in asked:
        theirs = told(etcdctl(asking.endpoints, *asking.words(words).split(), "-w", form).decode())
        ours = told(asking.shell.shown(asking.words(f"%etcd {words} -w {form}")))
        if ours != theirs:
            different.append((words, ours, theirs))
    assert different == []


def told(text: str) -> list[str]:
    """The lines, without the member that happened to answer and without what ends the last one."""
    return [line for line in text.rstrip("\n").split("\n") if not line.startswith('"MemberID"')]


@pytest.mark.parametrize("words", WATCHES)
def test_watch(asking: Asking, words: str) -> None:
    """The same changes of the same keys, in the same order, each with what it was before if that was asked for."""
    events = etcdctl_watch(asking.endpoints, *asking.words(words).split(), until=asking.facts["LAST"])
    theirs = [line_of(event(each), width=200)[CLOCK:] for each in events]

    said = asking.shell.printed(asking.words(f"%etcd {words} --count {len(events)} --for 10s"))

    assert theirs
    assert [line[CLOCK:] for line in said.splitlines()[1:-1]] == theirs


def event(found: dict[str, Any]) -> Event:
    """An event in etcdctl's JSON as one of ours."""
    kind = EventType.DELETE if found.get("type") else EventType.PUT
    return Event(kind, key_value(found["kv"]), key_value(found["prev_kv"]) if "prev_kv" in found else None)


def key_value(found: dict[str, Any]) -> KeyValue:
    numbers = (found.get(name, 0) for name in ("create_revision", "mod_revision", "version", "lease"))
    return KeyValue(decoded(found["key"]), decoded(found.get("value", "")), *numbers)
