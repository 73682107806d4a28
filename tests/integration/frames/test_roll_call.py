"""Who of a registry is there and who has gone, on a real cluster."""

from __future__ import annotations

import pytest

from yamtam_nb.client.client import Client
from yamtam_nb.errors import PlanConflict
from yamtam_nb.frames.roll_call import roll_call


def test_nobody_was_ever_registered(client: Client, fresh_prefix: str) -> None:
    """Then there is nothing to show and nothing to do, and that is no error."""
    calls = roll_call(client, fresh_prefix)

    assert (len(calls), len(calls.plan()), calls.shared) == (0, 0, ())
    assert repr(calls).startswith(f"<RollCall {fresh_prefix}: 0 online, 0 late, 0 left over, 0 offline")
    assert calls.picture().png()
    assert calls._repr_html_()


def test_whoever_is_on_a_lease_is_never_removed(client: Client, fresh_prefix: str) -> None:
    """Names may be any bytes; one that registers with a lease after it was looked at is left alone, too."""
    lease = client.lease.grant(60).id
    client.put(f"{fresh_prefix}online", "{}", lease=lease)
    client.put(fresh_prefix.encode() + b"\xff", '{"host": "worker-b\\ud800"}')
    client.put(f"{fresh_prefix}back", "{}")
    client.put(f"{fresh_prefix}gone", '{"address": "no [ address"}')
    gone = client.delete(f"{fresh_prefix}gone").revision

    calls = roll_call(client, fresh_prefix)
    client.put(f"{fresh_prefix}back", "{}", lease=lease)

    assert calls.names("left over") == ["\\xff", "back"]
    assert [(row.name, row.went) for row in calls.rows if row.status == "offline"] == [("gone", gone)]
    assert calls.df["host"].tolist() == ["", "worker-b?", "", ""]
    assert len(calls.plan(keep=["back", ""])) == 1
    with pytest.raises(PlanConflict):
        calls.plan().apply()
    calls.plan(keep=[" back"]).apply()
    assert [kv.key.removeprefix(fresh_prefix.encode()) for kv in client.get(fresh_prefix, prefix=True)] == [
        b"back",
        b"online",
    ]
