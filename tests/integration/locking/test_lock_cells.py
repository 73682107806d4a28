"""Cells under ``%%etcd_lock`` in a real kernel, on a real cluster."""

from __future__ import annotations

import os
import re
import subprocess
import time
from pathlib import Path
from typing import Any

import yamtam_nb as yn
from tests.integration.magics.kernel import Kernel, running_kernel
from yamtam_nb.client.client import Client
from yamtam_nb.concurrency.entries import waiters
from yamtam_nb.sandbox import find_etcdctl


def _until_queued(client: Client, name: str, number: int) -> None:
    until = time.monotonic() + 10
    while len(waiters(client, name, ttl=False)) != number:
        assert time.monotonic() < until, f"never {number} in the queue of {name}"
        time.sleep(0.02)


def _traceback(outputs: dict[str, Any]) -> str:
    return re.sub(r"\x1b\[[0-9;]*m", "", "\n".join(outputs["error"]["traceback"]))


def test_the_last_value_is_the_cells_and_the_token_is_bound(kernel: Kernel, lock_name: str) -> None:
    """The cell gives what it would give alone, --fence names the token, and the lock is free afterwards."""
    outputs = kernel.run(
        f"%%etcd_lock {lock_name} --ttl 15 --wait 30 --fence token\nx = 20\nx + token * 0 + 22"
    )

    assert outputs["data"]["text/plain"] == "42"
    assert int(kernel.run("token")["data"]["text/plain"]) > 0
    assert "is free" in kernel.run(f"%etcd_lock {lock_name}")["data"]["text/plain"]


def test_an_exception_comes_once_and_names_the_cells_own_line(
    kernel: Kernel, client: Client, lock_name: str
) -> None:
    """The same exception as without the magic, one traceback, the user's line; the lock is released."""
    outputs = kernel.run(f"%%etcd_lock {lock_name}\na = 1\n1/0\nb = 2")

    assert outputs["error"]["ename"] == "ZeroDivisionError"
    assert _traceback(outputs).count("ZeroDivisionError: division by zero") == 1
    assert "line 3" in _traceback(outputs)
    assert waiters(client, lock_name) == []


def test_nested_magics_shell_commands_and_await_work(kernel: Kernel, lock_name: str) -> None:
    """What works in a cell works under the lock, a top-level await included."""
    outputs = kernel.run(f"%%etcd_lock {lock_name}\nawait asyncio.sleep(0.01)\n!echo shell\n%pwd\n'awaited'")

    assert outputs["data"]["text/plain"] == "'awaited'"
    assert "shell" in outputs["stdout"]


def test_a_revoked_lease_ends_a_sleeping_cell_within_a_second(kernel: Kernel, lock_name: str) -> None:
    """LockLost comes into time.sleep, also when the cell catches Exception, and says the token."""
    outputs = kernel.run(
        f"%%etcd_lock {lock_name} --held h\n"
        "def revoke():\n    global revoked\n    revoked = time.monotonic()\n    yn.shared().lease.revoke(h.lease_id)\n"
        "threading.Timer(0.2, revoke).start()\n"
        "while True:\n    try:\n        time.sleep(30)\n    except Exception:\n        pass"
    )
    late = kernel.run("time.monotonic() - revoked")["data"]["text/plain"]

    assert outputs["error"]["ename"] == "LockLost"
    assert "fencing token" in outputs["error"]["evalue"]
    assert float(late) < 1.5


def test_a_revoked_lease_ends_an_awaiting_cell(kernel: Kernel, lock_name: str) -> None:
    """A cell that awaits is cancelled, and the kernel's loop goes on."""
    outputs = kernel.run(
        f"%%etcd_lock {lock_name} --held h\nt0 = time.monotonic()\n"
        "threading.Timer(0.2, lambda: yn.shared().lease.revoke(h.lease_id)).start()\nawait asyncio.sleep(30)"
    )

    assert outputs["error"]["ename"] == "LockLost"
    assert float(kernel.run("time.monotonic() - t0")["data"]["text/plain"]) < 3
    assert kernel.run("await asyncio.sleep(0.01); 'alive'")["data"]["text/plain"] == "'alive'"


def test_the_body_does_not_run_when_the_lock_is_not_free(
    kernel: Kernel, client: Client, lock_name: str
) -> None:
    """LockTimeout names the holder, the body did not run, and the waiter leaves the queue."""
    with yn.Lock(client, lock_name, what="nightly job"):
        kernel.run("ran = False")
        outputs = kernel.run(f"%%etcd_lock {lock_name} --wait 0.3\nran = True")
        queue = waiters(client, lock_name)

    assert outputs["error"]["ename"] == "LockTimeout"
    assert "nightly job" in outputs["error"]["evalue"]
    assert kernel.run("ran")["data"]["text/plain"] == "False"
    assert [entry.position for entry in queue] == [0]


