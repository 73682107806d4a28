"""The tables of agents, locks and leases where they live: one JupyterLab notebook over a real three-member cluster.

Its last cell sleeps all the time: whatever is seen here is seen while the kernel is busy.
"""

from __future__ import annotations

import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
from playwright.sync_api import Browser, Locator

import yamtam_nb as yn
from tests.browser.lab import Lab, Notebook
from yamtam_nb.concurrency.entries import waiters
from yamtam_nb.errors import LockTimeout

if TYPE_CHECKING:
    from yamtam_nb.client.client import Client
    from yamtam_nb.concurrency.held import Held
    from yamtam_nb.sandbox import Cluster

AGENT = Path(__file__).parents[1] / "faults" / "registry_agent.py"
TTL = 4
HOSTILE = "<img src=x onerror=\"window.hacked='agent'\">"


class Scene(NamedTuple):
    """A notebook with three tables, and those whom they show."""

    notebook: Notebook
    client: Client
    prefix: str
    doomed: subprocess.Popen[bytes]

    def table(self, number: int) -> Locator:
        """The first, second or third table on the page."""
        return self.notebook.page.locator(".yn-table").nth(number)

    def row(self, number: int, text: str) -> Locator:
        """The row of a table that begins with this text."""
        first = self.notebook.page.locator("td:first-child", has_text=text)
        return self.table(number).locator("tr.yn-row", has=first)

    def says(self, cell: Locator, text: str, timeout: float = 10.0) -> float:
        """Wait until a cell says ``text``; when that was."""
        cell.filter(has_text=text).wait_for(timeout=1000 * timeout)
        return time.monotonic()


@pytest.fixture(scope="module")
def scene(lab: Lab, browser: Browser, etcd_cluster: Cluster) -> Iterator[Scene]:
    """Two agents of this process and one in a process of its own; a lock with a holder and two who wait."""
    prefix = f"/test/{uuid.uuid4().hex[:12]}/"
    with ExitStack() as stack:
        client = stack.enter_context(yn.connect(etcd_cluster.endpoints))
        registry = stack.enter_context(yn.Registry(client, f"{prefix}agents/"))
        registry.register("planner", {"address": "ws://planner:8080", "tools": ["search", "sql"]}, ttl=10)
        registry.register("reviewer", {"address": HOSTILE}, ttl=60)
        doomed = stack.enter_context(_agent(etcd_cluster, f"{prefix}agents/", "doomed"))
        stack.callback(doomed.kill)
        cells = [
            f"import time\n%load_ext yamtam_nb\n%etcd connect {','.join(etcd_cluster.endpoints)}",
            f"%etcd registry {prefix}agents/ --live",
            f"%etcd locks {prefix}locks/ --live",
            "%etcd leases --live",
            "time.sleep(120)",
        ]
        lab.write("presence.ipynb", cells)
        notebook = stack.enter_context(
            lab.opened(browser, "presence.ipynb", viewport={"width": 1280, "height": 1500})
        )
        notebook.run_all()
        notebook.page.wait_for_function("document.querySelectorAll('.yn-table').length === 3", timeout=60_000)
        yield Scene(notebook, client, prefix, doomed)


def _agent(cluster: Cluster, prefix: str, name: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, str(AGENT), ",".join(cluster.endpoints), prefix, name, str(TTL), "stay"]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL)


def test_a_killed_agent_goes_late_and_then_offline_on_the_screen(scene: Scene) -> None:
    """While a cell sleeps; not before its TTL is over, and it stays until somebody clears it."""
    status = scene.row(0, "doomed").locator("td.yn-status")
    scene.says(status, "online")
    scene.doomed.kill()
    killed = time.monotonic()
    late = scene.says(status, "late")
    offline = scene.says(status, "offline")
    assert 0.5 < late - killed < offline - killed
    assert TTL * 2 / 3 - 0.5 < offline - killed < TTL + 3
    assert scene.notebook.prompts()[-1] == "[*]:"


