"""Health, hashes, defragmentation, snapshots and alarms."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest

import yamtam_nb as yn
from tests.integration.client.conftest import Etcdctl, etcdctl_on
from tests.server_version import numbers, running
from yamtam_nb import errors as e
from yamtam_nb.client.client import Client
from yamtam_nb.model import Alarm, DefragmentedMember, MemberStatus
from yamtam_nb.sandbox import Cluster

QUOTA = 16 << 20


@pytest.fixture(scope="module")
def own() -> Iterator[Cluster]:
    """Three members that are compacted and defragmented at will."""
    with Cluster.start(3, fsync=False) as cluster:
        yield cluster


@pytest.fixture
def owner(own: Cluster) -> Iterator[Client]:
    """A client of them."""
    with yn.connect(own.endpoints) as client:
        yield client


def test_members_that_agree_are_consistent(client: Client, etcdctl: Etcdctl) -> None:
    """At the newest revision that all of them have, with the hashes that etcdctl shows."""
    report = client.maintenance.hash_kv_all()

    assert report.consistent
    assert len(report.hashes) == 3
    assert report.hashes[0].revision == report.revision > 0
    single = client.maintenance.hash_kv(client.endpoints[0], report.revision)
    assert single.hash == report.hashes[0].hash
    assert repr(report).startswith("<HashReport consistent: all 3 members hold the same at revision")


def test_a_revision_that_is_not_there_yet_is_not_comparable(own: Cluster, owner: Client) -> None:
    """It is waited for, but not long; and one that is compacted away is not there either."""
    ahead = owner.maintenance.hash_kv_all(owner.put("/a", "1").revision + 1_000)
    owner.compact(owner.put("/a", "2").revision)
    owner.maintenance.health()  # reads at each member, which has applied the compaction by then
    behind = owner.maintenance.hash_kv_all(1)

    assert (ahead.verdict, behind.verdict) == ("not comparable", "not comparable")
    assert {type(answer) for answer in ahead.answers} == {e.FutureRevision}
    assert {type(answer) for answer in behind.answers} == {e.Compacted}
    assert own.endpoints == [answer.endpoint for answer in ahead.answers if isinstance(answer, e.EtcdError)]


def test_every_endpoint_says_whether_it_serves(own: Cluster, owner: Client) -> None:
    """A paused one and one that is not there are unhealthy, with the reason; the others are not."""
    leader = own.wait_for_leader()
    follower, other = (member for member in own.members if member is not leader)
    follower.pause()
    asked = [leader.endpoint, follower.endpoint, other.endpoint, "http://127.0.0.1:1"]
    first, paused, third, nobody = owner.maintenance.health(asked, timeout=0.7)
    follower.resume()

    assert [each.endpoint for each in (first, paused, third, nobody)] == asked
    assert [each.healthy for each in (first, paused, third, nobody)] == [True, False, True, False]
    assert paused.error
    assert nobody.error
    assert 0 < first.took < 0.7
    own.wait_healthy()


def test_a_cluster_is_defragmented_one_member_after_the_other(own: Cluster, owner: Client) -> None:
    """The leader last; the space is given back; each step is told before and after; nothing is lost."""
    for number in range(300):
        owner.put("/big", f"{number}" * 5_000)
    owner.compact(owner.put("/big", "small").revision, physical=True)
    told: list[list[str]] = []
    leader = own.wait_for_leader().name

    done = owner.maintenance.defragment_all(
        on_progress=lambda members: told.append([each.state for each in members])
    )

    assert [member.state for member in done.members] == ["done"] * 3
    assert (done.members[-1].name, done.members[-1].is_leader) == (leader, True)
    assert all(member.after < member.before for member in done.members)
    assert done.freed == sum(member.before - member.after for member in done.members)
    assert told[0] == ["waiting"] * 3
    assert ["done", "running", "waiting"] in told
    assert told[-1] == ["done"] * 3
    assert owner.get("/big")[0].text() == "small"
    assert owner.maintenance.hash_kv_all().consistent


def test_a_cluster_with_a_silent_member_is_left_alone(own: Cluster, owner: Client) -> None:
    """Two would be away at once."""
    told: list[tuple[DefragmentedMember, ...]] = []
    own.members[2].kill()
    with pytest.raises(e.DefragmentationStopped, match="m3 does not answer"):
        owner.maintenance.defragment_all(on_progress=told.append)

    assert told == []
    own.members[2].restart()


def test_a_member_that_dies_while_it_is_defragmented_stops_it(own: Cluster, owner: Client) -> None:
    """Those after it are left alone, and the account says which."""
    told: list[list[str]] = []

    def watch(members: tuple[DefragmentedMember, ...]) -> None:
        told.append([each.state for each in members])
        if told[-1][1] == "running":
            next(member for member in own.members if member.name == members[1].name).kill()

    with pytest.raises(e.DefragmentationStopped, match="1 of 3 members are done") as caught:
        owner.maintenance.defragment_all(on_progress=watch)
    for member in own.members:
        if not member.running:
            member.restart()

    assert [member.state for member in caught.value.members] == ["done", "failed", "waiting"]
    assert caught.value.members[1].reason


def test_a_snapshot_is_verified_and_can_be_restored(own: Cluster, owner: Client, tmp_path: Path) -> None:
    """etcd's own program reads it, and a new cluster begins with it."""
    told: list[tuple[int, int]] = []
    revision = owner.put("/saved", "v").revision
    file = tmp_path / "etcd.db"

    saved = owner.maintenance.snapshot(file, on_progress=lambda read, total: told.append((read, total)))

    assert (saved.path, saved.size, saved.endpoint) == (file, file.stat().st_size, owner.endpoint)
    assert saved.revision == revision
    assert yn.verify_snapshot(file).sha256 == saved.sha256
    assert told[-1] == (saved.size, saved.size)
    assert [path.name for path in tmp_path.iterdir()] == ["etcd.db"]
    assert yn.sandbox.snapshot_status(file).revision == revision
    with Cluster.start(1, fsync=False, snapshot=file) as restored, yn.connect(restored.endpoints) as client:
        assert client.get("/saved")[0].text() == "v"