def test_the_stop_button_ends_the_waiting_and_the_running(
    kernel: Kernel, client: Client, lock_name: str, tmp_path: Path
) -> None:
    """Stopped while waiting: out of the queue. Stopped while running: released. KeyboardInterrupt both times."""
    runs = tmp_path / "runs"
    with yn.Lock(client, lock_name):
        kernel.send(f"%%etcd_lock {lock_name} --wait 60\n1")
        _until_queued(client, lock_name, 2)
        kernel.interrupt()
        _until_queued(client, lock_name, 1)
    kernel.send(f"%%etcd_lock {lock_name}\nopen({str(runs)!r}, 'w').close(); time.sleep(60)")
    until = time.monotonic() + 10
    while not runs.exists():
        assert time.monotonic() < until, "the body does not run"
        time.sleep(0.01)
    kernel.interrupt()
    _until_queued(client, lock_name, 0)

    assert kernel.run("'alive'")["data"]["text/plain"] == "'alive'"


def test_etcdctl_and_the_cell_exclude_each_other(
    kernel: Kernel, client: Client, etcd_endpoints: str, lock_name: str, tmp_path: Path
) -> None:
    """While etcdctl holds it the cell waits, while the cell holds it etcdctl waits."""
    environment = {"PATH": os.environ["PATH"], "ETCDCTL_API": "3", "ETCDCTL_ENDPOINTS": etcd_endpoints}
    release = tmp_path / "release"
    command = [str(find_etcdctl()), "lock", lock_name, "--", "sh", "-c"]
    holder = subprocess.Popen([*command, f"while [ ! -e {release} ]; do sleep 0.05; done"], env=environment)
    _until_queued(client, lock_name, 1)
    assert kernel.run(f"%%etcd_lock {lock_name} --wait 0.3\n1")["error"]["ename"] == "LockTimeout"
    release.touch()
    assert holder.wait(10) == 0

    end = tmp_path / "end"
    kernel.send(
        f"%%etcd_lock {lock_name}\nfrom pathlib import Path\nwhile not Path({str(end)!r}).exists(): time.sleep(0.05)"
    )
    _until_queued(client, lock_name, 1)
    marked = tmp_path / "marked"
    waiter = subprocess.Popen([*command, f"touch {marked}"], env=environment)
    _until_queued(client, lock_name, 2)
    assert not marked.exists()
    end.touch()
    assert waiter.wait(10) == 0
    assert marked.exists()


def test_the_line_form_lists_the_holder(kernel: Kernel, client: Client, lock_name: str) -> None:
    """Who holds it, for how long, with which token; what it says of itself is text, not HTML."""
    with yn.Lock(client, lock_name, what="<b>hostile</b>") as held:
        outputs = kernel.run(f"%etcd_lock {lock_name}")

    assert str(held.fencing_token) in outputs["data"]["text/plain"]
    assert "&lt;b&gt;hostile" in outputs["data"]["text/html"]


def test_wrong_words_are_told_in_one_line(kernel: Kernel) -> None:
    """A misspelt flag, a TTL that is too short, a body that is not Python."""
    assert "--wait?" in kernel.run("%%etcd_lock a --wai 3\n1")["error"]["evalue"]
    assert "shorter than 5 s" in kernel.run("%%etcd_lock a --ttl 1\n1")["error"]["evalue"]
    assert kernel.run("%%etcd_lock a\ndef f(:")["error"]["ename"] == "SyntaxError"


def test_a_killed_kernel_frees_its_lock_when_the_ttl_is_over(
    etcd_endpoints: str, client: Client, lock_name: str
) -> None:
    """SIGKILL inside the body: the next waiter gets the lock within the TTL and two seconds."""
    with running_kernel(etcd_endpoints) as doomed:
        doomed.send(f"%%etcd_lock {lock_name} --ttl 5\nimport time; time.sleep(60)")
        _until_queued(client, lock_name, 1)
        doomed.kill()
        killed = time.monotonic()
        with yn.Lock(client, lock_name, wait=30):
            waited = time.monotonic() - killed

    assert waited < 5 + 2


def test_the_leader_of_an_election_proclaims_and_resigns(
    kernel: Kernel, client: Client, lock_name: str
) -> None:
    """The cell leads while it runs; afterwards nobody does."""
    outputs = kernel.run(
        f"%%etcd_elect {lock_name} --value me --led led\nled.proclaim('still me')\nled.value"
    )

    assert outputs["data"]["text/plain"] == "b'still me'"
    assert yn.Election(client, lock_name).leader() is None