def test_offline_agents_go_when_somebody_says_so(scene: Scene) -> None:
    """The button is heard while the cell sleeps; it is there only as long as there is something to clear."""
    leaver = yn.Registry(scene.client, f"{scene.prefix}agents/").register("leaver")
    status = scene.row(0, "leaver").locator("td.yn-status")
    scene.says(status, "online")
    leaver.close()
    scene.says(status, "offline")
    button = scene.table(0).get_by_role("button", name="Clear offline")
    button.click()
    status.wait_for(state="detached", timeout=5000)
    button.wait_for(state="hidden", timeout=5000)
    assert scene.row(0, "planner").count() == 1
    assert scene.notebook.prompts()[-1] == "[*]:"


def test_a_lock_shows_its_holder_and_the_queue_in_its_order(scene: Scene) -> None:
    """And the next one, as soon as the holder has released it."""
    name = f"{scene.prefix}locks/schema-migration"
    with ExitStack() as queue:
        first = yn.Lock(scene.client, name, what="first").acquire()
        waiting = [queue.enter_context(_waiting(scene.client, name, what)) for what in ("second", "third")]
        row = scene.row(1, "schema-migration")
        scene.says(row.locator("td.yn-text"), "(first)")
        scene.says(row.locator("td.yn-token"), str(first.fencing_token))
        scene.says(row.locator("td.yn-names"), "(third)")
        said = row.locator("td.yn-names").inner_text()
        assert said.startswith("2")
        assert said.index("(second)") < said.index("(third)")
        scene.says(row.locator("td.yn-ttl"), " s of 15 s")
        first.release()
        scene.says(row.locator("td.yn-text"), "(second)")
        waiting[0].result().release()
        scene.says(row.locator("td.yn-text"), "(third)")
        assert row.locator("td.yn-names").inner_text() == ""
        waiting[1].result().release()
        scene.table(1).locator("tr.yn-dead").wait_for(timeout=5000)


def test_a_lease_shows_its_keys_and_goes_when_it_is_revoked(scene: Scene) -> None:
    """Seen at the next look, a few seconds later at most."""
    lease = scene.client.lease.grant(300).id
    scene.client.put(f"{scene.prefix}bound", "v", lease=lease)
    row = scene.row(2, f"{lease:016x}")
    scene.says(row.locator("td.yn-names"), f"{scene.prefix}bound")
    scene.says(row.locator("td.yn-ttl"), "of 5 min")
    scene.client.lease.revoke(lease)
    scene.table(2).locator("tr.yn-dead", has_text=f"{scene.prefix}bound").wait_for(timeout=10_000)


def test_the_tables_look_right_in_light_and_dark(scene: Scene, screenshots: Path) -> None:
    """Pictures for people to look at; what agents say of themselves is text in either, and nothing went wrong."""
    name = f"{scene.prefix}locks/schema-migration"
    page = scene.notebook.page
    with (
        yn.Lock(scene.client, name, what="add a column"),
        yn.Lock(scene.client, f"{name}-eu", ttl=60),
        ExitStack() as queue,
    ):
        for _ in range(2):
            queue.enter_context(_waiting(scene.client, name, "waits", patience=3))
        scene.says(scene.row(1, "schema-migration").first.locator("td.yn-names"), "2")
        scene.row(0, "planner").click()
        page.wait_for_timeout(1300)  # until nothing flashes any more
        for theme in ("JupyterLab Light", "JupyterLab Dark"):
            scene.notebook.theme(theme)
            page.wait_for_timeout(300)
            page.screenshot(path=screenshots / f"presence-{theme.lower().replace(' ', '-')}.png")
    assert '"search"' in scene.table(0).locator(".yn-detail").inner_text()
    assert HOSTILE[:20] in scene.row(0, "reviewer").inner_text()
    assert page.evaluate("window.hacked") is None
    assert page.locator(".yn-table img").count() == 0
    assert scene.notebook.errors == []


@contextmanager
def _waiting(client: Client, name: str, what: str, patience: float = 30.0) -> Iterator[Future[Held]]:
    """Somebody with a client of its own who waits for a lock, and is in the queue already."""
    before = len(waiters(client, name, ttl=False))
    with yn.connect(client.endpoints) as own, ThreadPoolExecutor(1) as thread:
        acquired = thread.submit(yn.Lock(own, name, what=what).acquire, patience)
        while len(waiters(client, name, ttl=False)) == before:
            time.sleep(0.02)
        yield acquired
        with suppress(LockTimeout):
            acquired.result()
