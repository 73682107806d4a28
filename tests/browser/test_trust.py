"""Whether the page may be trusted: lost messages, lost connections, silent kernels, and what it says of them."""

from __future__ import annotations

from collections.abc import Callable

from tests.browser.bare import BarePage
from tests.browser.keys import Keys
from yamtam_nb.model import Gap


def stale(page: BarePage) -> bool:
    """Whether the table looks as if it might be old."""
    return bool(page.page.locator(".yn-stale").count())


def test_a_page_that_missed_a_delta_gets_a_fresh_picture(bare: Callable[..., BarePage]) -> None:
    """It notices by the sequence numbers, asks, and is right again; rows that went meanwhile are gone."""
    page = bare()
    keys = Keys(page.table)
    keys.put("a", b"1")
    keys.put("b", b"1")
    page.until(lambda: len(page.names()) == 2)
    keys.put("c", b"lost")
    keys.delete("a")
    page.page.wait_for_timeout(300)
    page.drop()
    keys.put("b", b"2")
    page.until(lambda: page.column("value")[-2:] == ["2", "lost"])
    page.until(lambda: page.page.locator("tr.yn-dead").all_inner_texts() != [] or "a" not in page.text())


def test_a_page_that_missed_the_last_delta_learns_it_from_the_heartbeat(
    bare: Callable[..., BarePage],
) -> None:
    """Even if nothing changes any more."""
    page = bare()
    keys = Keys(page.table)
    keys.put("a", b"1")
    page.until(page.names)
    keys.put("a", b"2")
    page.page.wait_for_timeout(300)
    page.drop()
    assert page.column("value") == ["1"]
    page.until(lambda: page.column("value") == ["2"])


def test_a_lost_connection_shows_in_word_shape_and_look(bare: Callable[..., BarePage]) -> None:
    """Not by colour alone; and it is over as soon as it is over."""
    page = bare()
    keys = Keys(page.table)
    keys.put("a", b"1")
    page.until(lambda: page.page.locator(".yn-dot[data-state=live]").count())
    assert not stale(page)
    keys.status(state="reconnecting", error="connection refused", reconnects=2)
    page.until(lambda: "connection lost, trying again: connection refused" in page.text())
    assert stale(page)
    assert "reconnecting" in page.text()
    assert "2 reconnects" in page.text()
    assert page.page.locator(".yn-dot[data-state=reconnecting]").count() == 1
    keys.status(state="live", error="")
    page.until(lambda: not stale(page))


def test_a_gap_is_named(bare: Callable[..., BarePage]) -> None:
    """Which changes nobody could see, and since when the table is right again."""
    page = bare()
    keys = Keys(page.table)
    keys.put("a", b"1")
    keys.status(gaps=2, gap=Gap(7, 42, "history was compacted"))
    page.until(lambda: "compacted, re-synced at revision 42 (2 gaps)" in page.text())
    title = page.page.locator(".yn-fact-gaps").get_attribute("title") or ""
    assert "revisions 8 to 42" in title


def test_a_silent_kernel_greys_the_table(bare: Callable[..., BarePage]) -> None:
    """Nobody can tell the page that the kernel is dead, so it takes three missed heartbeats for it."""
    page = bare()
    keys = Keys(page.table)
    keys.put("a", b"1")
    page.until(page.names)
    page.later(4.5)
    assert not stale(page)
    page.later(2)
    assert "no word from the kernel for 6 s" in page.text()
    assert stale(page)
    page.until(lambda: not stale(page))


def test_a_kernel_that_is_known_to_be_gone_greys_it_at_once(bare: Callable[..., BarePage]) -> None:
    """JupyterLab tells the page when it restarts a kernel."""
    page = bare()
    Keys(page.table).put("a", b"1")
    page.until(page.names)
    page.page.evaluate("fire('comm_live_update')")
    page.page.wait_for_selector(".yn-stale")
    assert "the kernel is gone" in page.text()


def test_a_stopped_table_keeps_its_last_picture(bare: Callable[..., BarePage]) -> None:
    """And says of when it is."""
    page = bare()
    Keys(page.table).put("a", b"1")
    page.until(page.names)
    page.table.stop()
    page.until(lambda: "stopped at revision 1: this is the last picture" in page.text())
    assert stale(page)
    assert page.names() == ["/yamtam/config/a"]


def test_a_saved_widget_without_a_kernel_says_that_it_is_not_live(bare: Callable[..., BarePage]) -> None:
    """A notebook that keeps widget state draws its picture, and does not pretend."""
    page = bare()
    Keys(page.table).put("a", b"1")
    page.until(page.names)
    page.later(5.5)
    page.pump()
    page.later(0.3)
    saved = page.page.evaluate("({ ...model.get('_snapshot') })")
    assert [row[0] for row in saved["rows"]] == ["/yamtam/config/a"]
    page.table.close()
    page.reload(saved)
    page.later(7)
    assert stale(page)
    assert page.names() == ["/yamtam/config/a"]
    assert "not live: this is the picture of 20" in page.text()


def test_two_views_of_one_table_follow_alike_and_sort_apart(bare: Callable[..., BarePage]) -> None:
    """Each has its own order, filter and panel; closing one leaves the other."""
    page = bare()
    keys = Keys(page.table)
    keys.put("a", b"1")
    keys.put("b", b"1")
    page.until(lambda: len(page.names()) == 2)
    page.page.evaluate(
        "() => { const el = document.createElement('div'); el.id = 'two'; document.body.append(el);"
        " window.close_two = widget.render({ model, el }); }"
    )
    two = page.page.locator("#two")
    heading = two.get_by_role("columnheader", name="Key").get_by_role("button")
    heading.click()
    keys.put("c", b"1")
    page.until(lambda: two.locator("td.yn-key").all_inner_texts()[:1] == ["/yamtam/config/c"])
    assert page.page.locator("#one td.yn-key").first.text_content() == "/yamtam/config/a"
    page.page.evaluate("close_two()")
    keys.put("d", b"1")
    page.until(lambda: page.page.locator("#one td.yn-key").count() == 4)
    assert two.locator("td.yn-key").count() == 3
