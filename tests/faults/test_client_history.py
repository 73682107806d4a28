"""At most once: what was written while the leader died, against the history that etcd keeps."""

from __future__ import annotations

import base64
import json
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable

from yamtam_nb import connect
from yamtam_nb import errors as e
from yamtam_nb.client.client import Client
from yamtam_nb.sandbox import Cluster
from yamtam_nb.sandbox.binary import find_etcdctl

THREADS = 4
PUTS = 500
END = "/history/end"


class Writer:
    """Writes unique values one after the other and keeps what it was told of each."""

    def __init__(self, client: Client, name: int) -> None:
        self._client, self._name = client, name
        self.done: dict[str, int] = {}
        self.unknown: list[str] = []
        self.refused: list[str] = []
        self.thread = threading.Thread(target=self._run)

    def _run(self) -> None:
        for number in range(PUTS):
            value = f"{self._name}-{number}"
            try:
                self.done[value] = self._client.put(f"/history/{number % 7}", value).revision
            except e.OutcomeUnknown as error:
                assert error.keys == (f"/history/{number % 7}".encode(),)
                self.unknown.append(value)
            except e.EtcdError as error:
                assert error.definite
                self.refused.append(value)


def test_no_put_is_applied_twice_while_the_leader_dies(own_cluster: Callable[..., Cluster]) -> None:
    """OK means once, at the revision told; open means once or never; refused means never. 2,000 unique values."""
    cluster = own_cluster()
    leader = cluster.leader
    endpoints = [leader.endpoint, *(url for url in cluster.endpoints if url != leader.endpoint)]
    with connect(endpoints, timeout=2.0) as client:
        start, term = client.get(END).revision, client.get(END).header.raft_term
        writers = [Writer(client, name) for name in range(THREADS)]
        for writer in writers:
            writer.thread.start()
        _until(lambda: sum(len(writer.done) for writer in writers) > THREADS * PUTS / 8)
        leader.kill()
        killed_at = sum(len(writer.done) for writer in writers)
        leader.restart()
        for writer in writers:
            writer.thread.join()
        end = client.put(END, "end", timeout=10)
        assert end.header.raft_term > term, "the leader did not change"
        history = _history(cluster, start + 1)
    done = {value: revision for writer in writers for value, revision in writer.done.items()}
    unknown = [value for writer in writers for value in writer.unknown]
    refused = [value for writer in writers for value in writer.refused]
    assert len(done) + len(unknown) + len(refused) == THREADS * PUTS
    assert killed_at < len(done), "nothing was written after the leader died"
    assert unknown, "no put was under way when the leader died"
    times = Counter(value for value, _ in history)
    assert max(times.values()) == 1
    assert {value: revision for value, revision in history if value in done} == done
    assert not set(refused) & set(times)
    assert set(times) <= set(done) | set(unknown)


def _history(cluster: Cluster, revision: int) -> list[tuple[str, int]]:
    """Every put since a revision with its own, as etcdctl tells it, up to the one that ends the test."""
    watch = subprocess.Popen(
        [
            str(find_etcdctl()),
            f"--endpoints={','.join(cluster.endpoints)}",
            "-w",
            "json",
            "watch",
            "/history/",
            "--prefix",
            f"--rev={revision}",
        ],
        stdout=subprocess.PIPE,
        text=True,
    )
    found: list[tuple[str, int]] = []
    try:
        assert watch.stdout
        for line in watch.stdout:
            for event in json.loads(line)["Events"]:
                kv = event["kv"]
                if base64.b64decode(kv["key"]).decode() == END:
                    return found
                found.append((base64.b64decode(kv["value"]).decode(), kv["mod_revision"]))
    finally:
        watch.kill()
        watch.communicate()
    raise AssertionError("etcdctl watch ended before the end")


def _until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.005)
