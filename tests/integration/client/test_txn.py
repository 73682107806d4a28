"""Transactions on a real cluster: every comparison, both branches, one revision."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from yamtam_nb import errors as e
from yamtam_nb.client.client import Client
from yamtam_nb.keys import KeyRange
from yamtam_nb.model import (
    Compare,
    DeleteOp,
    DeleteResult,
    GetOp,
    GetResult,
    PutOp,
    PutResult,
    TxnOp,
    TxnResult,
)

Make = Callable[..., Compare]


@pytest.mark.parametrize(
    ("make", "field"),
    [
        (Compare.version, "version"),
        (Compare.create_revision, "create_revision"),
        (Compare.mod_revision, "mod_revision"),
        (Compare.lease, "lease"),
    ],
)
def test_numbers_are_compared(make: Make, field: str, client: Client, fresh_prefix: str) -> None:
    """Each of ==, !=, < and > against a number below, equal and above."""
    lease = client.lease.grant(600, lease_id=1 << 40).id
    try:
        client.put(fresh_prefix, "1", lease=lease)
        client.put(fresh_prefix, "2", lease=lease)
        actual = getattr(client.get(fresh_prefix)[0], field)
        for operand, truth in [
            (actual - 1, {"==": False, "!=": True, "<": False, ">": True}),
            (actual, {"==": True, "!=": False, "<": False, ">": False}),
            (actual + 1, {"==": False, "!=": True, "<": True, ">": False}),
        ]:
            for relation, expected in truth.items():
                assert client.txn([make(fresh_prefix, relation, operand)]).succeeded is expected
    finally:
        client.lease.revoke(lease)


@pytest.mark.parametrize(
    ("relation", "operand", "expected"),
    [
        ("==", "b", True),
        ("==", "c", False),
        ("!=", "b", False),
        ("!=", b"\xff", True),
        ("<", "c", True),
        ("<", "b", False),
        (">", "a", True),
        (">", "b", False),
        (">", "", True),
    ],
)
def test_values_are_compared_as_bytes(
    relation: str, operand: str | bytes, expected: bool, client: Client, fresh_prefix: str
) -> None:
    """Text is UTF-8."""
    client.put(fresh_prefix, "b")
    assert client.txn([Compare.value(fresh_prefix, relation, operand)]).succeeded is expected  # type: ignore[arg-type]


def test_a_key_that_is_not_there_compares_as_zeros(client: Client, fresh_prefix: str) -> None:
    """And its value compares as false, whatever is asked."""
    for make in (Compare.version, Compare.create_revision, Compare.mod_revision, Compare.lease):
        assert client.txn([make(fresh_prefix, "==", 0)])
        assert not client.txn([make(fresh_prefix, ">", 0)])
    assert not client.txn([Compare.value(fresh_prefix, "==", "")])
    assert not client.txn([Compare.value(fresh_prefix, "!=", "x")])


def test_a_comparison_of_a_prefix_must_hold_for_every_key(client: Client, fresh_prefix: str) -> None:
    """One that differs is enough; a prefix without keys compares like a key that is not there."""
    for name in ("a", "b"):
        client.put(fresh_prefix + name, "same")
    same = Compare.value(fresh_prefix, "==", "same", prefix=True)
    assert client.txn([same])
    client.put(fresh_prefix + "c", "other")
    assert not client.txn([same])
    assert client.txn([Compare.version(fresh_prefix, "==", 1, prefix=True)])
    assert client.txn([Compare.version(fresh_prefix + "none/", "==", 0, prefix=True)])


def test_all_comparisons_must_hold(client: Client, fresh_prefix: str) -> None:
    """Else the other branch runs; and without any the first one does."""
    client.put(fresh_prefix, "v")
    true, false = Compare.version(fresh_prefix, "==", 1), Compare.version(fresh_prefix, "==", 2)
    success, failure = [PutOp(fresh_prefix.encode() + b"yes")], [PutOp(fresh_prefix.encode() + b"no")]
    assert client.txn([true, true], success, failure).succeeded
    assert client.get(fresh_prefix + "yes")
    assert not client.get(fresh_prefix + "no")
    assert not client.txn([true, false], success, failure).succeeded
    assert client.get(fresh_prefix + "no")
    assert client.txn(success=success).succeeded


def test_all_operations_share_one_revision_and_answer_in_order(client: Client, fresh_prefix: str) -> None:
    """Reads in between see the writes before them."""
    a, b = fresh_prefix.encode() + b"a", fresh_prefix.encode() + b"b"
    client.put(b, "old")
    result = client.txn(
        success=[
            PutOp(a, b"1"),
            GetOp(KeyRange.of(fresh_prefix, prefix=True)),
            PutOp(fresh_prefix.encode() + b"c", b"2", prev_kv=True),
            DeleteOp(KeyRange.of(b), prev_kv=True),
            GetOp(KeyRange.of(fresh_prefix, prefix=True), keys_only=True, sort_order="descend"),
        ]
    )
    put, middle, fresh, deleted, end = result.responses
    assert isinstance(put, PutResult)
    assert isinstance(middle, GetResult)
    assert [(kv.key, kv.value) for kv in middle] == [(a, b"1"), (b, b"old")]
    assert isinstance(fresh, PutResult)
    assert fresh.prev_kv is None
    assert isinstance(deleted, DeleteResult)
    assert [kv.value for kv in deleted.prev_kvs] == [b"old"]
    assert isinstance(end, GetResult)
    assert [kv.key[-1:] for kv in end] == [b"c", b"a"]
    assert {kv.mod_revision for kv in client.get(fresh_prefix, prefix=True)} == {result.revision}
    assert {response.revision for response in result.responses} == {result.revision}


def test_transactions_nest(client: Client, fresh_prefix: str) -> None:
    """With comparisons of their own."""
    key = fresh_prefix.encode()
    inner = TxnOp((Compare.version(key, "==", 0),), (PutOp(key + b"in"),), (PutOp(key + b"out"),))
    result = client.txn([Compare.version(key, "==", 0)], [inner, PutOp(key + b"top")])
    nested = result.responses[0]
    assert isinstance(nested, TxnResult)
    assert nested.succeeded
    assert isinstance(nested.responses[0], PutResult)
    assert [kv.key for kv in client.get(key, prefix=True)] == [key + b"in", key + b"top"]


def test_a_transaction_that_writes_nothing_makes_no_revision(client: Client, fresh_prefix: str) -> None:
    """Several ranges read at one moment."""
    revision = client.put(fresh_prefix, "v").revision
    reads = [GetOp(KeyRange.of(fresh_prefix)), GetOp(KeyRange.of(fresh_prefix, prefix=True))]
    result = client.txn(success=reads)
    assert result.revision == client.get(fresh_prefix).revision >= revision
    assert [len(response) for response in result.responses if isinstance(response, GetResult)] == [1, 1]


def test_a_read_only_transaction_may_read_the_past(client: Client, fresh_prefix: str) -> None:
    """Only beside a write it may not."""
    revision = client.put(fresh_prefix, "old").revision
    client.put(fresh_prefix, "new")
    result = client.txn(success=[GetOp(KeyRange.of(fresh_prefix), revision=revision)])
    got = result.responses[0]
    assert isinstance(got, GetResult)
    assert got[0].value == b"old"


@pytest.mark.parametrize("nested", [False, True])
def test_a_read_of_the_past_beside_a_write_is_refused(
    nested: bool, client: Client, fresh_prefix: str
) -> None:
    """Members before 3.7 can come to differ over it; nothing is sent."""
    revision = client.put(fresh_prefix, "v").revision
    pinned: GetOp | TxnOp = GetOp(KeyRange.of(fresh_prefix), revision=revision)
    if nested:
        pinned = TxnOp(failure=(pinned,))
    with pytest.raises(e.InvalidArgument, match="must not read at a given revision"):
        client.txn(success=[pinned], failure=[PutOp(fresh_prefix.encode(), b"w")])
    assert client.get(fresh_prefix)[0].value == b"v"


def test_too_many_operations_are_refused(client: Client, fresh_prefix: str) -> None:
    """128 to a branch by default; definite."""
    puts = [PutOp(f"{fresh_prefix}{number}".encode()) for number in range(129)]
    assert client.txn(success=puts[:128])
    with pytest.raises(e.InvalidRequest, match="too many operations") as caught:
        client.txn(success=puts)
    assert caught.value.definite


def test_a_key_cannot_be_written_twice(client: Client, fresh_prefix: str) -> None:
    """Also not once by itself and once in a range; nothing is written."""
    key = fresh_prefix.encode()
    for second in (PutOp(key, b"2"), DeleteOp(KeyRange.of(fresh_prefix, prefix=True))):
        with pytest.raises(e.InvalidRequest, match="duplicate key"):
            client.txn(success=[PutOp(key, b"1"), second])
    assert not client.get(key)


def test_a_guarded_write_excludes_every_other(client: Client, fresh_prefix: str) -> None:
    """Of two that read the same revision, one succeeds."""
    revision = client.put(fresh_prefix, "0").revision
    guard = [Compare.mod_revision(fresh_prefix, "==", revision)]
    won = [client.txn(guard, [PutOp(fresh_prefix.encode(), value)]).succeeded for value in (b"1", b"2")]
    assert won == [True, False]
    assert client.get(fresh_prefix)[0].value == b"1"
