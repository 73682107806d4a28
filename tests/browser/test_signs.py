"""Statuses, leases that run out, names and buttons, as a page shows them."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.agents import Agents
from tests.browser.bare import BarePage
from yamtam_nb.agents.agent import AgentStatus
from yamtam_nb.widgets.columns import Column
from yamtam_nb.widgets.live_table import LiveTable
from yamtam_nb.widgets.rows import Row
from yamtam_nb.widgets.status import TableStatus


@pytest.fixture
def agents() -> Agents:
    """A table of agents."""
    return Agents()


@pytest.fixture
def page(bare: Callable[..., BarePage], agents: Agents) -> BarePage:
    """The page that shows it."""
    return bare(table=agents.table)


def share(page: BarePage) -> float:
    """How much of the first bar is full, in percent."""
    script = "(bar) => parseFloat(bar.style.backgroundSize)"
    return float(page.page.locator(".yn-left").first.evaluate(script))


def moods(page: BarePage, kind: str) -> list[str]:
    """What the cells of a kind look like, from the top."""
    script = "(kind) => [...document.querySelectorAll(`td.yn-${kind}`)].map((td) => td.dataset.mood)"
    return list(page.page.evaluate(script, kind))


def heat(page: BarePage) -> int:
    """How warm the first row is."""
    return int(page.page.locator("tr.yn-row").first.evaluate("(tr) => tr.heat ?? 0"))


def test_a_status_has_a_word_a_colour_and_a_shape(page: BarePage, agents: Agents) -> None:
    """It can be told without seeing colours; and the foot counts them."""
    for name in "abcd":
        agents.put(name)
    agents.turn("b", AgentStatus.LATE)
    agents.turn("c", AgentStatus.OFFLINE)
    page.until(lambda: page.column("status") == ["online", "late", "offline", "online"])
    assert moods(page, "status") == ["good", "warn", "bad", "good"]
    look = "(shape) => { const s = getComputedStyle(shape); return [s.backgroundColor, s.clipPath + s.borderRadius]; }"
    looks = [page.page.locator(".yn-shape").nth(at).evaluate(look) for at in range(3)]
    assert len({colour for colour, _ in looks}) == len({shape for _, shape in looks}) == 3
    page.until(
        lambda: "4 agents2 online, 1 late, 1 offline" in page.page.inner_text(".yn-foot").replace("\n", "")
    )
    page.page.get_by_role("button", name="Status").click()
    page.until(lambda: page.names() == ["c", "b", "a", "d"])


def test_a_bar_runs_down_without_any_message(page: BarePage, agents: Agents) -> None:
    """The page's own clock moves it; colour and words go with it, and nothing is below nothing."""
    agents.put("a", ttl=4)
    page.until(lambda: page.column("ttl"))
    assert moods(page, "ttl") == ["good"]
    before = share(page)
    page.later(2)
    after = share(page)
    assert 40 < before - after < 80
    assert page.column("ttl")[0] == f"{math.ceil(4 * after / 100)} s of 4 s"
    page.later(2.5)
    assert page.column("ttl") == ["due"]
    assert (share(page), moods(page, "ttl")) == (0, ["bad"])
    page.page.evaluate("fire('msg:custom', { t: 'beat', seq: 0, now: Date.now() })")
    page.later(3)
    assert (page.column("ttl"), moods(page, "ttl")) == (["? of 4 s"], ["calm"])


def test_a_renewal_moves_the_bar_and_does_not_flash(page: BarePage, agents: Agents) -> None:
    """It happens all the time and is no news; a status that turns is."""
    agents.put("a")
    page.until(page.names)
    page.until(lambda: heat(page) == 0)
    for left in (3.0, 10.0):
        agents.renew("a", left)
        page.until(lambda left=left: abs(share(page) - 10 * left) < 8)
        assert heat(page) == 0
    assert "last change" in page.text()
    agents.turn("a", AgentStatus.LATE)
    page.until(lambda: heat(page) > 0)
    assert page.page.locator("tr[data-how=warn]").count() == 1


def test_a_bar_moves_in_few_steps_where_less_motion_is_asked_for(
    bare: Callable[..., BarePage], agents: Agents
) -> None:
    """A tenth at a time."""
    page = bare(table=agents.table, reduced_motion="reduce")
    agents.put("a", ttl=60)
    page.until(page.names)
    for left in (57.0, 33.0, 1.0):
        agents.renew("a", left)
        page.until(lambda left=left: page.column("ttl")[0] == f"{left:.0f} s of 60 s")
        assert share(page) % 10 == 0


def test_nothing_runs_down_in_a_picture_that_stands_still(page: BarePage, agents: Agents) -> None:
    """While the table is paused, without word from the kernel, and when it was stopped: nobody knows what is left."""
    agents.put("a", ttl=60)
    page.until(page.names)
    page.page.get_by_role("button", name="Pause").click()
    page.later(0.2)
    paused = page.column("ttl")
    page.later(1.7)
    assert page.column("ttl") == paused
    page.page.get_by_role("button", name="Resume").click()
    page.until(lambda: page.column("ttl") != paused)
    page.later(7)
    silent = page.column("ttl")
    page.later(4)
    assert "no word from the kernel" in page.text()
    assert page.column("ttl") == silent
    agents.table.stop()
    page.until(lambda: "this is the last picture" in page.text())
    stopped = page.column("ttl")
    page.later(2.2)
    page.pump()
    page.later(0.6)
    assert page.column("ttl") == stopped


