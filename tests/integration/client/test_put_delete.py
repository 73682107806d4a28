"""Writes: every flag, and what is left afterwards."""

from __future__ import annotations

import pytest

from tests.integration.client.conftest import Etcdctl, kvs_of
from yamtam_nb import errors as e
from yamtam_nb.client.client import Client
from yamtam_nb.model import KeyValue

HOSTILE = b"<script>alert(1)</script>\x00\xff\r\n\x1b[31m"


def test_a_put_makes_a_revision_and_a_version(client: Client, etcdctl: Etcdctl, fresh_prefix: str) -> None:
    """The first creates the key; every other bumps it, also with the same value."""
    first = client.put(fresh_prefix, "v")
    second = client.put(fresh_prefix, "v")
    assert second.revision > first.revision
    assert first.prev_kv is None
    expected = KeyValue(fresh_prefix.encode(), b"v", first.revision, second.revision, 2, 0)
    assert client.get(fresh_prefix).kvs == kvs_of(etcdctl("get", fresh_prefix)) == [expected]


def test_any_byte_is_a_key_and_a_value(client: Client, fresh_prefix: str) -> None:
    """Nothing is decoded, escaped or cut."""
    key = fresh_prefix.encode() + HOSTILE
    client.put(key, HOSTILE)
    assert client.get(key)[0][:2] == (key, HOSTILE)
    client.put(key)
    assert client.get(key)[0].value == b""


def test_prev_kv_is_the_key_as_it_was(client: Client, fresh_prefix: str) -> None:
    """None for a new key, the whole key for a known one."""
    assert client.put(fresh_prefix, "1", prev_kv=True).prev_kv is None
    before = client.get(fresh_prefix)[0]
    assert client.put(fresh_prefix, "2", prev_kv=True).prev_kv == before


def test_a_key_is_bound_to_a_lease_and_taken_off_it(client: Client, fresh_prefix: str) -> None:
    """A put without a lease takes it off, ignore_lease keeps it."""
    lease = client.lease.grant(600).id
    client.put(fresh_prefix, "1", lease=lease)
    client.put(fresh_prefix, "2", ignore_lease=True)
    assert (client.get(fresh_prefix)[0].lease, client.get(fresh_prefix)[0].value) == (lease, b"2")
    client.put(fresh_prefix, "3")
    assert client.get(fresh_prefix)[0].lease == 0
    client.lease.revoke(lease)
    assert client.get(fresh_prefix)[0].value == b"3"


def test_ignore_value_keeps_the_value_and_makes_a_version(client: Client, fresh_prefix: str) -> None:
    """For binding a key to a lease without knowing what it holds."""
    client.put(fresh_prefix, "kept")
    client.put(fresh_prefix, ignore_value=True)
    kv = client.get(fresh_prefix)[0]
    assert (kv.value, kv.version) == (b"kept", 2)


@pytest.mark.parametrize("flag", ["ignore_value", "ignore_lease"])
def test_what_is_to_be_kept_must_be_there(flag: str, client: Client, fresh_prefix: str) -> None:
    """Definite: nothing was written."""
    with pytest.raises(e.KeyNotFound) as caught:
        client.put(fresh_prefix, **{flag: True})
    assert caught.value.definite
    assert not client.get(fresh_prefix)


def test_flags_that_contradict_the_value_are_refused(client: Client, fresh_prefix: str) -> None:
    """As etcd words it."""
    client.put(fresh_prefix, "v")
    with pytest.raises(e.InvalidRequest, match="value is provided"):
        client.put(fresh_prefix, "new", ignore_value=True)
    with pytest.raises(e.InvalidRequest, match="lease is provided"):
        client.put(fresh_prefix, "new", lease=1, ignore_lease=True)


def test_a_lease_that_does_not_exist_binds_nothing(client: Client, fresh_prefix: str) -> None:
    """Definite: nothing was written."""
    with pytest.raises(e.LeaseNotFound) as caught:
        client.put(fresh_prefix, "v", lease=12345)
    assert caught.value.definite
    assert not client.get(fresh_prefix)


@pytest.mark.parametrize("size", [1_600_000, 3_000_000], ids=["over etcd's limit", "over gRPC's limit"])
def test_a_value_that_is_too_large_is_refused(size: int, client: Client, fresh_prefix: str) -> None:
    """By etcd or by its gRPC layer; either way nothing was written, and the message says what fits."""
    with pytest.raises(e.RequestTooLarge, match=r"1\.5 MiB") as caught:
        client.put(fresh_prefix, b"x" * size)
    assert caught.value.definite
    assert not client.get(fresh_prefix)


def test_an_empty_key_is_refused(client: Client) -> None:
    """By whoever sees it first."""
    with pytest.raises((e.InvalidRequest, e.InvalidArgument)):
        client.put("", "v")
    with pytest.raises(e.InvalidArgument):
        client.delete("")


@pytest.mark.parametrize(
    ("options", "left"),
    [
        ({"key": "b"}, ["a", "b/1", "b/2", "c"]),
        ({"key": "b", "prefix": True}, ["a", "c"]),
        ({"key": "b/", "prefix": True}, ["a", "b", "c"]),
        ({"key": "a", "range_end": "b/2"}, ["b/2", "c"]),
        ({"key": "nothing"}, ["a", "b", "b/1", "b/2", "c"]),
    ],
    ids=str,
)
def test_a_delete_takes_exactly_its_range(
    options: dict[str, str], left: list[str], client: Client, fresh_prefix: str
) -> None:
    """All in one revision, and prev_kvs are the keys as they were."""
    for name in ("a", "b", "b/1", "b/2", "c"):
        revision = client.put(fresh_prefix + name, name).revision
    before = client.get(fresh_prefix, prefix=True).kvs
    where = {
        name: fresh_prefix + value if isinstance(value, str) else value for name, value in options.items()
    }
    result = client.delete(**where, prev_kv=True)  # type: ignore[arg-type]
    after = client.get(fresh_prefix, prefix=True).kvs
    assert [kv.key.decode().removeprefix(fresh_prefix) for kv in after] == left
    assert result.prev_kvs == [kv for kv in before if kv not in after]
    assert result.deleted == len(result.prev_kvs)
    assert (result.revision > revision) == (result.deleted > 0)


def test_a_delete_from_a_key_on_takes_all_after_it(client: Client) -> None:
    """At the very end of the key space, where nobody else writes."""
    top = b"\xff\xff\xff\xff"
    for name in (b"1", b"2", b"3"):
        client.put(top + name)
    assert client.delete(top + b"2", from_key=True).deleted == 2
    assert client.delete(top, prefix=True).deleted == 1


def test_a_key_that_comes_back_begins_anew(client: Client, fresh_prefix: str) -> None:
    """Version 1, and a new create revision."""
    client.put(fresh_prefix, "1")
    client.delete(fresh_prefix)
    put = client.put(fresh_prefix, "2")
    kv = client.get(fresh_prefix)[0]
    assert (kv.version, kv.create_revision, kv.mod_revision) == (1, put.revision, put.revision)
