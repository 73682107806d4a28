"""A cluster loses all its data; what the runbook says is typed brings the snapshot back."""

from __future__ import annotations

import shlex
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest

from tests.rehearsals.rehearsal import Rehearsal
from yamtam_nb.client.client import Client
from yamtam_nb.client.snapshot_contents import snapshot_contents
from yamtam_nb.errors import ClusterChanged, Compacted
from yamtam_nb.sandbox import Cluster
from yamtam_nb.sandbox.binary import find_etcdutl

BUMP = 1_000_000_000


def test_restore_snapshot_says_what_to_type_and_verifies_it(
    own_cluster: Callable[..., Cluster], connect_to: Callable[..., Client], tmp_path: Path
) -> None:
    """The commands that it shows restore every member; the next run compares, and saves a fresh snapshot."""
    cluster = own_cluster()
    client = connect_to(cluster)
    for number in range(20):
        client.put(f"/kept/{number:02}", str(number))
    saved = client.maintenance.snapshot(tmp_path / "etcd.db")
    client.put("/late", "written after the snapshot")
    members = ",".join(f"{member.name}={member.peer_url}" for member in cluster.members)
    runbook = Rehearsal(
        "restore-snapshot",
        cluster,
        tmp_path,
        snapshot=str(saved.path),
        members=members,
        data_dir=f"{cluster.directory}/{{name}}",
    )
    lose(cluster)

    dry = runbook.dry()
    assert (dry.outcome, dry.reason) == ("success", "")
    typed = restore_commands(dry.notebook)
    assert len(typed) == 3
    for words in typed:
        subprocess.run([str(find_etcdutl()), *words[1:]], check=True, capture_output=True)
    start_again(cluster)
    live = runbook.live()

    assert (live.outcome, live.reason) == ("success", "")
    with pytest.raises(ClusterChanged):
        client.get("/kept/", prefix=True)
    restored = connect_to(cluster)
    assert restored.get("/kept/", prefix=True).count == 20
    assert restored.get("/late").count == 0
    assert snapshot_contents(tmp_path / "etcd-restored.db") == snapshot_contents(saved.path) == (21, 20, 20)
    assert restored.maintenance.hash_kv_all().consistent
    verified = [record["what"] for record in runbook.records() if record["event"] == "verify"]
    assert f"this is cluster {restored.cluster_id:x}, as its members and its token make it" in verified


def test_restore_snapshot_raises_revisions_where_etcdutl_can(
    own_cluster: Callable[..., Cluster], connect_to: Callable[..., Client], tmp_path: Path
) -> None:
    """The first command tells whether it can. Where it cannot, nothing is restored, and the way without is there."""
    cluster = own_cluster(1)
    client = connect_to(cluster)
    late = [client.put("/kept", str(number)).revision for number in range(5)]
    saved = client.maintenance.snapshot(tmp_path / "etcd.db")
    seen = client.put("/late", "written after the snapshot").revision
    (member,) = cluster.members
    runbook = Rehearsal(
        "restore-snapshot",
        cluster,
        tmp_path,
        snapshot=str(saved.path),
        members=f"{member.name}={member.peer_url}",
        data_dir=f"{cluster.directory}/{{name}}",
    )
    lose(cluster)

    dry = runbook.dry(bump_revision=BUMP)
    assert (dry.outcome, dry.reason) == ("success", "")
    look, restore = restore_commands(dry.notebook)
    assert look[-3:] == ["|", "grep", "bump-revision"]
    shown = subprocess.run([str(find_etcdutl()), *look[1:-3]], check=True, capture_output=True, text=True)
    can = look[-1] in shown.stdout + shown.stderr
    done = subprocess.run([str(find_etcdutl()), *restore[1:]], capture_output=True, text=True)
    assert (done.returncode == 0) == can, done.stderr
    if not can:
        assert "unknown flag: --bump-revision" in done.stderr + done.stdout
        assert not (cluster.directory / member.name).exists()
        (restore,) = restore_commands(runbook.dry().notebook)
        subprocess.run([str(find_etcdutl()), *restore[1:]], check=True, capture_output=True)
    start_again(cluster)
    live = runbook.live(bump_revision=BUMP * can)

    assert (live.outcome, live.reason) == ("success", "")
    restored = connect_to(cluster)
    assert restored.get("/kept")[0].text() == "4"
    assert restored.get("/late").count == 0
    assert restored.put("/after", "1").revision == saved_revision(saved.path) + BUMP * can + 1
    if can:
        # Whoever goes on from a revision of the lost cluster is told so, and does not wait in silence.
        with pytest.raises(Compacted):
            restored.get("/kept", revision=late[-1])
        with pytest.raises(Compacted):
            restored.get("/kept", revision=seen)


def test_restore_snapshot_stops_at_a_file_that_was_altered(
    etcd_cluster: Cluster, client: Client, tmp_path: Path
) -> None:
    """No command is shown for a file whose bytes are not those that were saved."""
    saved = client.maintenance.snapshot(tmp_path / "etcd.db")
    content = bytearray(saved.path.read_bytes())
    content[5000] ^= 1
    saved.path.write_bytes(content)

    ended = Rehearsal("restore-snapshot", etcd_cluster, tmp_path, snapshot=str(saved.path)).dry()

    assert (ended.outcome, "does not fit its digest" in ended.reason) == ("gate", True)
    assert "snapshot restore" not in "".join(
        str(cell.get("outputs", "")) for cell in nbformat.read(ended.notebook, as_version=4).cells
    )


def lose(cluster: Cluster) -> None:
    """Every member is gone, and its data."""
    for member in cluster.members:
        member.kill()
        shutil.rmtree(cluster.directory / member.name)


def start_again(cluster: Cluster) -> None:
    """As somebody does on the machines."""
    for member in cluster.members:
        member.start()
    cluster.wait_healthy()


def saved_revision(path: Path) -> int:
    """The revision that a snapshot is of."""
    return snapshot_contents(path).revision


def restore_commands(notebook: Path) -> list[list[str]]:
    """The words of each command that the executed notebook shows for a member."""
    texts = [
        output.data["text/plain"]
        for cell in nbformat.read(notebook, as_version=4).cells
        for output in cell.get("outputs", [])
        if "data" in output
    ]
    blocks = "\n\n".join(texts).replace("\\\n", " ").split("\n\n")
    lines = [line for block in blocks for line in block.splitlines() if " snapshot restore " in line]
    return [shlex.split(line) for line in lines]