def test_the_button_is_there_as_long_as_there_is_something_to_clear(page: BarePage, agents: Agents) -> None:
    """It says how many, goes when they go, and what it clears does not linger."""
    for name in "abc":
        agents.put(name)
    page.until(lambda: len(page.names()) == 3)
    button = page.page.get_by_role("button", name="Clear offline")
    assert not button.is_visible()
    for name in "ab":
        agents.turn(name, AgentStatus.OFFLINE)
    page.until(lambda: button.is_visible() and button.inner_text() == "Clear offline (2)")
    button.click()
    assert button.is_disabled()
    page.until(lambda: page.names() == ["c"], timeout=3)
    assert page.page.locator("tr.yn-dead").count() == 0
    page.until(lambda: not button.is_visible())


def test_what_an_agent_says_is_found_and_shown_as_text(page: BarePage, agents: Agents) -> None:
    """The filter knows status, address and the whole of it; the panel shows it, with what it said before."""
    evil = "<img src=x onerror=\"window.hacked='a'\">"
    agents.put("a", address=evil, tools=["search"])
    agents.put("b")
    page.until(lambda: len(page.names()) == 2)
    agents.put("a", address=evil, tools=["search", "sql"])
    agents.turn("b", AgentStatus.OFFLINE)
    page.until(lambda: page.column("status") == ["online", "offline"])
    for needle, found in (("offline", ["b"]), ("sql", ["a"]), ("ws://b", ["b"]), ("", ["a", "b"])):
        page.page.fill(".yn-filter", needle)
        page.until(lambda found=found: page.names() == found)
    page.page.locator("td.yn-key", has_text="a").first.click()
    page.until(lambda: page.page.locator(".yn-added").count())
    assert page.page.locator(".yn-added").all_inner_texts()[-1].strip().endswith('"sql"')
    assert page.column("text")[0] == evil
    assert page.page.locator(".yn-table img").count() == 0
    assert page.page.evaluate("window.hacked") is None


def test_a_hidden_column_takes_no_room(page: BarePage, agents: Agents) -> None:
    """What is only for the panel has no heading, no cells and no width."""
    agents.put("a")
    page.until(page.names)
    heads = page.page.get_by_role("columnheader").all_inner_texts()
    assert [head.strip() for head in heads] == [
        "Agent", "Address", "Status", "TTL left", "Since", "Last seen", "Flaps", "Lease"
    ]  # fmt: skip
    widths = "() => [...document.querySelectorAll('th')].map((th) => th.offsetWidth)"
    assert page.page.evaluate(widths)[-1] == 0
    scroll = page.page.locator(".yn-scroll")
    assert scroll.evaluate("(node) => node.scrollWidth <= node.clientWidth")


def test_names_are_counted_and_marked(bare: Callable[..., BarePage]) -> None:
    """Their number, then the first of them; what is gone is called gone."""
    columns = (
        Column("lock", "Lock", "key"),
        Column("who", "Waiters", "names"),
        Column("held", "Held", "age"),
    )
    table = LiveTable(columns, title="/l/", noun="locks")
    page = bare(table=table)
    now = int(page.page.evaluate("Date.now()"))
    names = ["<b>one</b>", *(f"n{at}" for at in range(2, 12))]
    table.apply([Row("a", (b"a", names, now - 200_000)), Row("b", (b"b", [], None))])
    table.set_status(TableStatus("live", 1, 2))
    page.until(lambda: page.column("names") == ["11<b>one</b>, n2, n3, n4, n5, n6, n7, n8, …", ""])
    assert page.column("age") == ["3 min", ""]
    page.page.fill(".yn-filter", "N3")
    page.until(lambda: page.names() == ["a"])
    assert page.page.locator("td.yn-names mark").all_inner_texts() == ["n3"]


def test_the_words_of_the_page_are_those_of_a_picture(bare: Callable[..., BarePage]) -> None:
    """The same span is written alike by both."""
    from yamtam_nb.widgets import moments

    page: Any = bare().page
    cases = [
        (8000, 10),
        (1, 10),
        (0, 10),
        (-2499, 10),
        (-2500, 10),
        (99_000, 100),
        (100_000, 300),
        (7_200_000, 90_000),
    ]
    for ms, granted in cases:
        assert page.evaluate("([ms, g]) => table.leftOf(ms, g)", [ms, granted]) == moments.left(ms, granted)
    shares = [
        page.evaluate("(ms) => table.shareOf(ms, 10, false)", ms) for ms in (-5, 0, 5000, 10_000, 99_000)
    ]
    assert shares == [0, 0, 0.5, 1, 1]
