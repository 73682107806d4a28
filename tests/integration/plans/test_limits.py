"""Plans on a server that takes less than usual, forgets, and is full."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import yamtam_nb as yn
from yamtam_nb.client.client import Client
from yamtam_nb.errors import Compacted, InvalidArgument, NoSpace, PlanNotFinished
from yamtam_nb.frames.plan.making import Wanted, plan_towards
from yamtam_nb.frames.plan.plan import Plan
from yamtam_nb.sandbox import Cluster

MOST = 16
TIGHT = (f"--max-txn-ops={MOST}", "--max-request-bytes=20000", "--quota-backend-bytes=4000000")


@pytest.fixture(scope="module")
def tight() -> Iterator[Client]:
    """A client of one member with low limits."""
    with Cluster.start(1, fsync=False, etcd_args=TIGHT) as cluster, yn.connect(cluster.endpoints) as client:
        yield client


def creating(client: Client, prefix: str, sizes: list[int]) -> Plan:
    values = {f"{prefix}{number:04}".encode(): Wanted(b"v" * size) for number, size in enumerate(sizes)}
    return plan_towards(client, yn.snapshot(client, prefix), values, delete_others=False, title="test")


def test_lower_limits_are_found_out(tight: Client, fresh_prefix: str) -> None:
    """Too many operations for this server, or too many bytes: it gets smaller transactions."""
    many = creating(tight, f"{fresh_prefix}many/", [1] * 200).apply()
    large = creating(tight, f"{fresh_prefix}large/", [5_000] * 20).apply()

    assert (len(many.written), len(many.revisions)) == (200, -(-200 // MOST))
    assert len(large.written) == 20
    assert tight.get(fresh_prefix, prefix=True, count_only=True).count == 220


def test_a_value_that_is_too_large_alone_stops_the_plan(tight: Client, fresh_prefix: str) -> None:
    """What comes before it is written, and told."""
    plan = creating(tight, fresh_prefix, [10, 30_000, 10])

    with pytest.raises(PlanNotFinished, match="RequestTooLarge") as caught:
        plan.apply()

    result = caught.value.result
    assert (len(result.written), len(result.left), result.unknown) == (1, 2, ())
    assert tight.get(fresh_prefix, prefix=True, count_only=True).count == 1


def test_nothing_to_undelete_is_one_line_that_tells_how_far_etcd_remembers(
    tight: Client, fresh_prefix: str
) -> None:
    """A key that is there, one that never was, and one whose deletion is compacted away."""
    key = f"{fresh_prefix}a"
    tight.put(key, "1")
    with pytest.raises(InvalidArgument, match="a is there: nothing to undelete"):
        yn.undelete(tight, key)
    with pytest.raises(InvalidArgument, match="x is not a deleted key, as far back as the first revision"):
        yn.undelete(tight, f"{fresh_prefix}x")
    deleted = tight.delete(key).revision
    now = tight.put("other", "x").revision
    tight.compact(now)

    with pytest.raises(InvalidArgument, match=f"since revision {now}.*only a backup"):
        yn.undelete(tight, fresh_prefix, prefix=True)
    with pytest.raises(Compacted):
        yn.rollback(tight, fresh_prefix, deleted - 1)


def test_a_full_database_is_read_back_at_once(tight: Client, fresh_prefix: str) -> None:
    """That answer leaves open whether it was written, but whatever happened has happened. The last test: it is full."""
    plan = creating(tight, fresh_prefix, [1_000] * 6_000)

    with pytest.raises(PlanNotFinished, match=r"it was not applied.*NoSpace") as caught:
        plan.apply()

    result = caught.value.result
    assert isinstance(caught.value.__cause__.__cause__, NoSpace)  # type: ignore[union-attr]
    assert result.unknown == ()
    assert 0 < len(result.written) < 6_000
    found = tight.get(fresh_prefix, prefix=True, keys_only=True)
    assert [kv.key for kv in found] == [written.key for written in result.written]