def test_a_file_that_is_there_is_not_overwritten_unasked(owner: Client, tmp_path: Path) -> None:
    """Nor one that another save is writing; a directory never."""
    file = tmp_path / "etcd.db"
    file.write_text("precious")
    with pytest.raises(e.InvalidArgument, match="there already"):
        owner.maintenance.snapshot(file)
    with pytest.raises(e.InvalidArgument, match="is a directory"):
        owner.maintenance.snapshot(tmp_path)
    part = tmp_path / "etcd.db.part"
    part.touch()
    with pytest.raises(e.InvalidArgument, match=r"etcd\.db\.part is there already"):
        owner.maintenance.snapshot(file, overwrite=True)
    part.unlink()

    assert file.read_text() == "precious"
    assert owner.maintenance.snapshot(file, overwrite=True).size == file.stat().st_size


@pytest.mark.parametrize("interruption", [KeyboardInterrupt, RuntimeError])
def test_a_save_that_is_stopped_leaves_nothing(
    interruption: type[BaseException], owner: Client, tmp_path: Path
) -> None:
    """Neither the file nor a part of it; and the client is as good as before."""

    def stop(_read: int, _total: int) -> None:
        raise interruption

    with pytest.raises(interruption):
        owner.maintenance.snapshot(tmp_path / "etcd.db", on_progress=stop)

    assert list(tmp_path.iterdir()) == []
    assert owner.get("/", prefix=True).revision


def test_a_member_that_is_not_there_saves_nothing(owner: Client, tmp_path: Path) -> None:
    """No part of a file is left."""
    with pytest.raises(e.Unavailable):
        owner.maintenance.snapshot(tmp_path / "etcd.db", endpoint="http://127.0.0.1:1")
    with pytest.raises(e.InvalidArgument, match="cannot be written"):
        owner.maintenance.snapshot(tmp_path / "no" / "etcd.db")

    assert list(tmp_path.iterdir()) == []


def test_a_full_cluster_is_brought_back(own_cluster: Callable[..., Cluster]) -> None:
    """The documented order: compact, defragment every member, disarm; afterwards it takes writes again."""
    cluster = own_cluster(members=1, etcd_args=(f"--quota-backend-bytes={QUOTA}",))
    with yn.connect(cluster.endpoints) as client:
        with pytest.raises((e.OutcomeUnknown, e.NoSpace)):
            for _ in range(200):
                client.put("/big", b"x" * 1_000_000)
        status = client.maintenance.status()
        full = status.db_size
        assert client.maintenance.health()[0].alarms == ("NOSPACE",)
        assert not client.maintenance.health()[0].healthy

        client.compact(client.get("/big").revision, physical=True)
        done = client.maintenance.defragment_all()
        disarmed = client.maintenance.disarm("NOSPACE")
        client.put("/big", "small")

        assert disarmed == [Alarm(status.member_id, "NOSPACE")]
        assert done.members[0].after < full / 4
        assert client.maintenance.alarms() == []
        assert client.maintenance.health()[0].healthy


