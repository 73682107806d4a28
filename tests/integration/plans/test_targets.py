"""Plans that are made from a target: rollback, undelete, copy; and what applying asks for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import pytest

import yamtam_nb as yn
from tests.integration.plans.random_edits import state
from yamtam_nb.client.client import Client
from yamtam_nb.errors import (
    ConfirmationNeeded,
    FutureRevision,
    InvalidArgument,
    YamtamError,
)
from yamtam_nb.frames.plan.making import Wanted, plan_towards
from yamtam_nb.sandbox import Cluster


def fill(client: Client, prefix: str) -> int:
    """Three keys, one of them on a lease."""
    client.put(f"{prefix}a", "1")
    client.put(f"{prefix}b", b"\xff\x00")
    return client.put(f"{prefix}c", "3", lease=client.lease.grant(600).id).revision


def test_rollback_puts_a_prefix_back(client: Client, fresh_prefix: str) -> None:
    """Changed, deleted and new keys, values and leases; going back is a plan that can be undone itself."""
    revision = fill(client, fresh_prefix)
    before = state(client, fresh_prefix)
    client.put(f"{fresh_prefix}a", "changed")
    client.delete(f"{fresh_prefix}b")
    client.put(f"{fresh_prefix}c", "3")  # a plain put takes it off its lease
    client.put(f"{fresh_prefix}new", "x")
    broken = state(client, fresh_prefix)

    plan = yn.rollback(client, fresh_prefix, revision)
    result = plan.apply()

    assert [(step.key[-1:], step.op) for step in plan] == [
        (b"a", "update"),
        (b"b", "create"),
        (b"c", "update"),
        (b"w", "delete"),
    ]
    assert plan.title == f"{fresh_prefix} back to revision {revision}"
    assert state(client, fresh_prefix) == before
    result.inverse.apply()
    assert state(client, fresh_prefix) == broken


def test_rollback_says_which_leases_cannot_be_had_back(client: Client, fresh_prefix: str) -> None:
    """Without one where the key is gone with its lease; a lease that took its place is kept."""
    old, new = client.lease.grant(600).id, client.lease.grant(600).id
    client.put(f"{fresh_prefix}a", "1", lease=old)
    revision = client.put(f"{fresh_prefix}b", "1", lease=old).revision
    client.lease.revoke(old)
    client.put(f"{fresh_prefix}b", "2", lease=new)

    plan = yn.rollback(client, fresh_prefix, revision)

    assert len(plan.notes) == 2
    assert plan.notes[0].startswith(f"{fresh_prefix}a was on a lease that is gone: written without one")
    assert plan.notes[1] == f"{fresh_prefix}b was on a lease that is gone: the present one is kept."
    assert plan.notes[0] in plan._repr_html_()
    plan.apply()
    assert list(state(client, fresh_prefix).values()) == [(b"1", 0), (b"1", new)]


def test_undelete_brings_back_what_is_gone_and_leaves_alone_what_is_there(
    client: Client, fresh_prefix: str
) -> None:
    """As it was last; a key that was deleted and has come back is somebody's present."""
    fill(client, fresh_prefix)
    client.put(f"{fresh_prefix}a", "last")
    client.delete(f"{fresh_prefix}", prefix=True)
    client.put(f"{fresh_prefix}b", "present")

    one = yn.undelete(client, f"{fresh_prefix}a")
    all_of_them = yn.undelete(client, fresh_prefix, prefix=True)
    all_of_them.apply()

    assert [(step.key[-1:], step.value) for step in one] == [(b"a", b"last")]
    assert [step.key[-1:] for step in all_of_them] == [b"a", b"c"]
    assert one.apply().status == "already applied"
    assert [value for value, _ in state(client, fresh_prefix).values()] == [b"last", b"present", b"3"]


