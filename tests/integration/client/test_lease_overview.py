"""All leases as one list."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from yamtam_nb.client.client import Client
from yamtam_nb.client.lease_overview import lease_overview
from yamtam_nb.errors import InvalidArgument


@pytest.fixture
def leases(client: Client) -> Iterator[list[int]]:
    """Three leases, of 100, 200 and 300 s."""
    leases = [client.lease.grant(ttl).id for ttl in (300, 100, 200)]
    yield leases
    for lease_id in leases:
        client.lease.revoke(lease_id)


def test_each_lease_is_shown_with_its_keys(client: Client, leases: list[int], fresh_prefix: str) -> None:
    """What is left, what was granted, what hangs on it; the one that expires first in front."""
    for name in "ab":
        client.put(fresh_prefix + name, "v", lease=leases[1])
    overview = lease_overview(client)
    ours = [row for row in overview if row.lease_id in leases]
    assert [row.granted_ttl for row in ours] == [100, 200, 300]
    assert 97 <= ours[0].ttl <= 100
    assert ours[0].keys == (fresh_prefix.encode() + b"a", fresh_prefix.encode() + b"b")
    assert ours[1].keys == ()
    assert (overview.complete, overview.phantoms) == (True, 0)
    assert overview.total == len(overview)


def test_a_lease_that_was_granted_before_is_never_missing(client: Client) -> None:
    """Although the list comes from one member, which may lag behind."""
    for _ in range(20):
        lease = client.lease.grant(60)
        assert lease.id in {row.lease_id for row in lease_overview(client)}
        client.lease.revoke(lease.id)


def test_what_is_listed_and_gone_is_left_out(
    client: Client, leases: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A member can list leases for a while that do not exist any more."""
    listed = client.lease.leases
    monkeypatch.setattr(client.lease, "leases", lambda **_: [*listed(), 4711, 4712])
    overview = lease_overview(client)
    assert overview.phantoms == 2
    assert overview.complete
    assert not {4711, 4712} & {row.lease_id for row in overview}


def test_a_limit_is_kept_and_told(client: Client, leases: list[int]) -> None:
    """Rather than asking ten thousand times unasked."""
    overview = lease_overview(client, most=2)
    assert len(overview) == 2
    assert overview.total >= 3
    assert not overview.complete
    assert repr(overview) == f"<LeaseOverview 2 of {overview.total} leases>"
    with pytest.raises(InvalidArgument, match="most=0"):
        lease_overview(client, most=0)