def test_alarms_that_do_not_fit_are_left(client: Client) -> None:
    """Nothing is raised, so nothing is switched off; and what is no alarm is refused."""
    assert client.maintenance.disarm() == []
    assert client.maintenance.disarm("corrupt", member_id=1) == []
    with pytest.raises(e.InvalidArgument, match="NOSPACE, CORRUPT"):
        client.maintenance.disarm("SPACE")


@pytest.mark.since("3.5")  # downgrades
def test_a_downgrade_is_validated_and_not_called_off_where_there_is_none(client: Client) -> None:
    """The cluster says what it would take."""
    status = client.maintenance.status()
    assert isinstance(status, MemberStatus)
    major, minor = numbers(status.version)
    assert client.maintenance.downgrade.validate(f"{major}.{minor - 1}").version.startswith(
        f"{major}.{minor}"
    )
    with pytest.raises(e.InvalidRequest):
        client.maintenance.downgrade.validate(f"{major}.{minor - 3}")
    told = (major, minor) >= (3, 6)  # by servers from there on
    refused = pytest.raises(e.FailedPrecondition, match="nothing to cancel")
    with nullcontext() if told else refused:
        client.maintenance.downgrade.cancel()
    assert status.downgrade_target == ""
    assert (bool(status.storage_version), status.db_size_quota > 0) == (told, told)


@pytest.mark.since("3.6")  # a member of 3.5 alone never goes through with it
def test_a_downgrade_is_enabled_seen_on_every_member_and_called_off(own: Cluster, owner: Client) -> None:
    """Enabled once only, to the version before; called off, the members run on as if it had never been."""
    major, minor = numbers(running())
    target, downgrade = f"{major}.{minor - 1}", owner.maintenance.downgrade

    enabled = downgrade.enable(target)
    seen = agreed_downgrade(owner, own.endpoints, enabled=True)
    with pytest.raises(e.FailedPrecondition, match="downgrade job in progress"):
        downgrade.enable(target)
    cancelled = downgrade.cancel()

    assert (enabled.action, enabled.version) == ("enable", f"{major}.{minor}")
    assert seen == f"{target}.0"
    assert (cancelled.action, cancelled.version) == ("cancel", f"{major}.{minor}")
    assert agreed_downgrade(owner, own.endpoints, enabled=False) == ""
    assert downgrade.validate(target).action == "validate"


def agreed_downgrade(client: Client, endpoints: list[str], *, enabled: bool) -> str:
    """The target that all members name, as soon as all have applied the step."""
    until = time.monotonic() + 10
    while time.monotonic() < until:
        statuses = [client.maintenance.status(endpoint) for endpoint in endpoints]
        if {status.downgrade_enabled for status in statuses} == {enabled}:
            (target,) = {status.downgrade_target for status in statuses}
            return target
    raise AssertionError(statuses)


def test_etcdctl_raises_and_we_disarm_one_of_two(own: Cluster, owner: Client) -> None:
    """By member, or by kind; the others stay raised."""
    from yamtam_nb.rpc import etcd_pb as pb
    from yamtam_nb.rpc import methods

    first, second = (member.id for member in owner.cluster.member_list()[:2])
    for member_id in (first, second):
        request = pb.AlarmRequest(action=pb.AlarmRequest.ACTIVATE, memberID=member_id, alarm=pb.NOSPACE)
        owner._transport.call(methods.ALARM_DISARM, request)

    assert owner.maintenance.disarm("NOSPACE", member_id=first) == [Alarm(first, "NOSPACE")]
    assert owner.maintenance.alarms() == [Alarm(second, "NOSPACE")]
    assert [health.alarms for health in owner.maintenance.health()].count(("NOSPACE",)) == 1
    assert owner.maintenance.disarm() == [Alarm(second, "NOSPACE")]
    assert "alarms" not in etcdctl_on(owner.endpoint)("alarm", "list")
    assert owner.put("/after", "1")
    assert own.endpoints
