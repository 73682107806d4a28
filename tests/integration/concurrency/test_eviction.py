"""Taking a lock away from a holder, on a real cluster."""

from __future__ import annotations

import pytest

from yamtam_nb.client.client import Client
from yamtam_nb.concurrency.eviction import Tenure, evict, longest_queue, passed_on, tenure
from yamtam_nb.concurrency.holder import Holder
from yamtam_nb.errors import InvalidArgument, LockLost


def queue_up(client: Client, name: str, who: str) -> int:
    """Somebody at the end of the queue; returns the lease."""
    lease = client.lease.grant(60).id
    client.put(f"{name}/{lease:x}", Holder(who, 1, "deploy").value(), lease=lease)
    return lease


def held(client: Client, name: str) -> Tenure:
    found = tenure(client, name)
    assert found is not None
    return found


def test_the_lock_goes_to_the_next_and_the_plan_names_all_that_goes(
    client: Client, fresh_prefix: str
) -> None:
    """Also keys that are no lock's; control characters in what a holder says of itself are written as escapes."""
    lease = queue_up(client, f"{fresh_prefix}lock", "evil\x1b[2Jhost")
    client.put(f"{fresh_prefix}other", "x", lease=lease)
    queue_up(client, f"{fresh_prefix}lock", "next")
    queue_up(client, f"{fresh_prefix}idle", "alone")

    found = longest_queue(client, fresh_prefix)

    assert found is not None
    assert found.title == held(client, f"{fresh_prefix}lock").title
    assert found.title == (
        f"revoke lease {lease:x}, by which deploy@evil\\x1b[2Jhost pid 1 holds {fresh_prefix}lock: "
        f"deploy@next pid 1 gets it; with it go {fresh_prefix}other"
    )
    assert found.renewed
    assert not passed_on(client, found)
    evict(client, found)
    assert passed_on(client, found)
    assert client.get(f"{fresh_prefix}other").count == 0
    assert longest_queue(client, fresh_prefix) is None


def test_a_holder_that_let_go_is_left_alone(client: Client, fresh_prefix: str) -> None:
    """Its lease may carry other things by then; nothing is revoked, and nothing is when more hangs on it."""
    name = f"{fresh_prefix}lock"
    lease = queue_up(client, name, "here")
    found = held(client, name)

    client.put(f"{fresh_prefix}more", "x", lease=lease)
    with pytest.raises(InvalidArgument, match="More hangs on lease"):
        evict(client, found)
    client.delete(f"{name}/{lease:x}")
    with pytest.raises(LockLost, match="nothing was done"):
        evict(client, found)

    assert client.lease.time_to_live(lease).ttl > 0
    assert tenure(client, name) is None
