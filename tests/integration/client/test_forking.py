"""Forks: of a kernel that talks to etcd, by ``!command``, by ``os.fork``, and by its end."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import pytest

from yamtam_nb.client.client import Client

_FORK = """
import os, sys, warnings
warnings.simplefilter("error")
import yamtam_nb as yn
from yamtam_nb.client.environment import settings_from
from yamtam_nb.client.shared import connect_shared
from yamtam_nb.errors import ClientClosed
client = connect_shared(settings_from(sys.argv[1])) if ENDING == "shared" else yn.connect(sys.argv[1])
lease = client.lease.grant(60)
kept = client.lease.keep_alive(lease.id)
client.put("/test/fork", "v")
child = os.fork()
if not child:
    for attempt in (
        lambda: client.get("/test/fork"),
        lambda: client.lease.keep_alive(lease.id),
        lambda: yn.connect(sys.argv[1]),
    ):
        try:
            attempt()
        except ClientClosed as error:
            assert "start it with the spawn method" in str(error)
        else:
            os._exit(3)
    kept.close()
    client.close()
    if ENDING == "os._exit":
        os._exit(0)
    sys.exit(0)
_, status = os.waitpid(child, 0)
assert os.waitstatus_to_exitcode(status) == 0, status
assert client.get("/test/fork")[0].text() == "v"
assert kept.alive
client.lease.revoke(lease.id)
client.close()
print("fine")
"""


@pytest.mark.parametrize("ending", ["os._exit", "sys.exit", "shared"])
def test_a_forked_child_hears_that_the_client_is_its_parents(ending: str, etcd_endpoints: str) -> None:
    """And that it cannot have one of its own: gRPC would hang there. It ends in peace; the parent's goes on."""
    done = _run(_FORK.replace("ENDING", repr(ending)), etcd_endpoints)
    assert (done.stdout, done.stderr, done.returncode) == ("fine\n", "", 0)


def test_a_process_that_has_not_connected_yet_may_fork(etcd_endpoints: str) -> None:
    """Importing everything is not using it."""
    program = (
        "import os, sys, yamtam_nb as yn, yamtam_nb.rpc.transport\n"
        "child = os.fork()\n"
        "with yn.connect(sys.argv[1]) as client:\n"
        "    client.put(f'/test/fork/{child > 0}', 'v')\n"
        "if child:\n"
        "    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))\n"
    )
    done = _run(program, etcd_endpoints)
    assert (done.stdout, done.stderr, done.returncode) == ("0\n", "", 0)


def test_shell_commands_run_beside_streams(client: Client) -> None:
    """``!ls`` in a cell forks; neither the command nor the streams hang."""
    lease = client.lease.grant(2)
    with client.lease.keep_alive(lease.id) as kept:
        for number in range(15):
            done = subprocess.run(
                ["echo", str(number)], capture_output=True, text=True, timeout=10, check=True
            )
            assert done.stdout == f"{number}\n"
            with os.popen(f"echo {number}") as pipe:
                assert pipe.read() == f"{number}\n"
            client.get("/k")
            time.sleep(0.1)
        assert kept.alive
        assert kept.deadline > client.clock.now() + 0.5
    client.lease.revoke(lease.id)


def test_the_interpreter_ends_with_a_client_open(etcd_endpoints: str) -> None:
    """As a kernel does that is shut down: at once, renewals under way or not."""
    program = (
        "import sys, warnings, yamtam_nb as yn\n"
        "warnings.simplefilter('ignore')\n"
        "client = yn.connect(sys.argv[1])\n"
        "kept = client.lease.keep_alive(client.lease.grant(2).id)\n"
        "client.get('/k')\n"
    )
    started = time.monotonic()
    done = _run(program, etcd_endpoints)
    assert (done.stdout, done.stderr, done.returncode) == ("", "", 0)
    assert time.monotonic() - started < 10


def _run(program: str, endpoints: str) -> subprocess.CompletedProcess[str]:
    """A Python program in a process of its own."""
    return subprocess.run(
        [sys.executable, "-c", program, endpoints], capture_output=True, text=True, timeout=20, check=False
    )
