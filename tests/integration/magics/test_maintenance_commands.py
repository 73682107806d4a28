"""Members, maintenance and saved snapshots, as they are typed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import yamtam_nb as yn
from tests.integration.magics.conftest import TypingShell
from tests.server_version import numbers, running
from yamtam_nb.client.defragmentation import Defragmentation
from yamtam_nb.client.hashes import HashReport
from yamtam_nb.errors import (
    ConfirmationNeeded,
    EtcdUsageError,
    InvalidArgument,
    InvalidFile,
    MemberNotFound,
    QuorumAtRisk,
)
from yamtam_nb.frames.snapshot import Snapshot
from yamtam_nb.model import DefragmentedMember, Health, MemberChange, SavedSnapshot
from yamtam_nb.sandbox import Cluster, SnapshotStatus


@pytest.fixture(scope="module")
def pair() -> Iterator[Cluster]:
    """Two members."""
    with Cluster.start(2, fsync=False) as cluster:
        yield cluster


@pytest.fixture
def typed(shell: TypingShell, pair: Cluster) -> TypingShell:
    """A shell connected to them."""
    shell.user_ns["E"] = ",".join(pair.endpoints)
    shell.printed("%etcd connect $E")
    return shell


@pytest.fixture
def alone(shell: TypingShell, own_cluster: Callable[..., Cluster]) -> TypingShell:
    """A shell connected to a cluster of one."""
    shell.user_ns["E"] = own_cluster(members=1).endpoints
    shell.printed("%etcd connect $E")
    return shell


def test_a_learner_is_announced_and_taken_back(alone: TypingShell) -> None:
    """The forecast is shown, and the command that starts it; its object names it to the next command."""
    said = alone.printed("added = %etcd member add m9 --peer-urls http://127.0.0.1:1 --learner")
    added = alone.user_ns["added"]
    shown, html = alone.shown("added"), alone.html("added")
    removed = alone.type("%etcd member remove $added")

    assert "etcd --name=m9 --initial-cluster-state=existing" in said
    assert "m9=http://127.0.0.1:1" in said
    assert isinstance(added, MemberChange)
    assert "needed for a quorum" in shown
    assert f"{added.member.id:x} added as a learner" in shown
    assert html is not None
    assert "no further failure is survived" in html
    assert (removed.action, len(removed.members)) == ("removed", 1)


def test_what_costs_the_quorum_is_refused_and_foretold(alone: TypingShell) -> None:
    """A dry run shows it and changes nothing; the change itself is an error with a way out."""
    only = yn.shared().cluster.member_list()[0]
    adding = alone.shown("%etcd member add --dry-run")
    removing = alone.html(f"%etcd member remove {only.id:x} --dry-run")
    for line in ("member add --peer-urls http://127.0.0.1:1", f"member remove {only.id:x}"):
        with pytest.raises(QuorumAtRisk, match="use force"):
            alone.type(f"%etcd {line}")

    assert "add: would lose quorum until the new member has started: 1 of 2 voters would answer" in adding
    assert "NO QUORUM" in (removing or "")
    assert yn.shared().cluster.member_list() == [only]


def test_mistakes_are_told_before_anything_is_done(typed: TypingShell) -> None:
    """A member that is not there, an address that is missing, an ID that is none."""
    with pytest.raises(MemberNotFound, match="ID abc"):
        typed.type("%etcd member remove abc")
    with pytest.raises(EtcdUsageError, match="--peer-urls"):
        typed.type("%etcd member add m9")
    with pytest.raises(EtcdUsageError, match="hexadecimal"):
        typed.type("%etcd member promote m1")
    with pytest.raises(InvalidArgument, match="votes already"):
        member = yn.shared().cluster.member_list()[0]
        typed.type(f"%etcd member promote {member.id:x}")


def test_a_protected_profile_asks_first(
    typed: TypingShell, tmp_path: Path, pair: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every change of the cluster, its alarms, users and roles."""
    profiles = tmp_path / "profiles.toml"
    profiles.write_text(f'[prod]\nendpoints = "{pair.endpoints[0]}"\nprotected = true\n')
    monkeypatch.setenv("YAMTAM_PROFILES", str(profiles))
    typed.printed("%etcd use prod")
    for line in (
        "member add --peer-urls http://127.0.0.1:1",
        "member remove 1",
        "member promote 1",
        "member update 1 --peer-urls http://127.0.0.1:1",
        "alarm disarm",
        "defrag --cluster",
        "move-leader 1",
        "downgrade enable 3.4",
        "downgrade cancel",
        "auth enable",
        "auth disable",
        "user add x:y",
        "user delete x",
        "user passwd x",
        "user grant-role x y",
        "user revoke-role x y",
        "role add x",
        "role delete x",
        "role grant-permission x read /a",
        "role revoke-permission x /a",
    ):
        with pytest.raises(ConfirmationNeeded, match="add --yes"):
            typed.type(f"%etcd {line}")
    assert typed.shown("%etcd alarm disarm --yes") == "no such alarm was raised"


def test_endpoints_say_whether_they_serve_and_hold_the_same(typed: TypingShell, pair: Cluster) -> None:
    """Those connected to, or all that the cluster has."""
    typed.printed(f"%etcd connect {pair.endpoints[0]}")
    health = typed.type("%etcd endpoint health --cluster")
    report = typed.type("%etcd endpoint hashkv --cluster")
    alone = typed.type("%etcd endpoint hashkv")

    assert [type(each) for each in health] == [Health, Health]
    assert {each.endpoint for each in health} == set(pair.endpoints)
    assert typed.shown("%etcd endpoint health").count("healthy") == 1
    assert isinstance(report, HashReport)
    assert report.consistent
    assert typed.shown("%etcd endpoint hashkv --cluster").startswith("consistent: all 2 members")
    assert alone.verdict == "not comparable"
    assert "background" in (typed.html("%etcd endpoint hashkv --cluster") or "")


