"""Members, endpoints, alarms, leases and compaction."""

from __future__ import annotations

import pytest

import yamtam_nb as yn
from tests.integration.magics.conftest import TypingShell
from yamtam_nb.errors import Compacted, ConfirmationNeeded
from yamtam_nb.model import Member, MemberStatus


def test_members_are_listed(connected: TypingShell) -> None:
    """A list of Member, shown as a table."""
    members = connected.type("%etcd member list")
    assert [type(member) for member in members] == [Member] * 3
    assert members == connected.type("%etcd member list --consistency s")
    assert "started" in connected.shown("%etcd member list")


def test_every_endpoint_says_its_status(connected: TypingShell) -> None:
    """One row each, one of them the leader's."""
    answers = connected.type("%etcd endpoint status")
    assert [type(answer) for answer in answers] == [MemberStatus] * 3
    assert sum(answer.is_leader for answer in answers) == 1
    assert "no alarm is raised" in connected.shown("%etcd alarm list")


def test_the_life_of_a_lease(connected: TypingShell) -> None:
    """Granted, used by a variable, looked at, listed, revoked; two keys are not lost unasked."""
    connected.type("lease = %etcd lease grant 300")
    lease = connected.user_ns["lease"]
    assert connected.shown("lease") == f"lease {lease.id:x} · TTL 300 s"
    connected.type("%etcd put {P}a 1 --lease $lease")
    connected.type("%etcd put {P}b 1 --lease $lease")
    shown = connected.shown("%etcd lease timetolive $lease --keys")
    assert f"{connected.user_ns['P']}b" in shown
    assert "s left of 300 s" in shown
    assert lease.id in connected.type("%etcd lease list")
    assert f"{lease.id:x}" in connected.shown("%etcd lease list")
    with pytest.raises(ConfirmationNeeded, match="2 keys"):
        connected.type("%etcd lease revoke $lease")
    connected.type(f"%etcd lease revoke {lease.id:x} --yes")
    assert connected.type("%etcd get $P --prefix").count == 0
    assert "does not exist" in connected.shown("%etcd lease timetolive $lease")


def test_compaction_drops_history(connected: TypingShell) -> None:
    """Older revisions are gone, and it says so."""
    first = yn.shared().put(connected.user_ns["P"] + "a", "1").revision
    last = yn.shared().put(connected.user_ns["P"] + "a", "2").revision
    assert f"revisions below {last} are gone" in connected.printed(f"%etcd compaction {last}")
    with pytest.raises(Compacted):
        connected.type(f"%etcd get {{P}}a --rev {first}")
