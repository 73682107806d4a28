"""Listing holders and waiters, on a real cluster."""

from __future__ import annotations

import yamtam_nb as yn
from tests.integration.concurrency.conftest import Background, contenders, until
from yamtam_nb.client.client import Client
from yamtam_nb.concurrency.entries import locks, waiters


def test_all_locks_under_a_prefix_are_listed_with_their_queues(
    client: Client, another: Client, fresh_prefix: str
) -> None:
    """By name and turn, with token, lease and TTL; other keys and keys on leases are no locks."""
    with yn.Session(client, ttl=20) as session:
        client.put(f"{fresh_prefix}config", "1")
        client.put(f"{fresh_prefix}presence", "1", lease=session.lease_id)
        with (
            yn.Lock(client, f"{fresh_prefix}b", session=session) as second,
            yn.Lock(client, f"{fresh_prefix}a", ttl=12, what="<script>alert(1)</script>") as first,
        ):
            waiter = Background(lambda: yn.Lock(another, f"{fresh_prefix}a").acquire(10))
            until(lambda: contenders(client, f"{fresh_prefix}a") == 2)
            found = locks(client, fresh_prefix)
            assert [(entry.name, entry.position) for entry in found] == [
                (f"{fresh_prefix}a", 0),
                (f"{fresh_prefix}a", 1),
                (f"{fresh_prefix}b", 0),
            ]
            assert [entry.token for entry in found if entry.holds] == [
                first.fencing_token,
                second.fencing_token,
            ]
            assert [entry.granted_ttl for entry in found] == [12, 15, 20]
            assert all(entry.ttl is not None and 9 < entry.ttl <= 20 for entry in found)
            assert found[0].holder is not None
            assert found[0].holder.what == "<script>alert(1)</script>"
        waiter.join().release()
    assert locks(client, fresh_prefix) == []


def test_a_holder_whose_value_is_something_else_is_still_listed(client: Client, name: str) -> None:
    """As etcdctl's, which is empty."""
    with yn.Lock(client, name, value=b"\xff<b>") as held:
        (entry,) = waiters(client, name)
        assert (entry.value, entry.holder, entry.since) == (b"\xff<b>", None, None)
        assert str(entry) == f"held by lease {held.lease_id:x}"
    with yn.Lock(client, name, value=b""):
        assert [entry.value for entry in waiters(client, name, ttl=False)] == [b""]
