"""What people do with the table: filter, sort, resize, pause, open a row; with the mouse and without."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.bare import BarePage
from tests.browser.keys import Keys

SCROLL_TOP = "document.querySelector('.yn-scroll').scrollTop"


@pytest.fixture
def some(bare: Callable[..., BarePage]) -> tuple[BarePage, Keys]:
    """A table with four keys; one was changed."""
    page = bare()
    keys = Keys(page.table)
    for name, value in {"alpha": b"10", "beta": b"9", "gamma": b'{"tier": "power"}', "delta": b"x"}.items():
        keys.put(name, value)
    keys.put("beta", b"8")
    page.until(lambda: page.column("value") == ["10", "8", "x", '{"tier": "power"}'])
    return page, keys


def test_the_filter_finds_parts_of_keys_and_values(some: tuple[BarePage, Keys]) -> None:
    """In either case, and what it found is marked; rows that change into the filter come, others go."""
    page, keys = some
    box = page.page.get_by_label("Filter key or value")
    box.fill("POWER")
    page.until(lambda: page.names() == ["/yamtam/config/gamma"])
    assert page.page.locator("mark").all_inner_texts() == ["power"]
    assert "showing 1 of 4 keys" in page.text()
    keys.put("alpha", b"powerful")
    keys.put("gamma", b"weak")
    page.until(lambda: page.names() == ["/yamtam/config/alpha"])
    box.fill("nowhere")
    page.until(lambda: "No keys match “nowhere”" in page.text())
    box.press("Escape")
    page.until(lambda: len(page.names()) == 4)


def test_a_click_on_a_heading_sorts_and_another_turns_the_order(some: tuple[BarePage, Keys]) -> None:
    """Numbers among values sort as numbers; aria-sort tells the order; rows move when they change."""
    page, keys = some
    heading = page.page.get_by_role("columnheader", name="Value")
    heading.get_by_role("button").click()
    page.until(lambda: page.column("value")[:2] == ["8", "10"])
    assert heading.get_attribute("aria-sort") == "ascending"
    heading.get_by_role("button").click()
    page.until(lambda: page.column("value")[-2:] == ["10", "8"])
    assert heading.get_attribute("aria-sort") == "descending"
    keys.put("alpha", b"1")
    page.until(lambda: page.column("value")[-2:] == ["8", "1"])
    revision = page.page.get_by_role("columnheader", name="Revision").get_by_role("button")
    revision.click()
    revision.click()
    page.until(lambda: page.names()[0] == "/yamtam/config/alpha")
    assert heading.get_attribute("aria-sort") == "none"


def test_columns_can_be_dragged_and_keyed_wider(some: tuple[BarePage, Keys]) -> None:
    """By the line between headings, or with Shift and an arrow; a double click fits the column to its texts."""
    page, _ = some
    head = page.page.get_by_role("columnheader", name="Key")
    start = width(head)
    grip = head.locator(".yn-grip").bounding_box()
    assert grip is not None
    page.page.mouse.move(grip["x"] + 4, grip["y"] + 8)
    page.page.mouse.down()
    page.page.mouse.move(grip["x"] + 104, grip["y"] + 8, steps=4)
    page.page.mouse.up()
    assert abs(width(head) - start - 100) <= 2
    page.page.mouse.move(grip["x"] + 300, grip["y"] + 8)
    assert abs(width(head) - start - 100) <= 2
    head.get_by_role("button").focus()
    page.page.keyboard.press("Shift+ArrowLeft")
    assert abs(width(head) - start - 84) <= 2
    head.locator(".yn-grip").dblclick()
    assert width(head) < start
    cut = page.page.locator("td.yn-key").first.evaluate("(td) => td.scrollWidth > td.clientWidth")
    assert not cut


def test_where_room_is_short_the_common_start_of_keys_gives_way(bare: Callable[..., BarePage]) -> None:
    """What tells the keys apart stays readable, and the whole key is still there to be copied."""
    page = bare(viewport={"width": 640, "height": 500})
    Keys(page.table).put("service/model-tier", b"power")
    page.until(page.names)
    cut = page.page.locator("td.yn-key").first.evaluate("(td) => td.scrollWidth > td.clientWidth")
    assert not cut
    assert page.page.locator(".yn-shared").first.evaluate("(node) => node.scrollWidth > node.clientWidth")
    assert page.names() == ["/yamtam/config/service/model-tier"]


def test_a_paused_table_stands_still_and_counts_what_waits(some: tuple[BarePage, Keys]) -> None:
    """Reading needs rest; nothing is lost meanwhile."""
    page, keys = some
    page.page.get_by_role("button", name="Pause").click()
    for number in range(3):
        keys.put("alpha", b"%d" % number)
    keys.delete("delta")
    page.until(lambda: "paused, 4 changes waiting" in page.text())
    assert page.column("value")[0] == "10"
    assert page.page.locator("tr.yn-dead").count() == 0
    page.page.get_by_role("button", name="Resume").click()
    page.until(lambda: page.column("value")[0] == "2" and page.page.locator("tr.yn-dead").count() == 1)
    assert "waiting" not in page.text()


def test_a_click_opens_the_whole_value_beside_the_one_before(some: tuple[BarePage, Keys]) -> None:
    """JSON is laid out, changed lines are marked, and it follows while it is open; Escape closes it."""
    page, keys = some
    keys.put("gamma", b'{"tier": "eco", "n": 9007199254740993}')
    page.until(lambda: "eco" in page.column("value")[3])
    page.page.locator("td.yn-value", has_text="eco").click()
    sides = page.page.locator(".yn-side")
    assert sides.nth(0).locator(".yn-removed").all_inner_texts() == ['\u2212  "tier": "power"']
    assert sides.nth(1).locator(".yn-added").all_inner_texts() == [
        '+  "tier": "eco",',
        '+  "n": 9007199254740993',
    ]
    assert "Before · revision 3" in sides.nth(0).inner_text()
    keys.put("gamma", b'{"tier": "max"}')
    page.until(lambda: '"max"' in sides.nth(1).inner_text() and '"eco"' in sides.nth(0).inner_text())
    page.page.keyboard.press("Escape")
    page.until(lambda: not page.page.locator(".yn-detail").is_visible())


def test_a_key_that_was_created_has_nothing_before_it(some: tuple[BarePage, Keys]) -> None:
    """That is said in words."""
    page, _ = some
    page.page.locator("td.yn-key", has_text="alpha").click()
    assert "nothing: this revision created the key" in page.page.locator(".yn-detail").inner_text()


def test_a_large_value_comes_when_it_is_asked_for(some: tuple[BarePage, Keys]) -> None:
    """The table holds its head; the panel asks the kernel for the rest, and says why it waits."""
    page, keys = some
    big = b"line\n" * 20_000
    keys.put("alpha", big)
    page.until(lambda: "97.7 KiB" in page.text())
    page.page.locator("td.yn-key", has_text="alpha").click()
    panel = page.page.locator(".yn-detail")
    assert "loading…" in panel.inner_text()
    page.later(2.2)
    assert "the kernel is busy" in panel.inner_text()
    page.until(lambda: "loading" not in panel.inner_text())
    assert page.page.locator(".yn-side pre").nth(1).evaluate("(pre) => pre.textContent.length") == len(big)
    assert panel.locator(".yn-side").nth(0).inner_text().endswith("10")


def test_the_table_can_be_used_with_the_keyboard_alone(bare: Callable[..., BarePage]) -> None:
    """Tab reaches it, arrows move, Enter opens, slash filters, and the page is told which row is meant."""
    page = bare()
    Keys(page.table).fill(1000)
    page.until(lambda: "1,000 keys" in page.text())
    keyboard = page.page.keyboard
    page.page.locator("table").focus()
    keyboard.press("ArrowDown")
    keyboard.press("ArrowDown")
    page.until(lambda: active(page.page) == "/yamtam/config/k00001")
    keyboard.press("End")
    page.until(lambda: active(page.page) == "/yamtam/config/k00999")
    keyboard.press("PageUp")
    page.until(lambda: active(page.page) < "/yamtam/config/k00990")
    keyboard.press("Home")
    page.until(lambda: active(page.page) == "/yamtam/config/k00000")
    assert page.page.evaluate(SCROLL_TOP) == 0
    keyboard.press("PageDown")
    keyboard.press("Enter")
    page.until(lambda: "value " in page.page.locator(".yn-detail").inner_text())
    keyboard.press("Escape")
    page.until(lambda: not page.page.locator(".yn-detail").is_visible())
    keyboard.press("/")
    keyboard.type("k0050")
    page.until(lambda: len(page.names()) == 10)
    keyboard.press("ArrowDown")
    keyboard.press("ArrowDown")
    page.until(lambda: active(page.page) == "/yamtam/config/k00500")


def test_the_row_under_the_keyboard_stays_visible(bare: Callable[..., BarePage]) -> None:
    """Moving on with the arrows scrolls, and never hides the row behind the headings."""
    page = bare()
    Keys(page.table).fill(200)
    page.until(lambda: "200 keys" in page.text())
    page.page.locator("table").focus()
    for key in ["ArrowDown"] * 20 + ["ArrowUp"] * 19:
        page.page.keyboard.press(key)
        page.page.wait_for_timeout(20)
        box, room = (page.page.locator(name).bounding_box() for name in ("tr.yn-active", ".yn-scroll"))
        assert box is not None
        assert room is not None
        assert room["y"] + 27 <= box["y"]
        assert box["y"] + box["height"] <= room["y"] + room["height"] + 1


def active(page: Page) -> str:
    """The key of the row that assistive technology is pointed at."""
    script = """() => {
      const row = document.getElementById(document.querySelector("table").getAttribute("aria-activedescendant"));
      return row?.classList.contains("yn-active") ? row.querySelector(".yn-key").textContent : "";
    }"""
    return str(page.evaluate(script))


def width(head: object) -> float:
    """Width of an element."""
    return float(head.evaluate("(node) => node.getBoundingClientRect().width"))  # type: ignore[attr-defined]