def test_copy_makes_one_prefix_like_another(client: Client, fresh_prefix: str) -> None:
    """Values are the same byte by byte; leases stay behind, and the plan says so; prune removes the rest."""
    source, there = f"{fresh_prefix}from/", f"{fresh_prefix}to/"
    fill(client, source)
    client.put(f"{there}a", "old")
    client.put(f"{there}extra", "x")

    plan = yn.copy(client, source, there)
    pruning = yn.copy(client, source, there, prune=True)

    assert [step.op for step in plan] == ["update", "create", "create"]
    assert plan.notes == (
        f"{source}c is on a lease, which a copy does not carry over: the copies stay until deleted.",
    )
    assert [step.op for step in pruning] == ["update", "create", "create", "delete"]
    pruning.apply()
    copied = {
        there.encode() + key[len(source) :]: (value, 0) for key, (value, _) in state(client, source).items()
    }
    assert state(client, there) == copied
    assert not yn.copy(client, source, there, prune=True)


def test_what_cannot_be_meant_is_refused(client: Client, fresh_prefix: str) -> None:
    """Each with one line, and nothing is written."""
    fill(client, fresh_prefix)
    revision = client.get("x").revision
    refused: list[tuple[type[YamtamError], str, Callable[[], object]]] = [
        (InvalidArgument, "overlap", lambda: yn.copy(client, fresh_prefix, f"{fresh_prefix}sub/")),
        (InvalidArgument, "overlap", lambda: yn.copy(client, fresh_prefix, fresh_prefix)),
        (InvalidArgument, "overlap", lambda: yn.copy(client, "", fresh_prefix)),
        (InvalidArgument, "not a revision", lambda: yn.rollback(client, fresh_prefix, 0)),
        (FutureRevision, "future revision", lambda: yn.rollback(client, fresh_prefix, 1 << 40)),
    ]
    for kind, words, call in refused:
        with pytest.raises(kind, match=words) as caught:
            call()
        assert "\n" not in str(caught.value)
    assert client.get("x").revision == revision


def test_a_protected_profile_needs_the_hash(etcd_cluster: Cluster, fresh_prefix: str) -> None:
    """Whoever gives it has looked at this plan; a wrong one is refused everywhere."""
    from yamtam_nb.client.client import Client
    from yamtam_nb.model import Settings

    settings = Settings(tuple(etcd_cluster.endpoints), profile="prod", protected=True)
    for protected in (True, False):
        with Client.open(replace(settings, protected=protected)) as client:
            snapshot = yn.snapshot(client, fresh_prefix)
            key = f"{fresh_prefix}{protected}"
            plan = snapshot.plan(pd.concat([snapshot.df, pd.DataFrame({"key": [key], "value": ["v"]})]))
            with pytest.raises(ConfirmationNeeded, match=plan.hash):
                plan.apply(yes="0123456789ab")
            if protected:
                with pytest.raises(ConfirmationNeeded, match=f"'prod' is protected.*{plan.hash}"):
                    plan.apply()
                assert f"yes='{plan.hash}'" in plan._repr_html_().replace("&#x27;", "'")
            assert not client.get(key)
            result = plan.apply(yes=plan.hash)
            assert client.get(key)[0].value == b"v"
            if protected:
                with pytest.raises(ConfirmationNeeded):
                    result.inverse.apply()


def test_an_error_of_a_progress_callback_loses_no_account(client: Client, fresh_prefix: str) -> None:
    """It goes up as it is; what was written until then is told."""
    values = {f"{fresh_prefix}{number:03}".encode(): Wanted(b"v") for number in range(300)}
    plan = plan_towards(client, yn.snapshot(client, fresh_prefix), values, delete_others=False, title="t")

    def fail(done: int, total: int) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        plan.apply(on_progress=fail)

    assert plan.result is not None
    assert (plan.result.status, len(plan.result.written), len(plan.result.left)) == ("stopped", 128, 172)
    assert len(state(client, fresh_prefix)) == 128
