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
from yamtam_nb.errors import ClusterChanged
from yamtam_nb.sandbox import Cluster
from yamtam_nb.sandbox.binary import find_etcdutl


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
    for member in cluster.members:
        member.kill()
        shutil.rmtree(cluster.directory / member.name)

    dry = runbook.dry()
    assert (dry.outcome, dry.reason) == ("success", "")
    typed = restore_commands(dry.notebook)
    assert len(typed) == 3
    for words in typed:
        subprocess.run([str(find_etcdutl()), *words[1:]], check=True, capture_output=True)
    for member in cluster.members:
        member.start()
    cluster.wait_healthy()
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
