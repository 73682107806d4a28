"""What etcdctl and the magics are both asked, in the same words, and how the answers of the two are compared."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any, NamedTuple


class Question(NamedTuple):
    """One question of everything but keys.

    Attributes:
        words: what is typed after ``etcdctl`` and after ``%etcd``; ``{P}`` and other facts are filled in.
        theirs: of etcdctl's JSON, what both must agree about: what does not change by itself.
        ours: the same of the magic's value.
    """

    words: str
    theirs: Callable[[Any], object]
    ours: Callable[[Any], object]


def _members(answer: Any) -> object:
    return [
        (m["ID"], m["name"], tuple(m["peerURLs"]), tuple(m["clientURLs"]), False) for m in answer["members"]
    ]


def _statuses(answer: Any) -> object:
    return {
        each["Endpoint"]: (
            status["header"]["member_id"],
            status["header"]["cluster_id"],
            status["header"]["revision"],
            status["version"],
            status["leader"],
            status["raftTerm"],
        )
        for each in answer
        for status in [each["Status"]]
    }


def _our_statuses(answer: Any) -> object:
    return {
        each.endpoint: (
            each.member_id, each.cluster_id, each.revision, each.version, each.leader, each.raft_term
        )
        for each in answer
    }  # fmt: skip


def _hashes(answer: Any) -> object:
    return {each["Endpoint"]: (each["HashKV"]["hash"], each["HashKV"]["compact_revision"]) for each in answer}


def _permissions(answer: Any) -> object:
    """etcdctl leaves out what is zero: reading, and the end of a single key."""
    kinds = ("read", "write", "readwrite")
    return [
        (kinds[each.get("permType", 0)], decoded(each["key"]), decoded(each.get("range_end", "")))
        for each in answer["perm"]
    ]


def _lease(answer: Any) -> object:
    return answer["id"], answer["granted-ttl"], sorted(map(decoded, answer.get("keys") or ()))


def decoded(text: str) -> bytes:
    """Bytes as they are in etcdctl's JSON."""
    return base64.b64decode(text)


def _health(answer: Any) -> object:
    return {each["endpoint"]: each["health"] for each in answer}


def _our_health(answer: Any) -> object:
    return {each.endpoint: each.healthy for each in answer}


def _our_hashes(answer: Any) -> object:
    return {each.endpoint: (each.hash, each.compact_revision) for each in answer.answers}


def _our_lease(answer: Any) -> object:
    return answer.id, answer.granted_ttl, list(answer.keys)


def _alarms(answer: Any) -> object:
    return [
        (each["memberID"], ("NONE", "NOSPACE", "CORRUPT")[each["alarm"]])
        for each in answer.get("alarms") or ()
    ]


QUESTIONS = (
    Question("endpoint health", _health, _our_health),
    Question("endpoint health --cluster", _health, _our_health),
    Question("endpoint status", _statuses, _our_statuses),
    Question("endpoint status --cluster", _statuses, _our_statuses),
    Question("endpoint hashkv --rev={REV}", _hashes, _our_hashes),
    Question("endpoint hashkv --rev={REV} --cluster", _hashes, _our_hashes),
    Question("alarm list", _alarms, list),
    Question("member list", _members, list),
    Question("lease list", lambda answer: sorted(each["id"] for each in answer["leases"]), list),
    Question("lease timetolive {LEASE}", _lease, _our_lease),
    Question("lease timetolive {LEASE} --keys", _lease, _our_lease),
    Question("lease timetolive 1234", lambda answer: (answer["id"], answer["ttl"]), lambda ours: (ours.id, ours.ttl)),
    Question("user list", lambda answer: answer["users"], list),
    Question("user get {NAME}", lambda answer: answer["roles"], lambda ours: list(ours.roles)),
    Question("role list", lambda answer: answer["roles"], list),
    Question("role get {NAME}", _permissions, lambda ours: [(one.kind, *one.range) for one in ours.permissions]),
    Question(
        "snapshot status {FILE}",
        lambda answer: (answer["hash"], answer["revision"], answer["totalKey"], answer["totalSize"]),
        lambda ours: (ours.hash, ours.revision, ours.total_keys, ours.total_size),
    ),
)  # fmt: skip

