"""The widget as a Python object: lifetime, messages, and what stands in for it where there is no page."""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from yamtam_nb.widgets import live
from yamtam_nb.widgets.columns import Column
from yamtam_nb.widgets.live_table import LiveTable
from yamtam_nb.widgets.rows import Removed, Row
from yamtam_nb.widgets.status import TableStatus


class Listening(LiveTable):
    """A table whose messages can be waited for."""

    def __init__(self, **options: Any) -> None:
        self.messages: queue.Queue[dict[str, Any]] = queue.Queue()
        self.senders: set[int] = set()
        columns = (Column("key", "Key", "key"), Column("value", "Value", "value"))
        super().__init__(columns, **{"title": "/a/", "noun": "keys", **options})

    def send(self, content: Any, buffers: Any = None) -> None:
        """Keep what would go to the page."""
        self.senders.add(threading.get_ident())
        self.messages.put(json.loads(json.dumps(content)))

    def next(self, kind: str) -> dict[str, Any]:
        """The next message of a kind."""
        while (message := self.messages.get(timeout=5))["t"] != kind:
            pass
        return message


@pytest.fixture
def table() -> Iterator[Listening]:
    """An empty table, closed after the test."""
    with Listening() as made:
        yield made


def test_a_change_is_sent_by_the_one_sender(table: Listening) -> None:
    """Whoever puts a row in, from whatever thread, one thread sends it."""
    for number in range(5):
        threading.Thread(target=table.apply, args=([row(f"k{number}")],)).start()
    seen: set[str] = set()
    while len(seen) < 5:
        seen |= {up[0] for up in table.next("delta")["up"]}
    assert len(table.senders) == 1
    assert threading.get_ident() not in table.senders


def test_the_state_always_holds_the_rows_of_the_moment(table: Listening) -> None:
    """A page that is reloaded gets what is there now, although nothing was stored in the trait."""
    table.apply([row("a"), row("b")])
    table.apply((), [Removed("a", 2, 0)])
    assert [held[0] for held in table.get_state("_snapshot")["_snapshot"]["rows"]] == ["b"]


def test_a_page_cannot_change_the_rows(table: Listening) -> None:
    """What a page sets is not taken over."""
    table.apply([row("a")])
    table.set_state({"_snapshot": {"rows": []}})
    assert [held.id for held in table.rows] == ["a"]


def test_a_question_of_a_page_is_answered_by_the_sender(table: Listening) -> None:
    """Commands may come on any thread; they are only noted there."""
    table.apply([row("a")])
    table._handle_custom_msg({"t": "resync"}, [])
    assert [held[0] for held in table.next("snap")["rows"]] == ["a"]
    table._handle_custom_msg("nonsense", [])


def test_a_table_that_is_stopped_keeps_its_picture_and_says_so(table: Listening) -> None:
    """The page shows the last picture, marked."""
    table.apply([row("a")])
    table.set_status(TableStatus("live", 5, 1))
    table.stop()
    table.stop()
    assert table.state == "stopped"
    while table.messages.get(timeout=5)["status"]["state"] != "stopped":  # said with whatever is sent next
        pass
    assert table not in live.live_tables()
    assert table.shown == 1


def test_live_tables_are_listed_and_can_all_be_closed() -> None:
    """That is what %etcd watches shows, and what unloading does."""
    tables = [Listening(), Listening()]
    assert [one for one in live.live_tables() if one in tables] == tables
    assert tables[0].number < tables[1].number
    live.close_all()
    assert live.live_tables() == []
    assert all(one.comm is None for one in tables)


def test_closing_twice_does_nothing_and_no_thread_is_left() -> None:
    """Close is what unloading, garbage collection and people call, in any order."""
    before = {thread.name for thread in threading.enumerate()}
    table = Listening()
    table.close()
    table.close()
    table.apply([row("a")])
    for thread in threading.enumerate():
        if thread.name == "yamtam-flusher" and thread.name not in before:
            thread.join(2)
            assert not thread.is_alive()


def test_the_bundle_has_a_view_a_static_table_and_text(table: Listening) -> None:
    """A page draws the view; everybody else finds something to read."""
    table.apply([row("<b>")])
    table.set_status(TableStatus("live", 5, 1))
    data, _ = table._repr_mimebundle_()
    assert data["application/vnd.jupyter.widget-view+json"]["model_id"] == table.model_id
    assert "<table class=" in data["text/html"]
    assert "&lt;b&gt;" in data["text/html"]
    assert data["text/plain"].startswith("/a/ · 1 key · revision 5 at 20")


def test_the_repr_tells_what_it_is_and_holds_no_address(table: Listening) -> None:
    """Comparisons of notebooks fail on addresses."""
    table.apply([row("a")])
    table.set_status(TableStatus("live", 5, 1))
    assert repr(table) == "<Listening /a/ · 1 key · live>"


def test_listing_live_tables_loads_no_widget_library() -> None:
    """%etcd watches on a kernel that never showed a table stays light."""
    code = "import sys, yamtam_nb.widgets.live; print([m for m in ('anywidget', 'ipywidgets') if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.strip() == "[]"


def row(name: str) -> Row:
    return Row(name, (name.encode(), b"1"), 1)
