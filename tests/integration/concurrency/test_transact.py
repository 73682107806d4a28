"""Software transactional memory, on a real cluster."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

import yamtam_nb as yn
from yamtam_nb.client.client import Client
from yamtam_nb.concurrency.transaction import Transaction
from yamtam_nb.errors import InvalidArgument, InvalidRequest, TransactionConflict


def number(txn: Transaction, key: str) -> int:
    """The number in a key."""
    return int(txn.get(key, b"0") or 0)


def test_transfers_at_the_same_time_keep_the_sum(client: Client, fresh_prefix: str) -> None:
    """Of all accounts, in each transaction and at the end; and none is lost."""
    accounts = [f"{fresh_prefix}{index}" for index in range(4)]
    for account in accounts:
        client.put(account, "100")
    sums: set[int] = set()

    def transfers(worker: int) -> None:
        with yn.connect(client.endpoints) as own:
            for turn in range(20):
                source, target = accounts[(worker + turn) % 4], accounts[(worker + turn + 1 + worker % 3) % 4]

                def transfer(txn: Transaction, source: str = source, target: str = target) -> None:
                    txn.fetch(*accounts)
                    sums.add(sum(number(txn, account) for account in accounts))
                    txn.put(source, str(number(txn, source) - 1))
                    txn.put(target, str(number(txn, target) + 1))
                    txn.put(f"{fresh_prefix}count", str(number(txn, f"{fresh_prefix}count") + 1))

                yn.transact(own, transfer, retries=200)

    with ThreadPoolExecutor(5) as pool:
        list(pool.map(transfers, range(5)))
    assert sums == {400}
    assert sum(int(client.get(account)[0].value) for account in accounts) == 400
    assert client.get(f"{fresh_prefix}count")[0].text() == "100"


def test_all_reads_show_one_revision(client: Client, fresh_prefix: str) -> None:
    """A write between two reads is not seen by the second, and makes the commit fail; the next run sees it."""
    one, two = f"{fresh_prefix}1", f"{fresh_prefix}2"
    client.put(one, "a")
    client.put(two, "a")
    seen: list[tuple[bytes | None, bytes | None]] = []

    def copy(txn: Transaction) -> str:
        first = txn.get(one)
        if not seen:
            client.put(two, "b")
        seen.append((first, txn.get(two)))
        txn.put(one, txn.get(two) or b"")
        return "done"

    assert yn.transact(client, copy) == "done"
    assert seen == [(b"a", b"a"), (b"a", b"b")]
    assert client.get(one)[0].value == b"b"


def test_a_key_that_is_only_written_must_not_have_changed_since_the_snapshot(
    client: Client, fresh_prefix: str
) -> None:
    """Otherwise a write that came after the snapshot would be lost unseen."""
    read, written = f"{fresh_prefix}read", f"{fresh_prefix}written"
    client.put(read, "1")
    runs: list[int] = []

    def blind(txn: Transaction) -> None:
        txn.get(read)
        runs.append(txn.revision)
        if len(runs) == 1:
            client.put(written, "by another")
        txn.put(written, "by the transaction")

    yn.transact(client, blind)
    assert len(runs) == 2
    assert client.get(written)[0].version == 2


def test_a_transaction_sees_its_own_writes(client: Client, fresh_prefix: str) -> None:
    """And the keys as they were, in ``kv``; what is absent stays absent for the guard, too."""
    key, gone = f"{fresh_prefix}key", f"{fresh_prefix}gone"
    before = client.put(key, "old").revision

    def change(txn: Transaction) -> None:
        assert txn.get(gone) is None
        assert txn.get(gone, b"default") == b"default"
        txn.put(key, "new")
        assert txn.get(key) == b"new"
        kv = txn.kv(key)
        assert kv is not None
        assert (kv.value, kv.mod_revision) == (b"old", before)
        txn.delete(key)
        assert txn.get(key) is None
        txn.put(gone, "there", lease=0)

    yn.transact(client, change)
    assert not client.get(key)
    assert client.get(gone)[0].value == b"there"


def test_a_key_that_appears_meanwhile_is_a_conflict(client: Client, fresh_prefix: str) -> None:
    """Absence was read, too: two who create the same key at once do not both succeed."""
    key = f"{fresh_prefix}key"
    barrier = threading.Barrier(2)

    def create(worker: int) -> str:
        first = True

        def claim(txn: Transaction) -> str:
            nonlocal first
            owner = txn.get(key)
            if first:
                first = False
                barrier.wait(5)
            if owner is None:
                txn.put(key, str(worker))
                return str(worker)
            return owner.decode()

        return yn.transact(client, claim)

    with ThreadPoolExecutor(2) as pool:
        owners = set(pool.map(create, range(2)))
    assert owners == {client.get(key)[0].text()}
    assert client.get(key)[0].version == 1


def test_what_only_reads_or_raises_writes_nothing(client: Client, fresh_prefix: str) -> None:
    """And its result, or its error, is handed on."""
    revision = client.put(f"{fresh_prefix}key", "1").revision

    def fail(txn: Transaction) -> None:
        txn.put(f"{fresh_prefix}key", "2")
        raise ZeroDivisionError

    assert yn.transact(client, lambda txn: txn.get(f"{fresh_prefix}key")) == b"1"
    with pytest.raises(ZeroDivisionError):
        yn.transact(client, fail)
    assert client.get(f"{fresh_prefix}key").revision == revision


def test_who_is_always_late_is_told_so(client: Client, fresh_prefix: str) -> None:
    """After as many runs as were allowed, and nothing is written."""
    key = f"{fresh_prefix}key"
    runs = 0

    def unlucky(txn: Transaction) -> None:
        nonlocal runs
        runs += 1
        txn.get(key)
        client.put(key, str(runs))
        txn.put(key, "mine")

    with pytest.raises(TransactionConflict, match="each of 4 runs; nothing was written"):
        yn.transact(client, unlucky, retries=3)
    assert runs == 4
    assert client.get(key)[0].text() == "4"
    with pytest.raises(InvalidArgument):
        yn.transact(client, unlucky, retries=-1)


def test_a_snapshot_that_is_compacted_away_is_taken_anew(client: Client, fresh_prefix: str) -> None:
    """Between two reads of one run."""
    runs = 0

    def read(txn: Transaction) -> bytes | None:
        nonlocal runs
        runs += 1
        txn.get(f"{fresh_prefix}1")
        if runs == 1:
            client.put(f"{fresh_prefix}2", "new")
            client.compact(client.put(f"{fresh_prefix}3", "x").revision)
        return txn.get(f"{fresh_prefix}2")

    assert yn.transact(client, read) == b"new"
    assert runs == 2


def test_what_etcd_refuses_is_raised(client: Client, fresh_prefix: str) -> None:
    """More than 128 keys by default; it is not run again."""
    runs = 0

    def large(txn: Transaction) -> None:
        nonlocal runs
        runs += 1
        for index in range(129):
            txn.put(f"{fresh_prefix}{index}", "x")

    with pytest.raises(InvalidRequest):
        yn.transact(client, large)
    assert runs == 1
    with pytest.raises(InvalidArgument):
        yn.transact(client, lambda txn: txn.put("", "x"))