def test_members_are_defragmented(typed: TypingShell, pair: Cluster) -> None:
    """All of them with progress, or one; and it says which where it cannot know."""
    said = typed.printed("done = %etcd defrag --cluster")
    done = typed.user_ns["done"]
    one = typed.type(f"%etcd defrag --endpoint {pair.endpoints[0]}")
    with pytest.raises(EtcdUsageError, match="--cluster for every member"):
        typed.type("%etcd defrag")

    assert isinstance(done, Defragmentation)
    assert said.count("defragmenting m") == 2
    assert "2 of 2 members defragmented" in typed.shown("done")
    assert "leader" in (typed.html("done") or "")
    assert isinstance(one, DefragmentedMember)
    assert "done" in typed.shown("%etcd defrag --endpoint " + pair.endpoints[1])


def test_leadership_moves(typed: TypingShell) -> None:
    """To a member by its ID, or by an object that has it."""
    leader = yn.shared().maintenance.status().leader
    typed.user_ns["other"] = next(each for each in yn.shared().cluster.member_list() if each.id != leader)

    shown = typed.shown("%etcd move-leader $other")

    assert shown == f"leadership moved from {leader:x} to {typed.user_ns['other'].id:x}"
    assert "leads already" in typed.shown("%etcd move-leader $other")


def test_snapshots_are_saved_and_read_beside_the_frame(typed: TypingShell, tmp_path: Path) -> None:
    """``snapshot save`` and ``snapshot status`` are etcdctl's; any other word is a prefix, also those in quotes."""
    file = tmp_path / "etcd.db"
    typed.user_ns["file"] = str(file)
    yn.shared().put("save/it", "1")
    saved = typed.type("%etcd snapshot save $file")
    status = typed.type("%etcd snapshot status $file")
    frame = typed.type("%etcd snapshot save/")
    quoted = typed.type("%etcd snapshot 'save'")

    assert isinstance(saved, SavedSnapshot)
    assert isinstance(status, SnapshotStatus)
    assert status.revision == saved.revision
    assert "(verified)" in typed.shown("saved = %etcd snapshot save $file --overwrite\nsaved")
    assert "revision" in typed.shown("%etcd snapshot status $file")
    assert isinstance(frame, Snapshot)
    assert isinstance(quoted, Snapshot)
    assert len(frame) == len(quoted) == 1
    file.write_bytes(file.read_bytes()[:-1])
    with pytest.raises(InvalidFile, match="cut short"):
        typed.type("%etcd snapshot status $file")


@pytest.mark.since("3.5")  # downgrades
def test_a_downgrade_is_validated(typed: TypingShell) -> None:
    """One minor version back."""
    major, minor = numbers(running())

    assert "can be downgraded" in typed.shown(f"%etcd downgrade validate {major}.{minor - 1}")


@pytest.mark.since("3.6")  # a member of 3.5 alone never goes through with it
def test_a_downgrade_is_enabled_and_called_off(alone: TypingShell) -> None:
    """Each step says what it means, and the second one undoes the first."""
    major, minor = numbers(running())

    enabled = alone.shown(f"%etcd downgrade enable {major}.{minor - 1}")
    during = yn.shared().maintenance.status(yn.shared().endpoints[0])
    cancelled = alone.shown("%etcd downgrade cancel")
    after = yn.shared().maintenance.status(yn.shared().endpoints[0])

    assert enabled == (
        "Servers of that version may join now: replace the programs one by one; "
        f"the cluster's version is {major}.{minor}"
    )
    assert (during.downgrade_enabled, during.downgrade_target) == (True, f"{major}.{minor - 1}.0")
    assert cancelled == f"The downgrade is called off; the cluster's version is {major}.{minor}"
    assert (after.downgrade_enabled, after.downgrade_target) == (False, "")


@pytest.mark.parametrize(
    ("line", "source"),
    [
        ("member remove 1f", "yn.shared().cluster.member_remove(0x1f)"),
        ("member add --peer-urls http://a:1 --learner", "cluster.member_add(['http://a:1'], learner=True)"),
        ("member promote 1f --dry-run", "yn.shared().cluster.forecast('promote', 0x1f)"),
        ("alarm disarm --member 1f --alarm nospace", "maintenance.disarm('NOSPACE', member_id=0x1f)"),
        ("defrag --cluster --timeout 5", "maintenance.defragment_all(timeout=5)"),
        ("endpoint hashkv --rev 9", "yn.shared().maintenance.hash_kv_all(9)"),
        ("endpoint health --cluster", "maintenance.health(endpoints=client_urls(yn.shared()))"),
        ("snapshot save a.db", "yn.shared().maintenance.snapshot('a.db')"),
        ("move-leader 1f", "yn.shared().maintenance.move_leader(0x1f)"),
        ("downgrade validate 3.4", "yn.shared().maintenance.downgrade.validate('3.4')"),
        ("user add dev:secret", "yn.shared().auth.user_add('dev', getpass.getpass())"),
        ("user passwd dev --password-env PW", "auth.user_change_password('dev', os.environ['PW'])"),
        ("auth who-can write /a/ --prefix", "yn.shared().auth.who_can('write', '/a/', prefix=True)"),
    ],
)
def test_each_says_itself_in_python(shell: TypingShell, line: str, source: str) -> None:
    """Source that can be compiled, and no secret in it."""
    printed = shell.printed(f"%etcd {line} --python")

    assert source in printed
    assert "secret" not in printed
    compile(printed, line, "exec")
