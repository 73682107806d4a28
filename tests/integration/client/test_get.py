"""Reads, option by option, against what etcdctl says of the same keys."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

import pytest

from tests.integration.client.conftest import Etcdctl, etcdctl_on, kvs_of
from tests.server_version import numbers, running
from yamtam_nb import connect
from yamtam_nb.client.client import Client
from yamtam_nb.errors import Compacted, FutureRevision
from yamtam_nb.keys import KeyRange
from yamtam_nb.model import GetOp, KeyValue
from yamtam_nb.sandbox import Cluster

NAMES = [
    b"a",
    b"a/b",
    b"a\xff",
    b"a\xff\xff",
    b"a\xffb",
    b"b",
    b"n\x00ul",
    b"not-utf-8-\xc3\x28",
    "ü/你好".encode(),
    b"z",
    b"\xff",
    b"\xff\xff",
]


class Keys:
    """Keys of many versions, revisions and sizes, at the very end of the key space."""

    def __init__(self, client: Client) -> None:
        self.prefix = b"\xff\xff" + uuid.uuid4().hex[:8].encode() + b"\xff"
        self.lease = client.lease.grant(600).id
        self.first_revision = self.revision = client.put(self.prefix + b"b", "early").revision
        for number, name in enumerate(NAMES):
            value = b"%d" % (100 - number) if number % 3 else bytes([number]) * number
            lease = self.lease if number % 4 == 0 else 0
            for _ in range(1 + number % 3):
                self.revision = client.put(self.prefix + name, value, lease=lease).revision

    def key(self, name: bytes) -> bytes:
        """One of them."""
        return self.prefix + name


@pytest.fixture(scope="module")
def keys(etcd_cluster: Cluster) -> Iterator[Keys]:
    """Written once for all these tests."""
    with connect(etcd_cluster.endpoints) as client:
        keys = Keys(client)
        yield keys
        client.delete(keys.prefix, prefix=True)
        client.lease.revoke(keys.lease)


@pytest.mark.parametrize(
    ("options", "flags"),
    [
        ({}, []),
        ({"prefix": True}, ["--prefix"]),
        ({"from_key": True}, ["--from-key"]),
        ({"limit": 3, "prefix": True}, ["--limit=3", "--prefix"]),
        ({"limit": 500, "prefix": True}, ["--limit=500", "--prefix"]),
        ({"keys_only": True, "prefix": True}, ["--keys-only", "--prefix"]),
        ({"serializable": True, "prefix": True}, ["--consistency=s", "--prefix"]),
        ({"sort_target": "value", "prefix": True}, ["--sort-by=VALUE", "--prefix"]),
        ({"sort_target": "mod", "limit": 2, "prefix": True}, ["--sort-by=MODIFY", "--limit=2", "--prefix"]),
        *(
            (
                {"sort_order": order, "sort_target": target, "prefix": True},
                [f"--order={order.upper()}", f"--sort-by={flag}", "--prefix"],
            )
            for order in ("ascend", "descend")
            for target, flag in [
                ("key", "KEY"),
                ("version", "VERSION"),
                ("create", "CREATE"),
                ("mod", "MODIFY"),
                ("value", "VALUE"),
            ]
        ),
    ],
    ids=str,
)
@pytest.mark.parametrize("name", [b"", b"a", b"a\xff", b"not-utf-8-\xc3", b"\xff", b"absent"], ids=repr)
def test_get_and_etcdctl_agree(
    name: bytes, options: dict[str, Any], flags: list[str], keys: Keys, client: Client, etcdctl: Etcdctl
) -> None:
    """Every option, on ranges that end in 0xff, that are not UTF-8, and that are empty."""
    result = client.get(keys.key(name), **options)
    expected = etcdctl("get", keys.key(name), *flags)
    assert result.kvs == kvs_of(expected)
    assert result.count == expected.get("count", 0)
    assert result.more == expected.get("more", False)
    assert result.header.cluster_id == expected["header"]["cluster_id"]
    assert result.revision >= keys.revision


def test_a_range_with_two_ends_is_half_open(keys: Keys, client: Client, etcdctl: Etcdctl) -> None:
    """As etcdctl reads its second argument."""
    result = client.get(keys.key(b"a"), keys.key(b"b"))
    assert result.kvs == kvs_of(etcdctl("get", keys.key(b"a"), keys.key(b"b")))
    assert [kv.key for kv in result] == [keys.key(name) for name in sorted(NAMES[:5])]


def test_counting_moves_no_keys(keys: Keys, client: Client) -> None:
    """Only the number comes."""
    result = client.get(keys.prefix, prefix=True, count_only=True)
    assert (result.kvs, result.count) == ([], len(NAMES))


def test_a_revision_shows_the_past(keys: Keys, client: Client, etcdctl: Etcdctl) -> None:
    """The state then, under the revision of now."""
    then = client.get(keys.prefix, prefix=True, revision=keys.first_revision)
    assert then.kvs == kvs_of(etcdctl("get", keys.prefix, "--prefix", f"--rev={keys.first_revision}"))
    assert [(kv.key, kv.value) for kv in then] == [(keys.key(b"b"), b"early")]
    assert then.revision >= keys.revision


@pytest.mark.parametrize("field", ["mod_revision", "create_revision"])
def test_bounds_leave_out_keys_but_not_from_the_count(
    field: str, keys: Keys, client: Client, etcdctl: Etcdctl
) -> None:
    """Both bounds belong to the range; etcdctl cannot ask for them, so its whole answer is filtered here."""
    everything = kvs_of(etcdctl("get", keys.prefix, "--prefix"))
    revisions = sorted(getattr(kv, field) for kv in everything)
    low, high = revisions[3], revisions[8]
    bounds = {f"min_{field}": low, f"max_{field}": high}
    result = client.get(keys.prefix, prefix=True, **bounds)
    assert result.kvs == [kv for kv in everything if low <= getattr(kv, field) <= high]
    assert result.count == len(everything)
    assert client.get(keys.prefix, prefix=True, limit=2, **bounds).kvs == result.kvs[:2]


def test_everything_is_an_empty_prefix(keys: Keys, client: Client, etcdctl: Etcdctl) -> None:
    """All keys of the cluster, whoever wrote them."""
    ours = client.get("", prefix=True, keys_only=True)
    assert ours.kvs == kvs_of(etcdctl("get", "", "--prefix", "--keys-only"))
    assert keys.key(NAMES[0]) in [kv.key for kv in ours]


def test_without_its_value_a_key_still_tells_its_lease(client: Client, fresh_prefix: str) -> None:
    """Read alone or in a transaction. Of a range, etcd 3.7 leaves the leases out unless it needs the values."""
    lease = client.lease.grant(60).id
    written = client.put(fresh_prefix, "v", lease=lease).revision
    expected = [KeyValue(fresh_prefix.encode(), b"", written, written, 1, lease)]

    alone = client.get(fresh_prefix, keys_only=True)
    (within,) = client.txn(success=[GetOp(KeyRange.of(fresh_prefix), keys_only=True)]).responses
    sorted_by_value = client.get(fresh_prefix, prefix=True, keys_only=True, sort_target="value")
    several = client.get(fresh_prefix, prefix=True, keys_only=True)

    assert alone.kvs == within.kvs == sorted_by_value.kvs == expected  # type: ignore[union-attr]
    left_out = numbers(running()) >= (3, 7)
    assert several.kvs == [expected[0]._replace(lease=0 if left_out else lease)]


def test_text_and_bytes_name_the_same_key(client: Client, fresh_prefix: str) -> None:
    """str is UTF-8."""
    client.put(fresh_prefix + "ü", "wert: ß")
    assert client.get((fresh_prefix + "ü").encode())[0].text() == "wert: ß"
    assert client.get(fresh_prefix + "ü")[0].value == "wert: ß".encode()


def test_what_is_not_there_is_an_empty_result(client: Client, fresh_prefix: str) -> None:
    """Not an error, and it still has a revision."""
    result = client.get(fresh_prefix + "nothing")
    assert not result
    assert (len(result), result.count, result.more) == (0, 0, False)
    assert result.revision > 0


def test_the_future_and_the_compacted_past_are_errors_that_say_so(lone_cluster: Cluster) -> None:
    """Each by its own class, definite."""
    with connect(lone_cluster.endpoints) as client:
        for number in range(5):
            revision = client.put("/k", str(number)).revision
        with pytest.raises(FutureRevision, match="KV/Range") as future:
            client.get("/k", revision=revision + 100)
        client.compact(revision - 1)
        with pytest.raises(Compacted) as past:
            client.get("/k", revision=revision - 2)
        assert client.get("/k", revision=revision - 1)[0].text() == "3"
        with pytest.raises(Compacted):
            client.compact(revision - 1)
        with pytest.raises(FutureRevision):
            client.compact(revision + 100)
    assert future.value.definite
    assert past.value.definite


def test_a_large_answer_comes_whole(client: Client, etcdctl: Etcdctl, fresh_prefix: str) -> None:
    """More than the 4 MiB at which gRPC stops unless told otherwise."""
    for number in range(6):
        client.put(f"{fresh_prefix}{number}", b"x" * 1_000_000)
    assert sum(len(kv.value) for kv in client.get(fresh_prefix, prefix=True)) == 6_000_000
    client.delete(fresh_prefix, prefix=True)


def test_a_linearizable_read_sees_what_another_member_was_told(
    etcd_cluster: Cluster, fresh_prefix: str
) -> None:
    """Whichever members are asked."""
    first, second, third = (connect(endpoint) for endpoint in etcd_cluster.endpoints)
    with first, second, third:
        for number in range(30):
            writer, reader = [(first, second), (second, third), (third, first)][number % 3]
            written = writer.put(fresh_prefix, str(number))
            read = reader.get(fresh_prefix)
            assert read[0].text() == str(number)
            assert read.revision >= written.revision == read[0].mod_revision


def test_the_reference_is_really_asked(etcd_cluster: Cluster, client: Client, fresh_prefix: str) -> None:
    """etcdctl sees what this client wrote, byte by byte, and the reverse."""
    run = etcdctl_on(etcd_cluster.endpoints[0])
    client.put(fresh_prefix + "ours", b"\x00\xff")
    assert kvs_of(run("get", fresh_prefix + "ours"))[0].value == b"\x00\xff"
    run("put", fresh_prefix + "theirs", b"\xfe")
    assert client.get(fresh_prefix + "theirs")[0].value == b"\xfe"
