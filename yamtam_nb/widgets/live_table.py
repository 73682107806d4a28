"""A table that is pushed to: rows go in here, and what changed goes to every page that shows it.

The page never has to ask, so the table stays live while a cell runs. What the page does ask for (the
whole of a long value, a fresh picture after it missed something) is queued and answered by the
flusher as well.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Any

import anywidget
import traitlets

from yamtam_nb.widgets import assets, live
from yamtam_nb.widgets.buttons import Button, press
from yamtam_nb.widgets.columns import Column
from yamtam_nb.widgets.feed import HEARTBEAT, Feed
from yamtam_nb.widgets.flusher import flusher
from yamtam_nb.widgets.picture import Picture, counted, stamp
from yamtam_nb.widgets.replies import let_page_choose
from yamtam_nb.widgets.rows import Removed, Row
from yamtam_nb.widgets.status import TableStatus

if TYPE_CHECKING:
    from typing_extensions import Self


def _present(_value: Any, table: LiveTable) -> dict[str, Any]:
    """Whoever asks for the state gets the rows of this moment; nothing is stored and nothing re-sent."""
    return table._feed.snapshot()  # noqa: SLF001


def _nothing(_value: Any, _table: LiveTable) -> None:
    """A page cannot set the rows."""


class LiveTable(anywidget.AnyWidget):
    """Rows that a page shows, and goes on showing as they change.

    Rows may be put in from any thread. One background thread, shared by all tables, sends the changes
    about ten times a second, the last write of a row winning. In a saved notebook, and in a terminal,
    a static picture stands in.

    Args:
        columns: what each row holds.
        title: what the table is of.
        max_rows: rows beyond this many are not shown; the table says "showing N of M".
        height: of the rows' area on the page, pixels.
        noun: what a row is, in the plural.
        rows: what it starts with; these do not count as changes.
        status: asked for the source's state before each message; without it, call :meth:`set_status`.
        buttons: what can be pressed above the table.
    """

    _esm = assets.script()
    _css = assets.style()
    _columns: traitlets.List[Any] = traitlets.List().tag(sync=True)
    _title = traitlets.Unicode().tag(sync=True)
    _noun = traitlets.Unicode("rows").tag(sync=True)
    _height = traitlets.Int(400).tag(sync=True)
    _buttons: traitlets.List[Any] = traitlets.List().tag(sync=True)
    _heartbeat = traitlets.Float(HEARTBEAT).tag(sync=True)
    _snapshot = traitlets.Any().tag(sync=True, to_json=_present, from_json=_nothing)

    def __init__(
        self,
        columns: Sequence[Column],
        *,
        title: str,
        max_rows: int = 10_000,
        height: int = 400,
        noun: str = "rows",
        rows: Iterable[Row] = (),
        status: Callable[[], TableStatus] | None = None,
        buttons: Sequence[Button] = (),
    ) -> None:
        self._pressable = tuple(buttons)
        self._feed = Feed(columns, max_rows)
        self._feed.load(rows)
        self._source = status
        self._sending = threading.Lock()
        self._closed = False
        self._stopped = False
        self._renew_status()
        self._number = live.number()
        wired = {
            "_columns": [column.wire() for column in columns],
            "_buttons": [button.wire() for button in buttons],
        }
        super().__init__(**wired, _title=title, _noun=noun, _height=height)
        self.on_msg(self._asked)
        live.register(self)
        flusher.add(self)

    def apply(
        self, rows: Iterable[Row] = (), removed: Iterable[Removed] = (), *, changes: int | None = None
    ) -> None:
        """Put in rows as they are now, and take out those that are gone. From any thread.

        Args:
            rows: new or changed rows.
            removed: rows that are gone.
            changes: how many changes these stand for in the rate; default: each row is one. 0 for what is no change,
                such as a renewal.
        """
        self._feed.apply(rows, removed, changes)
        flusher.hasten(self, self._feed.due())

    def set_status(self, status: TableStatus) -> None:
        """Say where the rows come from and how fresh they are. From any thread."""
        self._feed.set_status(status)
        flusher.hasten(self, self._feed.due())

    def set_expires(self, expires: dict[int, int]) -> None:
        """Say when leases run out, as far as that is known: lease ID -> milliseconds since 1970. From any thread."""
        self._feed.set_expires(expires)
        flusher.hasten(self, self._feed.due())

    def refresh_status(self) -> None:
        """Ask the source for its status now, because it may have changed. From any thread."""
        self._renew_status()
        flusher.hasten(self, self._feed.due())

    def _renew_status(self) -> None:
        if self._source is not None and not self._stopped:
            self._feed.set_status(self._source())

    @property
    def rows(self) -> list[Row]:
        """The rows as they are now, in no particular order."""
        return self._feed.rows()

    @property
    def status(self) -> TableStatus:
        """The status that was set last."""
        return self._feed.status

    @property
    def number(self) -> int:
        """Number of this table in this process, from 1."""
        return self._number

    @property
    def title(self) -> str:
        """What the table is of."""
        return str(self._title)

    @property
    def noun(self) -> str:
        """What a row is, in the plural."""
        return str(self._noun)

    @property
    def state(self) -> str:
        """``live``, or why not; see :class:`~yamtam_nb.widgets.status.TableStatus`."""
        return self.status.state

    @property
    def rate(self) -> float:
        """Changes per second over the last few seconds."""
        return self._feed.rate()

    @property
    def shown(self) -> int:
        """Rows in the table."""
        return len(self._feed)

    def stop(self) -> None:
        """Stop following the source; the last picture stays on the page, marked as stopped. Idempotent."""
        if not self._stopped:
            self._stopped = True
            live.forget(self)
            self.set_status(self.status._replace(state="stopped", error=""))

    def close(self) -> None:
        """Stop, and take the table off every page. Idempotent."""
        if getattr(self, "_closed", True):
            return
        self._closed = True
        flusher.remove(self)
        live.forget(self)
        with self._sending:
            super().close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def picture(self) -> Picture:
        """The table as it is now, to be drawn without a page."""
        self.refresh_status()
        status = self.status
        at, noun = time.time(), str(self._noun)
        stamped = stamp(status.revision, at, status.state)
        return Picture(self.title, self._feed.columns, self.rows, status.total, stamped, noun, at)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.title} · {counted(self.shown, str(self._noun))} · {self.state}>"

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        picture = self.picture()
        data, metadata = super()._repr_mimebundle_(**kwargs) or ({}, {})
        return {**data, "text/html": picture.html(), "text/plain": picture.text()}, metadata

    def _ipython_display_(self) -> None:
        """Show the picture, and in a notebook the table below it, which hides the picture as long as it lives.

        Two outputs, because a notebook that is opened again without its kernel has no table to show: JupyterLab then
        says so in the table's place, and would not fall back on a picture in the same output.
        """
        from IPython.core.getipython import get_ipython
        from IPython.display import display

        picture = self.picture()
        display({"text/html": picture.html(), "text/plain": picture.text()}, raw=True)  # type: ignore[no-untyped-call]
        view = super()._repr_mimebundle_()
        if view is not None and hasattr(get_ipython(), "kernel"):
            data, metadata = view if isinstance(view, tuple) else (view, {})
            shown = {name: content for name, content in data.items() if name != "text/plain"}
            display(shown, metadata=metadata, raw=True)  # type: ignore[no-untyped-call]

    def _asked(self, _widget: Any, content: Any, _buffers: Any) -> None:
        """A question or a command from a page; it may come on any thread, so a question is only noted here."""
        if isinstance(content, dict) and content.get("t") == "press":
            press(self._pressable, content.get("id"))
        elif isinstance(content, dict):
            self._feed.ask(content)
            flusher.hasten(self, self._feed.due())

    def flush(self, tables: int) -> float:
        """Send what is due, and say when to call again. For the flusher only."""
        with self._sending:
            if self._closed:
                return float("inf")
            self._renew_status()
            for message in self._feed.messages(tables):
                self.send(message)
            let_page_choose(self.comm)
        return self._feed.due()