IN_TROUBLE = tuple(
    question
    for question in QUESTIONS
    if question.words in ("endpoint health", "endpoint status", "alarm list")
)
"""Those whose answer changes when a member has no room any more."""

AUTH_STATUS = Question(
    "auth status",
    lambda answer: (answer.get("enabled", False), answer["authRevision"]),
    lambda ours: (ours.enabled, ours.revision),
)
"""By itself, because etcd before 3.5 cannot answer it."""

GETS = (
    "get {P} --prefix",
    "get {P} --prefix --limit=2",
    "get {P} --prefix --limit=100",
    "get {P} --prefix --order=DESCEND",
    "get {P} --prefix --order=ASCEND",
    "get {P} --prefix --sort-by=VALUE",
    "get {P} --prefix --sort-by=CREATE --order=DESCEND",
    "get {P} --prefix --sort-by=MODIFY",
    "get {P} --prefix --sort-by=VERSION --order=DESCEND",
    "get {P} --prefix --sort-by=KEY --order=DESCEND --limit=3",
    "get {P} --prefix --keys-only",
    "get {P} --prefix --consistency=s",
    "get {P} --prefix --consistency=l",
    "get {P} --prefix --rev={REV}",
    "get {P} --from-key --limit=3",
    "get {P}t/a {P}t/plain",
    "get {P}t/plain {P}t/a",
    "get {P}",
    "get {P}a",
    "get {P}a --rev={REV}",
    "get {P}t/plain",
    "get {P}t/quoted",
    "get {P}ü/ключ",
    "get {P}nope",
)
"""Reads of keys of every kind."""

COUNT = "get {P} --prefix --count-only"
"""etcdctl 3.5 tells a count only by fields."""

TEXTS = (
    "get {P}t/plain --print-value-only",
    "get {P}t/plain --hex",
    "get {P}t/ --prefix --print-value-only",
    "get {P}t/ --prefix --keys-only --hex",
)
"""More ways to read texts, which etcdctl writes to the terminal as they are."""

WATCHES = (
    "watch {P}a --rev={REV}",
    "watch {P}a --rev={REV} --prev-kv",
    "watch {P} --prefix --rev={REV}",
    "watch {P} --prefix --rev={REV} --prev-kv",
    "watch {P}t --prefix --rev={REV}",
    "watch {P}a {P}t/plain --rev={REV}",
    "watch {P} --prefix=false --rev={REV}",
)
"""Each has a key that the last write touches."""

ELSEWHERE = {
    "elect": "its --listen, in test_elect.py",
    "lock": "test_lock_etcdctl.py: what is compared is who waits for whom",
    "txn": "test_txn.py, a transaction may read",
    "version": "each program tells its own; the servers' are compared by endpoint status",
    "help": "each program tells its own",
    "check perf": "it measures, and no two measurements are the same",
}
"""Commands that may read and are not asked here, and why."""

WRITES = {
    "alarm disarm", "auth disable", "auth enable", "compaction", "defrag", "del", "lease grant", "lease keep-alive",
    "lease revoke", "member add", "member promote", "member remove", "member update", "move-leader", "put", "role add",
    "role delete", "role grant-permission", "role revoke-permission", "snapshot save", "user add", "user delete",
    "user grant-role", "user passwd", "user revoke-role",
}  # fmt: skip
"""Commands that change something."""


def asked() -> list[str]:
    """All words that are typed."""
    return [each.words for each in (*QUESTIONS, AUTH_STATUS)] + [
        *GETS,
        COUNT,
        *WATCHES,
        *TEXTS,
    ]
