"""A namespace puts its prefix on and takes it off, and lets nothing outside it through."""

from __future__ import annotations

from contextlib import closing

from yamtam_nb.client.client import Client
from yamtam_nb.keys import KeyRange
from yamtam_nb.model import Compare, DeleteOp, GetOp, PutOp, TxnOp


def test_a_key_is_written_with_the_prefix_and_read_without_it(client: Client, fresh_prefix: str) -> None:
    """The prefix is on in the store and off in the answer."""
    inside = client.namespace(fresh_prefix)

    inside.put("tier", "power")

    assert client.get(f"{fresh_prefix}tier")[0].value == b"power"
    assert [kv.key for kv in inside.get("tier")] == [b"tier"]
    assert inside.put("tier", "eco", prev_kv=True).prev_kv.key == b"tier"


def test_every_kind_of_range_stays_inside(client: Client, fresh_prefix: str) -> None:
    """A prefix of "", from_key and a plain range never reach a neighbour's keys."""
    inside = client.namespace(f"{fresh_prefix}a/")
    for name in ("1", "2", "3"):
        inside.put(name, name)
    client.put(f"{fresh_prefix}a0", "after the namespace")
    client.put(f"{fresh_prefix}Z", "before the namespace")

    assert [kv.key for kv in inside.get("", prefix=True)] == [b"1", b"2", b"3"]
    assert [kv.key for kv in inside.get("2", from_key=True)] == [b"2", b"3"]
    assert [kv.key for kv in inside.get("", from_key=True)] == [b"1", b"2", b"3"]
    assert [kv.key for kv in inside.get("1", "3")] == [b"1", b"2"]
    assert [page.keys for page in inside.pages("", prefix=True)] == [[b"1", b"2", b"3"]]
    assert inside.delete("", prefix=True, prev_kv=True).prev_kvs[0].key == b"1"
    assert client.get(fresh_prefix, prefix=True).count == 2


def test_a_transaction_is_rewritten_to_its_depth(client: Client, fresh_prefix: str) -> None:
    """Comparisons, operations and nested transactions carry the prefix, and their answers do not."""
    inside = client.namespace(fresh_prefix).namespace("deep/")
    nested = TxnOp(success=(PutOp(b"b", b"2"), DeleteOp(KeyRange(b"gone"))))

    result = inside.txn(
        [Compare.version("a", "==", 0)], [PutOp(b"a", b"1"), nested, GetOp(KeyRange.of("", prefix=True))]
    )

    assert result.succeeded
    assert {kv.key for kv in result.responses[-1]} == {b"a", b"b"}
    assert client.get(f"{fresh_prefix}deep/b")[0].value == b"2"


def test_a_watch_speaks_of_keys_without_the_prefix(client: Client, fresh_prefix: str) -> None:
    """Events, and the keys before them, come without the prefix."""
    inside = client.namespace(fresh_prefix)
    start = inside.put("tier", "power").revision
    with closing(inside.watch("", prefix=True, start_revision=start, prev_kv=True)) as batches:
        inside.put("tier", "eco")
        events = []
        for batch in batches:
            events += batch.events
            if len(events) >= 2:
                break

    assert [(event.kv.key, event.kv.value) for event in events] == [(b"tier", b"power"), (b"tier", b"eco")]
    assert events[1].prev_kv.key == b"tier"
