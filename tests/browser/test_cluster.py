"""The table of a cluster: how full, how it went, and who leads; on a bare page and in JupyterLab."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import Browser

from tests.browser.bare import BarePage
from tests.browser.lab import Lab
from tests.unit.diagnosis.looks import MiB, member, status
from yamtam_nb.client.cluster_view import Answer, put_together
from yamtam_nb.client.seats import Seat
from yamtam_nb.client.vitals import Vitals
from yamtam_nb.errors import Unavailable
from yamtam_nb.widgets.cluster_rows import COLUMNS, ClusterRows
from yamtam_nb.widgets.live_table import LiveTable
from yamtam_nb.widgets.status import TableStatus

if TYPE_CHECKING:
    from yamtam_nb.sandbox import Cluster


class Members:
    """A table of two members, told what they say."""

    def __init__(self) -> None:
        self._rows = ClusterRows()
        self.table = LiveTable(COLUMNS, title="cluster abc", noun="members")
        self.tell(status(1, db_size=180 * MiB), status(2), 0.001)

    def tell(self, first: Answer, second: Answer, *latencies: float | None) -> None:
        seats = [Seat(member(1), "a"), Seat(member(2), "b")]
        figures = dict.fromkeys("ab", Vitals(0.004, 0.3, 200.0 * MiB))
        view = put_together(seats, {"a": first, "b": second}, figures, {"a": latencies, "b": latencies})
        self.table.apply([self._rows.row(each) for each in view])
        self.table.set_status(TableStatus("live", 5, 2))


def test_fills_and_trends_are_drawn(bare: Callable[..., BarePage]) -> None:
    """A bar as long as its share, a line with gaps where nothing came, slow disks in words and in colour."""
    members = Members()
    page = bare(table=members.table, viewport={"width": 1300, "height": 500})
    page.until(lambda: page.names() == ["m1", "m2"])
    bars = page.page.locator("td.yn-fill .yn-left")
    shares = [bars.nth(at).evaluate("(bar) => parseFloat(bar.style.backgroundSize)") for at in range(2)]
    assert shares == [90, 100]
    moods = "(name) => [...document.querySelectorAll('td.yn-fill')].map((td) => [td.textContent, td.dataset.mood])"
    assert ["300 ms", "bad"] in page.page.evaluate(moods)
    members.tell(status(1), Unavailable("down"), 0.001, None, 0.004, 0.002)
    page.until(lambda: page.column("status")[2] == "not answering")
    line = page.page.locator("td.yn-trend path").first
    page.until(lambda: line.get_attribute("d") == "M0.0,10.0h0.1M24.0,1.0h0.1L36.0,7.0")
    assert page.page.evaluate("table.linePath([0, 100], 10, 12)") == "M0.0,11.0h0.1L10.0,1.0"
    page.page.locator("tr.yn-row").nth(1).click()
    page.until(lambda: "latency —" in page.page.inner_text(".yn-detail-meta"))
    assert "revision" not in page.page.inner_text(".yn-detail")
    page.page.get_by_role("button", name="DB size").click()
    page.until(lambda: page.names() == ["m1", "m2"])


def test_two_members_are_followers(bare: Callable[..., BarePage]) -> None:
    """What a row is has a plural, how it is has none."""
    page = bare(table=Members().table)
    said = "1 leader, 1 follower"
    page.until(lambda: said in page.page.inner_text(".yn-fact-statuses"))

    counts = "[['leader', [1, 'good']], ['follower', [2, 'calm']], ['not answering', [2, 'bad']]]"
    assert page.page.evaluate(f"table.inWords({counts})") == "1 leader, 2 followers, 2 not answering"


def test_a_cluster_is_seen_to_change_while_a_cell_runs(
    lab: Lab, browser: Browser, etcd_cluster: Cluster, screenshots: Path
) -> None:
    """Latencies go on, and a new leader is on the page within two seconds; the doctor's report is beside it."""
    import yamtam_nb as yn

    cells = [
        f"import time\n%load_ext yamtam_nb\n%etcd connect {','.join(etcd_cluster.endpoints)}",
        "%etcd cluster --live",
        "%etcd doctor --no-metrics",
        "time.sleep(60)",
    ]
    lab.write("cluster.ipynb", cells)
    with lab.opened(browser, "cluster.ipynb", viewport={"width": 1280, "height": 1500}) as notebook:
        notebook.run_all()
        page = notebook.page
        page.locator(".yn-table tr.yn-row").nth(2).wait_for(timeout=60_000)
        page.locator("th", has_text="what to do").wait_for(timeout=60_000)
        path = page.locator(".yn-table td.yn-trend path").first
        before = path.get_attribute("d")
        page.wait_for_function("([p, d]) => p.getAttribute('d') !== d", arg=[path.element_handle(), before])
        name, heir = _next_leader(etcd_cluster)
        with yn.connect(etcd_cluster.endpoints) as client:
            client.maintenance.move_leader(heir)
        moved = time.monotonic()
        row = page.locator("tr.yn-row", has=page.locator("td:first-child", has_text=name))
        row.locator("td.yn-status", has_text="leader").wait_for(timeout=5000)
        assert time.monotonic() - moved < 2.5
        assert notebook.prompts()[-1] == "[*]:"
        page.wait_for_timeout(1300)  # until nothing flashes any more
        for theme in ("JupyterLab Light", "JupyterLab Dark"):
            notebook.theme(theme)
            page.wait_for_timeout(300)
            page.screenshot(path=screenshots / f"cluster-{theme.lower().replace(' ', '-')}.png")
        assert notebook.errors == []


def _next_leader(cluster: Cluster) -> tuple[str, int]:
    """Name and ID of a member that does not lead."""
    import yamtam_nb as yn

    with yn.connect(cluster.endpoints) as client:
        follower = next(answer for answer in client.maintenance.status_all() if not answer.is_leader)  # type: ignore[union-attr]
        members = {each.id: each.name for each in client.cluster.member_list()}
        return members[follower.member_id], follower.member_id  # type: ignore[union-attr]
