"""Hurting members and healing them."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator

import pytest

from yamtam_nb.errors import SandboxError
from yamtam_nb.sandbox import Cluster, Member


@pytest.fixture(scope="module")
def shared() -> Iterator[Cluster]:
    """One cluster for the tests of this file; ``cluster`` heals it between them."""
    with Cluster.start(fsync=False) as cluster:
        yield cluster


@pytest.fixture
def cluster(shared: Cluster) -> Iterator[Cluster]:
    """Three healthy members."""
    yield shared
    for member in shared.members:
        if member.paused:
            member.resume()
        if not member.running:
            member.restart()
    shared.wait_healthy()


def test_a_killed_leader_is_followed_by_another(cluster: Cluster) -> None:
    """The rest elect; the old leader comes back as the same member in a new process."""
    old = cluster.leader
    pid, endpoint = old.pid, old.endpoint
    old.kill()
    assert not old.running
    assert "not running" in repr(old)
    new = cluster.wait_for_leader(not_in=[old])
    assert new is not old
    old.restart()
    assert old.healthy()
    assert old.endpoint == endpoint
    assert old.pid != pid
    assert cluster.leader is new


def test_a_paused_leader_keeps_its_process_and_nobody_hangs(cluster: Cluster) -> None:
    """A frozen member answers nothing; asking for the leader takes no longer than for a healthy cluster."""
    frozen = cluster.leader
    frozen.pause()
    assert frozen.running
    assert frozen.paused
    assert "paused" in repr(frozen)
    started = time.monotonic()
    assert cluster.wait_for_leader(not_in=[frozen]) is not frozen
    assert time.monotonic() - started < 6
    frozen.resume()
    frozen.wait_healthy(10)
    assert cluster.wait_for_leader().running


def test_a_member_frozen_behind_our_back_costs_a_second(cluster: Cluster) -> None:
    """Also when somebody else stopped the process, the question for the leader ends."""
    follower = next(member for member in cluster.members if member is not cluster.leader)
    os.kill(follower.pid, 19)
    try:
        started = time.monotonic()
        assert cluster.leader is not follower
        assert time.monotonic() - started < 3
        assert not follower.healthy()
    finally:
        os.kill(follower.pid, 18)


def test_without_a_majority_there_is_no_leader(cluster: Cluster) -> None:
    """One of three leads nobody, and the error says what to do."""
    for member in cluster.members[1:]:
        member.kill()
    until = time.monotonic() + 5
    with pytest.raises(SandboxError, match=r"no leader.*restart members"):
        while time.monotonic() < until:
            assert cluster.leader
    with pytest.raises(SandboxError, match="No leader within 0 s"):
        cluster.wait_for_leader(0.1)
    assert not cluster.members[0].healthy()


def test_all_killed_come_back_one_after_the_other(cluster: Cluster) -> None:
    """The first to restart cannot be healthy alone, so it is not waited for; the last one is."""
    for member in cluster.members:
        member.kill()
    for member in cluster.members:
        member.restart()
    assert cluster.members[-1].healthy()
    cluster.wait_healthy()


def test_stop_is_orderly_and_pause_does_not_prevent_it(cluster: Cluster) -> None:
    """A stopped member has said goodbye in its log; killing or stopping it again changes nothing."""
    member = cluster.members[0]
    member.pause()
    member.stop()
    assert not member.running
    assert "closed etcd server" in member.logs()
    member.stop()
    member.kill()
    with pytest.raises(SandboxError, match=r"m1 does not run. Call restart\(\) first"):
        member.pause()


def test_a_member_that_cannot_come_back_says_why(own_cluster: Callable[..., Cluster]) -> None:
    """The error of a restart carries etcd's words."""
    cluster = own_cluster(1)
    (member,) = cluster.members
    member.kill()
    _damage(member)
    with pytest.raises(SandboxError, match=r"etcd m1 ended: .*database"):
        member.restart()


def _damage(member: Member) -> None:
    data = member.log_path.parent / member.name / "member"
    # The database, not the log: without a log 3.6 and 3.7 end in a panic of the Go runtime that says nothing of it.
    data.joinpath("snap", "db").write_bytes(b"\xff" * 65536)
