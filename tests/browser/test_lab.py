"""The config table where it lives: a real JupyterLab, a real kernel, a real three-member cluster."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Browser

from tests.browser.lab import Lab, Notebook

if TYPE_CHECKING:
    from yamtam_nb.client.client import Client
    from yamtam_nb.sandbox import Cluster

HOSTILE = {
    "img": b"<img src=x onerror=\"window.hacked='img'\">",
    "script": b"</script><script>window.hacked='script'</script>",
    "direction": "\u202egnp.exe".encode(),
    "nul": b"a\0b",
    "large": b"<b onmouseover=alert(1)>" * 43_690,
    '<a href="javascript:alert(1)">': b"key",
}


@pytest.fixture
def watching(
    lab: Lab, browser: Browser, client: Client, etcd_cluster: Cluster, fresh_prefix: str
) -> Iterator[Callable[..., Notebook]]:
    """Opens a notebook whose first cell shows a table of a fresh prefix that holds five keys, and runs it all."""
    opened: list[Any] = []
    for number in range(5):
        client.put(f"{fresh_prefix}k{number}", f'{{"n": {number}}}')

    def open_notebook(*more: str, subshells: bool = True, **options: Any) -> Notebook:
        name = f"{fresh_prefix.strip('/').replace('/', '-')}.ipynb"
        first = (
            f"import time, yamtam_nb as yn\nclient = yn.connect({etcd_cluster.endpoints!r})\n"
            f"table = yn.config_table(client, {fresh_prefix!r}, height=240)\ntable"
        )
        lab.write(name, [first, *more])
        context = lab.opened(browser, name, **options)
        notebook = context.__enter__()
        opened.append(context)
        if not subshells:
            notebook.without_subshells()
        notebook.run_all()
        notebook.page.wait_for_selector("td.yn-key", timeout=60_000)
        return notebook

    yield open_notebook
    for context in opened:
        context.__exit__(None, None, None)


def values(notebook: Notebook) -> list[str]:
    """The values that are shown, from the top."""
    return notebook.page.locator("td.yn-value").all_text_contents()


def shows(notebook: Notebook, text: str, timeout: float = 5.0) -> float:
    """Wait until some value is ``text``; seconds that took."""
    start = time.monotonic()
    notebook.page.wait_for_function(
        "(text) => [...document.querySelectorAll('td.yn-value')].some((td) => td.textContent === text)",
        arg=text,
        timeout=timeout * 1000,
    )
    return time.monotonic() - start


@pytest.mark.parametrize(("subshells", "seconds"), [(True, 20), (False, 6)])
def test_the_table_lives_while_the_cell_below_sleeps(
    watching: Callable[..., Notebook], client: Client, fresh_prefix: str, subshells: bool, seconds: int
) -> None:
    """Run All, then a kernel that is busy: the table is there, and every change appears.

    Also where the kernel answers no question meanwhile: the table does not live by asking.
    """
    notebook = watching(f"time.sleep({seconds})", subshells=subshells)
    start = time.monotonic()
    while time.monotonic() - start < seconds - 4:
        text = f"written {time.monotonic():.3f}"
        client.put(f"{fresh_prefix}k1", text)
        assert shows(notebook, text) < 2
        notebook.page.wait_for_timeout(400)
    client.delete(f"{fresh_prefix}k2")
    notebook.page.wait_for_selector("tr.yn-dead", timeout=3000)
    assert notebook.prompts() == ["[1]:", "[*]:"]
    assert "live" in notebook.page.inner_text(".yn-bar")
    notebook.wait_until_idle()
    assert notebook.errors == []


def test_a_large_value_waits_for_the_kernel_and_says_so(
    watching: Callable[..., Notebook], client: Client, fresh_prefix: str
) -> None:
    """The one thing that has to be asked for: where the kernel cannot answer yet, the panel tells why it waits."""
    notebook = watching("time.sleep(6)", subshells=False)
    client.put(f"{fresh_prefix}k1", b"large " * 2000)
    notebook.page.wait_for_selector(".yn-size")
    notebook.page.locator("td.yn-key", has_text="k1").click()
    notebook.page.wait_for_selector(".yn-note:has-text('the kernel is busy')")
    assert notebook.prompts() == ["[1]:", "[*]:"]
    notebook.page.wait_for_function(
        "document.querySelector('.yn-side:last-child pre')?.textContent.length >= 12000"
    )


def test_hostile_keys_and_values_are_inert_all_the_way(
    watching: Callable[..., Notebook], client: Client, fresh_prefix: str
) -> None:
    """From etcd to the page: nothing runs, nothing is loaded, nothing is drawn but text."""
    notebook = watching()
    for name, value in HOSTILE.items():
        client.put(fresh_prefix + name, value)
    notebook.page.wait_for_function("document.querySelectorAll('tr.yn-row').length === 11")
    shows(notebook, HOSTILE["script"].decode())
    notebook.page.locator("td.yn-key", has_text="large").click()
    notebook.page.wait_for_function(
        "document.querySelector('.yn-side:last-child pre')?.textContent.length >= 512 * 1024", timeout=10_000
    )
    assert "only the first 512.0 KiB are shown" in notebook.page.inner_text(".yn-detail")
    assert notebook.page.evaluate("window.hacked") is None
    assert notebook.page.locator(".yn-table :is(img, script, b, a)").count() == 0
    assert notebook.errors == []


def test_a_reloaded_page_shows_the_present_table(
    watching: Callable[..., Notebook], client: Client, fresh_prefix: str
) -> None:
    """What changed while nobody looked is there, and it goes on; also with a second view of the same table."""
    notebook = watching("table")
    notebook.page.wait_for_function("document.querySelectorAll('.yn-table').length === 2")
    notebook.wait_until_idle()
    notebook.command("docmanager:save")
    notebook.page.wait_for_timeout(500)
    client.put(f"{fresh_prefix}k0", "before the reload")
    notebook.load()
    notebook.page.wait_for_function("document.querySelectorAll('.yn-table').length === 2", timeout=30_000)
    assert shows(notebook, "before the reload") < 5
    client.put(f"{fresh_prefix}k3", "after the reload")
    notebook.page.wait_for_function(
        "[...document.querySelectorAll('td.yn-value')].filter((td) => td.textContent.startsWith('after')).length === 2"
    )
    assert notebook.errors == []


def test_a_killed_kernel_leaves_a_table_that_looks_old(watching: Callable[..., Notebook]) -> None:
    """The page notices by itself; the last picture stays."""
    notebook = watching("import os; os.getpid()")
    notebook.wait_until_idle()
    pid = int(notebook.page.locator(".jp-OutputArea-output pre").last.inner_text())
    os.kill(pid, signal.SIGKILL)
    notebook.page.wait_for_selector(".yn-stale", timeout=15_000)
    assert values(notebook)[0] == '{"n": 0}'
    doubt = notebook.page.inner_text(".yn-doubt")
    assert "no word from the kernel" in doubt or "the kernel is gone" in doubt


def test_a_saved_notebook_holds_a_static_table(
    watching: Callable[..., Notebook], lab: Lab, browser: Browser, client: Client, fresh_prefix: str
) -> None:
    """Stamped with revision and time, escaped; hidden beside the live table, and there when the kernel is not."""
    client.put(fresh_prefix + "<img src=x>", "<script>")
    notebook = watching()
    notebook.wait_until_idle()
    notebook.command("docmanager:save")
    path = lab.root / notebook.name
    until = time.monotonic() + 10
    while not (outputs := json.loads(path.read_text())["cells"][0]["outputs"]) and time.monotonic() < until:
        notebook.page.wait_for_timeout(100)
    still = notebook.page.locator("table.yamtam-still")
    assert still.count() == 1
    assert not still.is_visible()
    data = outputs[0]["data"]
    html, text = ("".join(data[kind]) for kind in ("text/html", "text/plain"))
    assert list(outputs[1]["data"]) == ["application/vnd.jupyter.widget-view+json"]
    assert "&lt;img src=x&gt;" in html
    assert "<img" not in html
    assert "<script" not in html
    assert f"{fresh_prefix} · 6 keys · revision " in text
    assert f"{fresh_prefix}k4" in text
    lab.shut_down_kernels()
    with lab.opened(browser, notebook.name) as reopened:
        reopened.page.locator("table.yamtam-still", has_text="revision").wait_for(timeout=15_000)


def test_the_table_follows_the_theme(
    watching: Callable[..., Notebook], client: Client, fresh_prefix: str, screenshots: Path
) -> None:
    """Light and dark come from JupyterLab; pictures of both are kept for people to look at."""
    notebook = watching("time.sleep(30)")
    names = ["model-tier", "timeout", "retry/max", "feature/dark-launch", "agents/planner", "limits/tokens"]
    for name in names:
        client.put(fresh_prefix + name, "power")
    colours = []
    for theme in ("JupyterLab Light", "JupyterLab Dark"):
        notebook.theme(theme)
        for name in names[1:5]:
            client.put(fresh_prefix + name, json.dumps({"theme": theme, "tools": ["search", "sql"], "n": 1}))
        client.put(fresh_prefix + "agents/planner", json.dumps({"theme": theme, "tools": ["search"], "n": 2}))
        notebook.page.locator("td.yn-key", has_text="agents/planner").click()
        notebook.page.wait_for_selector(".yn-added")
        notebook.page.screenshot(path=screenshots / f"{theme.lower().replace(' ', '-')}.png")
        colours.append(
            notebook.page.locator(".yn-scroll").evaluate("(node) => getComputedStyle(node).backgroundColor")
        )
        notebook.page.keyboard.press("Escape")
    assert colours[0] != colours[1]
    assert notebook.errors == []


def test_arrow_keys_belong_to_the_table_while_it_has_the_focus(watching: Callable[..., Notebook]) -> None:
    """JupyterLab does not move to another cell, cut one or run one meanwhile."""
    notebook = watching("1", "2")
    notebook.wait_until_idle()
    notebook.page.locator(".yn-table table").focus()
    for key in ("ArrowDown", "ArrowDown", "x", "d", "d", "Enter"):
        notebook.page.keyboard.press(key)
    notebook.page.wait_for_selector(".yn-detail:not([hidden])")
    assert notebook.page.locator("tr.yn-active td.yn-key").text_content().endswith("k1")
    assert len(notebook.prompts()) == 3
