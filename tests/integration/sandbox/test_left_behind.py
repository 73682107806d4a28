"""Nothing is left behind, however the process that holds a cluster ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from yamtam_nb.sandbox import Cluster

_HOLDER = """
import os, sys, time
from yamtam_nb.sandbox import Cluster
cluster = Cluster.start(1, fsync=False)
print(cluster.directory, cluster.members[0].pid, flush=True)
"""


@pytest.fixture
def holder() -> Iterator[Callable[[str], tuple[subprocess.Popen[str], Path, int]]]:
    """Starts a Python that starts a cluster and then does what it is told; gives directory and etcd's pid."""
    started: list[subprocess.Popen[str]] = []

    def start(then: str) -> tuple[subprocess.Popen[str], Path, int]:
        process = subprocess.Popen(
            [sys.executable, "-c", _HOLDER + then], stdout=subprocess.PIPE, text=True, start_new_session=True
        )
        started.append(process)
        assert process.stdout
        directory, pid = process.stdout.readline().split()
        return process, Path(directory), int(pid)

    yield start
    for process in started:
        process.kill()
        process.communicate()


def test_sigkill_of_the_owner_ends_etcd_within_two_seconds(holder: Callable[..., tuple]) -> None:
    """A killed kernel cannot clean up, so somebody else does."""
    owner, directory, pid = holder("time.sleep(60)")
    assert directory.exists()
    owner.kill()
    assert _gone(pid, directory, within=2.0)


def test_a_fork_of_the_owner_does_not_keep_etcd_alive(holder: Callable[..., tuple]) -> None:
    """A forked child holds the pipe open; the supervisor sees all the same that the owner is gone."""
    owner, directory, pid = holder("child = os.fork()\nif child: print(child, flush=True)\ntime.sleep(60)")
    child = int(owner.stdout.readline())
    owner.kill()
    try:
        assert _gone(pid, directory, within=2.0)
    finally:
        os.kill(child, signal.SIGKILL)


@pytest.mark.parametrize(
    "end", ["pass", "sys.exit(3)", "raise KeyboardInterrupt", "os._exit(0)", "os.kill(os.getpid(), 15)"]
)
def test_every_other_end_of_the_owner_ends_etcd(holder: Callable[..., tuple], end: str) -> None:
    """Falling off the end, exit, Ctrl-C, _exit, SIGTERM."""
    owner, directory, pid = holder(f"sys.stderr = open(os.devnull, 'w')\n{end}")
    owner.wait(10)
    assert _gone(pid, directory, within=2.0)


def test_ctrl_c_in_the_terminal_reaches_the_owner_only(holder: Callable[..., tuple]) -> None:
    """The terminal signals the whole process group; the members are not in it."""
    owner, _, pid = holder(
        "try:\n print('waiting', flush=True)\n time.sleep(60)\nexcept KeyboardInterrupt: pass\n"
        "cluster.wait_healthy(5); print('healthy', flush=True); time.sleep(60)"
    )
    assert owner.stdout.readline() == "waiting\n"
    os.killpg(owner.pid, signal.SIGINT)
    assert owner.stdout.readline() == "healthy\n"
    assert _alive(pid)


def test_the_death_of_the_supervisor_takes_the_members_with_it(own_cluster: Callable[..., Cluster]) -> None:
    """Should the guard itself be killed, nobody runs unguarded, and close still removes the files."""
    if sys.platform != "linux":
        pytest.skip("needs the parent-death signal of Linux")
    cluster = own_cluster(1)
    pid = cluster.members[0].pid
    os.kill(_parent(pid), signal.SIGKILL)
    assert _wait(lambda: not _alive(pid), 2.0)
    cluster.close()
    assert not cluster.directory.exists()


def test_a_cluster_outlives_the_thread_that_started_it(own_cluster: Callable[..., Cluster]) -> None:
    """Kernels start things in threads that end."""
    started: list[Cluster] = []
    thread = threading.Thread(target=lambda: started.append(own_cluster(1)))
    thread.start()
    thread.join()
    time.sleep(0.6)  # more than two looks of the supervisor at its owner
    assert started[0].members[0].healthy()


def test_a_forked_child_cannot_end_its_parents_cluster(own_cluster: Callable[..., Cluster]) -> None:
    """After a fork both processes hold the object; only one of them owns the members."""
    cluster = own_cluster(1)
    child = os.fork()
    if child == 0:
        cluster.close()
        os._exit(0)
    os.waitpid(child, 0)
    assert cluster.members[0].healthy()


def test_a_killed_kernel_leaves_nothing_and_an_interrupted_one_keeps_its_cluster(tmp_path: Path) -> None:
    """In Jupyter: the Stop button does not touch etcd, a killed kernel takes it along."""
    from jupyter_client.manager import start_new_kernel

    manager, client = start_new_kernel(kernel_name="python3")
    try:
        code = "from yamtam_nb.sandbox import Cluster\ncluster = Cluster.start(1, fsync=False)"
        assert client.execute_interactive(code, timeout=30)["content"]["status"] == "ok"
        where = _value(client, "f'{cluster.members[0].pid} {cluster.directory}'")
        pid, directory = int(where.split()[0]), Path(where.split()[1])
        client.execute("import time; print('asleep', flush=True); time.sleep(60)")
        while client.get_iopub_msg(timeout=10)["header"]["msg_type"] != "stream":
            pass
        manager.interrupt_kernel()
        assert client.get_shell_msg(timeout=10)["content"]["status"] == "error"
        assert _value(client, "cluster.members[0].healthy()") == "True"
        manager.shutdown_kernel(now=True)
        assert _gone(pid, directory, within=2.0)
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def _value(client: object, expression: str) -> str:
    reply = client.execute_interactive(  # type: ignore[attr-defined]
        "", user_expressions={"x": f"print() or str({expression})"}, timeout=30, output_hook=lambda _: None
    )
    return str(reply["content"]["user_expressions"]["x"]["data"]["text/plain"]).strip("'")


def _parent(pid: int) -> int:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(next(line for line in status.splitlines() if line.startswith("PPid:")).split()[1])


def _gone(pid: int, directory: Path, within: float) -> bool:
    return _wait(lambda: not _alive(pid) and not directory.exists(), within)


def _wait(condition: Callable[[], bool], within: float) -> bool:
    until = time.monotonic() + within
    while not condition():
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True


def _alive(pid: int) -> bool:
    """Whether a process still runs; one that is dead and not yet collected by init does not."""
    try:
        os.kill(pid, 0)
        return sys.platform != "linux" or "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except (ProcessLookupError, FileNotFoundError):
        return False
