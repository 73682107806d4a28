"""What is told to the page without being a change: renewals, and how long a state has lasted."""

from __future__ import annotations

from types import SimpleNamespace

from tests.unit.widgets.test_feed import COLUMNS, Bench
from yamtam_nb.widgets.delta import Ledger
from yamtam_nb.widgets.replies import let_page_choose
from yamtam_nb.widgets.rows import Removed, Row
from yamtam_nb.widgets.status import TableStatus


def test_a_renewal_is_sent_and_does_not_count_as_a_change() -> None:
    """Neither in the rate, nor as the last change, nor among those that wait while the page is paused."""
    bench = Bench()
    bench.feed.apply([Row("a", (b"a", b"1"), 1)], [], changes=0)
    (message,) = bench.feed.messages()
    assert [up[0] for up in message["up"]] == ["a"]
    assert (message["n"], message["status"]["rate"], message["status"]["last"]) == (0, 0, None)


def test_a_row_that_is_cleared_quietly_does_not_count_either() -> None:
    """Somebody pressed a button; nothing happened in etcd."""
    ledger = Ledger(COLUMNS, 10)
    ledger.load([Row("a", (b"a", b"1"), 1)])
    ledger.remove(Removed("a", 0, 7, lingers=False), quietly=True)
    told = ledger.delta(0.0)
    assert told is not None
    assert (told[0]["del"], told[0]["n"]) == ([["a", 0, 7, False]], 0)


def test_the_page_is_told_since_when_the_state_lasts() -> None:
    """What is left of a lease must not run down in a picture that is over."""
    bench = Bench()
    bench.feed.set_status(TableStatus("live", revision=5))
    bench.now += 10
    bench.feed.set_status(TableStatus("live", revision=6))
    bench.feed.set_status(TableStatus("stopped", revision=6))
    stopped = int(1000 * (1_700_000_000 + bench.now))
    bench.now += 10
    assert bench.feed.messages()[-1]["status"]["since"] == stopped


def test_a_page_is_heard_where_it_wants_to_be_heard() -> None:
    """The kernel's note of where to bring its messages is dropped; where there is none, nothing happens."""
    comm = SimpleNamespace(_reply_subshell_id=None, other=1)
    let_page_choose(comm)
    let_page_choose(comm)
    let_page_choose(None)
    assert vars(comm) == {"other": 1}
