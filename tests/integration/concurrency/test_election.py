"""An election, on a real cluster."""

from __future__ import annotations

import threading
from contextlib import closing

import pytest

import yamtam_nb as yn
from tests.integration.concurrency.conftest import Background, contenders, until
from yamtam_nb.client.client import Client
from yamtam_nb.concurrency.holder import Holder
from yamtam_nb.errors import InvalidArgument, LockLost, LockTimeout
from yamtam_nb.model import PutOp


def test_the_first_who_campaigns_leads_until_resigning(client: Client, another: Client, name: str) -> None:
    """Then the next one in order does; everybody sees who leads and what it proclaims."""
    election = yn.Election(client, name)
    assert election.leader() is None
    with election.campaign("one") as led:
        second = Background(lambda: yn.Election(another, name).campaign("two"))
        until(lambda: contenders(client, name) == 2)
        leader = election.leader()
        assert leader is not None
        assert (leader.text(), leader.key, leader.create_revision) == ("one", led.lock_key, led.fencing_token)
        assert led.still_held()
    after = second.join()
    assert after.fencing_token > led.fencing_token
    assert (election.leader() or leader).text() == "two"
    after.resign()
    assert election.leader() is None


def test_a_proclamation_keeps_the_leadership_and_its_token(client: Client, name: str) -> None:
    """Only the value changes; who does not lead (any more) cannot proclaim."""
    election = yn.Election(client, name, value="warming up")
    with pytest.raises(InvalidArgument, match="campaign first"):
        election.proclaim("too early")
    with election as led:
        assert led.value == b"warming up"
        election.proclaim("ready")
        leader = election.leader()
        assert leader is not None
        assert (leader.text(), leader.create_revision, leader.lease) == (
            "ready",
            led.fencing_token,
            led.lease_id,
        )
        client.delete(led.lock_key)
        with pytest.raises(LockLost, match=r"The leadership .* is no longer held"):
            led.proclaim("from beyond")
        led.resign()
    with pytest.raises(LockLost):
        led.proclaim("after the end")
    assert contenders(client, name) == 0


def test_who_does_not_say_anything_is_shown_as_who_it_is(client: Client, name: str) -> None:
    """Host, process and user, as for a lock."""
    with yn.Election(client, name) as led:
        holder = Holder.read(led.value)
        assert holder is not None
        assert holder == Holder.myself()._replace(since=holder.since)


def test_an_election_not_won_in_time_leaves_nothing_behind(
    client: Client, another: Client, name: str
) -> None:
    """Neither a key nor a lease; and the object can campaign again."""
    before = set(client.lease.leases())
    election = yn.Election(another, name)
    with yn.Election(client, name).campaign("one"):
        with pytest.raises(LockTimeout, match=r"Not elected .* within 0\.3 s"):
            Background(lambda: election.campaign("two", 0.3)).join()
        assert contenders(client, name) == 1
    assert set(client.lease.leases()) == before
    with election.campaign("three"), pytest.raises(InvalidArgument, match="resign first"):
        election.campaign("four")


def test_a_guarded_write_of_a_former_leader_is_refused(client: Client, name: str, fresh_prefix: str) -> None:
    """As for a lock."""
    former = yn.Election(client, name).campaign("one")
    former.resign()
    with yn.Election(client, name).campaign("two"):
        assert not client.txn([former.guard()], [PutOp(f"{fresh_prefix}data".encode(), b"1")]).succeeded


def test_an_observer_sees_each_leader_and_each_proclamation(
    client: Client, another: Client, name: str
) -> None:
    """In order, over compactions, and also when nobody leads at first."""
    seen: list[str] = []
    end = threading.Event()

    def watch() -> None:
        with closing(yn.Election(another, name).observe()) as leaders:
            for leader in leaders:
                seen.append(leader.text())
                if leader.value == b"end":
                    end.set()
                    return

    observer = Background(watch)
    with yn.Election(client, name).campaign("one") as led:
        until(lambda: seen == ["one"])
        led.proclaim("two")
        until(lambda: seen == ["one", "two"])
        client.compact(client.put(f"{name}-other", "1").revision)
    with yn.Election(client, name).campaign("three"):
        until(lambda: seen[-1] == "three")
        client.put(f"{name}/nested/1f", "no contender")
    with yn.Election(client, name).campaign("end"):
        assert end.wait(5)
    observer.join()
    assert seen == ["one", "two", "three", "end"]


def test_a_candidate_can_be_called_off_from_another_thread(
    client: Client, another: Client, name: str
) -> None:
    """It leaves nothing behind."""
    with yn.Election(client, name).campaign("one"):
        election = yn.Election(another, name)
        candidate = Background(lambda: election.campaign("two"))
        until(lambda: contenders(client, name) == 2)
        election.abandon()
        with pytest.raises(LockTimeout):
            candidate.join(3)
        assert contenders(client, name) == 1
