"""What a page shows of rows that come, change and go."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable

import pytest

from tests.browser.bare import BarePage
from tests.browser.keys import Keys
from yamtam_nb.widgets.live_table import LiveTable

HOSTILE = [
    b"<img src=x onerror=\"window.hacked='img'\">",
    b"</script><script>window.hacked='script'</script>",
    "\u202egnp.exe".encode(),
    b"nul\0byte",
    b"{{constructor.constructor('window.hacked=1')()}}",
    b"<svg onload=window.hacked=1>" * 40_000,
]


def test_rows_come_change_and_go(bare: Callable[..., BarePage]) -> None:
    """The page shows what the table holds, as it changes."""
    page = bare()
    keys = Keys(page.table)
    keys.put("b", b"1")
    keys.put("a", b"2")
    page.until(lambda: page.column("value") == ["2", "1"])
    assert page.page.locator("tr[data-how=new]").count() == 2
    page.page.wait_for_function("!document.querySelector('tr[data-how]')")
    keys.put("b", b"3")
    page.until(lambda: page.column("value") == ["2", "3"])
    assert page.names() == ["/yamtam/config/a", "/yamtam/config/b"]
    assert page.column("int") == ["2", "1", "3", "2"]
    assert page.page.locator("tr[data-how=changed]").count() == 1


def test_a_deleted_row_lingers_struck_through_and_then_goes(bare: Callable[..., BarePage]) -> None:
    """For about five seconds, so that one can see what went."""
    page = bare()
    keys = Keys(page.table)
    keys.put("a", b"1")
    keys.put("b", b"1")
    page.until(lambda: len(page.names()) == 2)
    keys.delete("a")
    page.until(lambda: page.page.locator("tr.yn-dead").count() == 1)
    style = page.page.locator("tr.yn-dead td.yn-key").evaluate(
        "(td) => getComputedStyle(td).textDecorationLine"
    )
    assert style == "line-through"
    assert "deleted" in page.column("time")[0]
    assert "1 key" in page.text()
    page.later(3.5)
    assert len(page.names()) == 2
    page.later(2)
    assert page.names() == ["/yamtam/config/b"]


def test_a_deleted_row_that_comes_back_is_whole_again(bare: Callable[..., BarePage]) -> None:
    """It is not taken away when its time would have been up."""
    page = bare()
    keys = Keys(page.table)
    keys.put("a", b"1")
    page.until(page.names)
    keys.delete("a")
    page.until(lambda: page.page.locator("tr.yn-dead").count())
    keys.put("a", b"2")
    page.until(lambda: page.column("value") == ["2"] and not page.page.locator("tr.yn-dead").count())
    page.later(6)
    page.pump()
    assert page.column("value") == ["2"]


def test_hostile_values_are_inert(bare: Callable[..., BarePage]) -> None:
    """Nothing that is stored in etcd runs, loads or reorders anything on the page; in cells and in the detail panel."""
    page = bare()
    requests: list[str] = []
    page.page.on("request", lambda request: requests.append(request.url))
    keys = Keys(page.table)
    for number, value in enumerate(HOSTILE):
        keys.put(f"{number}<b onclick=x>", value)
        keys.put(f"{number}<b onclick=x>", value + b" ")
    page.until(lambda: len(page.names()) == len(HOSTILE))
    for number in range(len(HOSTILE)):
        page.page.locator("td.yn-key").nth(number).click()
        page.until(lambda: page.page.locator(".yn-side").count() == 2)
        page.page.wait_for_timeout(150)
        page.pump()
    assert page.page.evaluate("window.hacked") is None
    assert page.page.locator(".yn-table :is(img, script, b, i)").count() == 0
    assert page.page.locator(".yn-table svg").count() == 1
    assert requests == []
    assert page.column("value")[0] == HOSTILE[0].decode() + " "
    assert all(text.startswith("0x") for text in page.column("value")[2:4])


def test_only_rows_that_can_be_seen_are_in_the_page(bare: Callable[..., BarePage]) -> None:
    """Ten thousand rows, some dozens in the page, and assistive technology knows how many there are."""
    page = bare()
    keys = Keys(page.table)
    keys.fill(10_000)
    page.until(lambda: page.page.locator("table").get_attribute("aria-rowcount") == "10001")
    assert "10,000 keys" in page.text()
    assert len(page.names()) < 60
    page.page.evaluate("document.querySelector('.yn-scroll').scrollTop = 25 * 5000")
    page.until(lambda: "/yamtam/config/k05000" in page.names())
    row = page.page.locator("tr.yn-row", has_text="k05000")
    assert row.get_attribute("aria-rowindex") == "5002"
    page.page.evaluate("document.querySelector('.yn-scroll').scrollTop = 1e9")
    page.until(lambda: page.names()[-1] == "/yamtam/config/k09999")


def test_what_is_being_read_stays_where_it_is(bare: Callable[..., BarePage]) -> None:
    """Rows that come above the visible ones do not push them down."""
    page = bare()
    keys = Keys(page.table)
    keys.fill(1000)
    page.until(lambda: "1,000 keys" in page.text())
    page.page.evaluate("document.querySelector('.yn-scroll').scrollTop = 25 * 500")
    row = page.page.locator("tr.yn-row", has_text="k00505")
    row.wait_for()
    before = row.bounding_box()
    for number in range(50):
        keys.put(f"a{number}", b"new")
    page.until(lambda: "1,050 keys" in page.text())
    page.page.wait_for_timeout(100)
    after = row.bounding_box()
    assert before is not None
    assert after is not None
    assert abs(before["y"] - after["y"]) < 1


def test_rows_above_the_limit_are_announced(bare: Callable[..., BarePage]) -> None:
    """The table tells how many there are beyond those that it shows."""
    page = bare(max_rows=50)
    keys = Keys(page.table)
    keys.fill(80)
    page.until(lambda: "showing 50 of 80 keys" in page.text())


def test_a_row_flashes_at_most_about_once_a_second(bare: Callable[..., BarePage]) -> None:
    """However often it changes: faster flashing can harm people."""
    page = bare()
    keys = Keys(page.table)
    keys.put("hot", b"0")
    page.until(page.names)
    heats: list[int] = []
    end = time.monotonic() + 3.5
    while time.monotonic() < end:
        keys.put("hot", b"%f" % time.monotonic())
        page.pump()
        heats.append(page.page.locator("tr.yn-row").evaluate("(tr) => tr.heat ?? 0"))
        page.page.wait_for_timeout(40)
    rises = sum(after > before for before, after in itertools.pairwise(heats))
    assert 2 <= rises <= 4


@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
def test_a_change_is_marked_without_motion_where_that_is_asked_for(
    bare: Callable[..., BarePage], motion: str
) -> None:
    """With reduced motion the mark does not fade, it ends."""
    page = bare(reduced_motion=motion)
    keys = Keys(page.table)
    keys.put("a", b"1")
    page.until(page.names)
    page.later(1.4)
    keys.put("a", b"2")
    page.until(lambda: page.column("value") == ["2"])
    heats = set()
    for _ in range(30):
        page.later(0.05)
        heats.add(page.page.locator("tr.yn-row").evaluate("(tr) => tr.heat"))
    assert (heats <= {50, 0}) == (motion == "reduce")
    assert 0 in heats


def test_ages_and_leases_tick_without_any_message(bare: Callable[..., BarePage]) -> None:
    """The page's own clock moves them, corrected by what it knows of the kernel's."""
    page = bare()
    keys = Keys(page.table)
    keys.put("a", b"1", lease=0x694D71DDACFDA227, ttl=30)
    page.until(lambda: page.column("time") == ["now"])
    assert "694d71ddacfda227 · " in page.column("lease")[0]
    page.later(2.5)
    assert page.column("time")[0] in ("2 s ago", "3 s ago")
    assert int(page.column("lease")[0].split()[-2]) <= 28


def test_a_table_without_rows_says_so(bare: Callable[..., BarePage]) -> None:
    """Empty is not broken."""
    page = bare()
    page.until(lambda: "No keys yet" in page.text())
    Keys(page.table).put("a", b"1")
    page.until(lambda: "No keys" not in page.text())


def test_the_table_may_be_of_something_else(bare: Callable[..., BarePage]) -> None:
    """The page knows nothing of configs: columns are declared by whoever makes the table."""
    assert issubclass(type(bare().table), LiveTable)
