"""``--live``: one table however often the cell runs, listed and stopped by ``%etcd watches``; text in a terminal."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

import yamtam_nb as yn
from tests.integration.magics.conftest import TypingShell
from tests.integration.magics.kernel import Kernel, running_kernel
from yamtam_nb.client.client import Client
from yamtam_nb.errors import EtcdUsageError

LINES = ("registry {P}agents/ --live", "locks {P}locks/ --live", "leases --live")


@pytest.fixture(scope="module")
def kernel(etcd_endpoints: str) -> Iterator[Kernel]:
    """A kernel that is connected to the shared cluster."""
    with running_kernel(etcd_endpoints) as kernel:
        yield kernel


@pytest.fixture
def present(client: Client, fresh_prefix: str) -> Iterator[str]:
    """An agent and a lock below a prefix."""
    with yn.Registry(client, f"{fresh_prefix}agents/") as registry, yn.Lock(client, f"{fresh_prefix}locks/l"):
        registry.register("agent-1", {"address": "ws://agent-1:8080"})
        yield fresh_prefix


def test_each_shows_one_live_table_however_often_it_runs(kernel: Kernel, present: str) -> None:
    """A view with a static picture beside it; all are listed, stopped, and gone when the extension is unloaded."""
    kernel.run(f"P = {present!r}")
    for line, word in zip(LINES, ("agent-1", "locks/l", "agents/agent-1"), strict=True):
        data = kernel.run(f"%etcd {line}")["data"]
        assert "application/vnd.jupyter.widget-view+json" in data
        assert word in data["text/html"]
        assert word.split("/")[0] in data["text/plain"]
        assert (
            kernel.run(f"first = %etcd {line}\nsecond = %etcd {line}\nfirst is second")["data"]["text/plain"]
            == "True"
        )
    listed = kernel.run("rows = %etcd watches\n[(row[1], row[2], row[3]) for row in rows[:2]]")["data"][
        "text/plain"
    ]
    assert ast.literal_eval(listed) == [
        (f"{present}agents/", "live", "1 agent"),
        (f"{present}locks/", "live", "1 lock"),
    ]
    kernel.run("%etcd watches --stop all")
    again = kernel.run(f"third = %etcd {LINES[2]}\nthird is second, second.state, third.state")
    assert again["data"]["text/plain"] == "(False, 'stopped', 'live')"
    left = kernel.run(
        "%unload_ext yamtam_nb\nfrom yamtam_nb.widgets import live\nlive.live_tables(), third.comm"
    )
    assert left["data"]["text/plain"] == "([], None)"


def test_a_terminal_shows_how_it_is_now_and_says_how_to_see_it_anew(
    connected: TypingShell, present: str
) -> None:
    """There is no page there that could show a live table."""
    connected.user_ns["P"] = present
    for line, word in zip(LINES, ("agent-1", "locks/l", "agents/agent-1"), strict=True):
        said = connected.printed(f"shown = %etcd {line}")
        assert "needs a notebook" in said
        assert "run the line again" in said
        assert word in connected.shown(f"%etcd {line}")


def test_locks_without_a_prefix_must_be_asked_for_live_too(connected: TypingShell) -> None:
    """--all says so."""
    with pytest.raises(EtcdUsageError, match="--all"):
        connected.type("%etcd locks --live")


@pytest.mark.parametrize("line", [*LINES, "locks --live --all", "leases --live --limit 5"])
def test_its_python_opens_the_same_table(connected: TypingShell, present: str, line: str) -> None:
    """What --python prints runs."""
    connected.user_ns["P"] = present
    source = connected.printed(f"%etcd {line} --python")
    first, _, last = source.strip().rpartition("\n")
    namespace: dict[str, object] = {}
    exec(first, namespace)
    with eval(last, namespace) as table:
        assert table.state == "live"
        assert table.shown > 0
