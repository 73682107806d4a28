"""What is typed on machines, as text that can be copied."""

from __future__ import annotations

import shlex

from tests.unit.runbooks.members import member
from yamtam_nb.runbooks.commands import start_again, start_newcomer
from yamtam_nb.runbooks.identity import cluster_id
from yamtam_nb.runbooks.restore_commands import restore_commands

MEMBERS = {"m1": "http://10.0.0.1:2380", "m 2": "http://10.0.0.2:2380"}


def words(lines: str) -> list[str]:
    return shlex.split(lines.replace("\\\n", " "))


def test_a_newcomer_is_told_of_every_member_and_of_itself() -> None:
    """etcd refuses to start unless the list is the cluster's; the one without a name gets its own."""
    members = [member(1), member(2), member(4, learner=True, started=False)]

    by_hand, service = start_newcomer(
        members, name="m4", peer_url="http://10.0.0.4:2380", client_url="http://10.0.0.4:2379"
    ).commands

    listed = "m1=http://10.0.0.1:2380,m2=http://10.0.0.2:2380,m4=http://10.0.0.4:2380"
    assert f"--initial-cluster={listed}" in words(by_hand.lines)
    assert "--initial-cluster-state=existing" in words(by_hand.lines)
    assert f"ETCD_INITIAL_CLUSTER={listed}" in service.lines
    assert by_hand.where == "10.0.0.4"


def test_names_are_quoted_for_the_shell_and_escaped_for_the_page() -> None:
    """They come from anybody who may add a member."""
    hostile = member(3, name="$(reboot)<i>\x1b")
    newcomer = start_newcomer([hostile], name="a'; rm -rf", peer_url="http://x:1", client_url="http://x:2")

    assert "--name=a'; rm -rf" in words(newcomer.commands[0].lines)
    assert any("$(reboot)" in word for word in words(newcomer.commands[0].lines))
    assert "<i>" not in start_again([hostile])._repr_html_()
    assert "\x1b" not in start_again([hostile]).text() + newcomer.text()


def test_each_member_is_restored_from_the_same_file_with_the_same_token() -> None:
    """Stop everything first, start everything last; directories are new ones."""
    known, stop, first, second, start = restore_commands(
        "etcdutl", "/backup/my etcd.db", MEMBERS, token="new", data_dir="/data/{name}", bump_revision=1000
    ).commands

    assert known.lines == "etcdutl snapshot restore --help | grep bump-revision"
    assert "disable" in stop.lines
    assert "enable" in start.lines
    for name, command in zip(MEMBERS, (first, second), strict=True):
        typed = words(command.lines)
        assert typed[:4] == ["etcdutl", "snapshot", "restore", "/backup/my etcd.db"]
        assert {f"--name={name}", f"--data-dir=/data/{name}", "--initial-cluster-token=new"} <= set(typed)
        assert {"--bump-revision=1000", "--mark-compacted"} <= set(typed)


def test_no_flag_is_typed_that_an_old_etcdutl_does_not_know() -> None:
    """Unless revisions are to be raised."""
    typed = restore_commands("etcdctl", "etcd.db", MEMBERS, token="new", data_dir="/data").text()

    assert "etcdctl snapshot restore etcd.db" in typed
    assert "bump-revision" not in typed and "mark-compacted" not in typed


def test_the_token_makes_another_cluster() -> None:
    """And the order in which members are named does not."""
    assert cluster_id(MEMBERS, "old") != cluster_id(MEMBERS, "new")
    assert cluster_id(MEMBERS, "new") == cluster_id(dict(reversed(MEMBERS.items())), "new")
