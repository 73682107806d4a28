"""A live table on an otherwise empty page: the shipped script, the real LiveTable, no JupyterLab in between.

What the table sends is queued by its own thread and carried to the page by :meth:`BarePage.pump`; what the
page asks goes back the same way. Fast, so that most of what the table does can be tested here.
"""

from __future__ import annotations

import json
import queue
import time
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, Route

from yamtam_nb.widgets import assets
from yamtam_nb.widgets.live_table import LiveTable

_ORIGIN = "http://table.test"

_PAGE = """<!doctype html><meta charset=utf-8><title>bare</title>
<link rel=stylesheet href=/table.css><body style="margin:16px"><div id=one></div><script type=module>
import * as table from "/table.js";
window.table = table;
window.boot = async (state) => {
  const handlers = {};
  window.asked = [];
  const model = {
    get: (name) => state[name],
    send: (content) => { if (window.dead) throw new Error("no kernel"); window.asked.push(content); },
    on: (name, callback) => (handlers[name] ??= []).push(callback),
  };
  window.widget = await table.default();
  window.model = model;
  window.fire = (name, ...args) => (handlers[name] ?? []).forEach((callback) => callback(...args));
  await window.widget.initialize({ model });
  window.close_one = window.widget.render({ model, el: document.getElementById("one") });
};
window.ready = true;
</script>"""


class BarePage:
    """Connects a table of this process to a page."""

    def __init__(self, page: Page, table: LiveTable) -> None:
        self.page = page
        self.table = table
        self.errors: list[str] = []
        self._sent: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._patch()
        self._serve()
        page.clock.install()  # goes on by itself, and can be moved on
        left_out = ("_esm", "_css")
        state = {name: value for name, value in table.get_state().items() if name not in left_out}
        self._state: dict[str, Any] = json.loads(json.dumps(state))
        self._open(self._state)

    def pump(self) -> None:
        """Carry what waits in either direction."""
        messages = []
        while not self._sent.empty():
            messages.append(self._sent.get())
        if messages:
            self.page.evaluate("(all) => all.forEach((m) => fire('msg:custom', m))", messages)
        for question in self.page.evaluate("asked.splice(0)"):
            self.table._asked(self.table, question, [])

    def drop(self) -> None:
        """Lose what waits to be carried to the page."""
        while not self._sent.empty():
            self._sent.get()

    def reload(self, snapshot: Any) -> None:
        """Open the page anew from a saved state, with no kernel behind it."""
        self._open({**self._state, "_snapshot": snapshot})

    def until(self, true: Callable[[], Any], timeout: float = 8.0) -> Any:
        """Pump until ``true()`` is, and return what it says."""
        end = time.monotonic() + timeout
        while not (found := self._try(true)):
            if time.monotonic() > end:
                raise AssertionError(f"still not true after {timeout} s; the page says: {self.text()}")
            self.page.wait_for_timeout(20)
        return found

    def _try(self, true: Callable[[], Any]) -> Any:
        self.pump()
        return true()

    def later(self, seconds: float) -> None:
        """Let this time pass on the page at once, with all that happens in it; nothing is carried meanwhile."""
        self.page.clock.run_for(int(1000 * seconds))

    def text(self) -> str:
        """All text that can be seen."""
        return str(self.page.inner_text("body"))

    def column(self, kind: str) -> list[str]:
        """What is written in the drawn cells of a column, from the top."""
        script = "(kind) => [...document.querySelectorAll(`td.yn-${kind}`)].map((td) => td.textContent)"
        return list(self.page.evaluate(script, kind))

    def names(self) -> list[str]:
        """The keys that are drawn, from the top."""
        return self.column("key")

    def _patch(self) -> None:
        # Through JSON, as on the way to a real page: what does not survive that must fail here too.
        object.__setattr__(
            self.table, "send", lambda message: self._sent.put(json.loads(json.dumps(message)))
        )

    def _serve(self) -> None:
        bodies = {
            "/": ("text/html", _PAGE),
            "/table.js": ("text/javascript", assets.script()),
            "/table.css": ("text/css", assets.style()),
        }

        def serve(route: Route) -> None:
            kind, body = bodies.get(route.request.url.removeprefix(_ORIGIN), ("text/plain", ""))
            route.fulfill(status=200, content_type=f"{kind}; charset=utf-8", body=body)

        self.page.on("console", lambda message: self._note(message.type, message.text))
        self.page.on("pageerror", lambda error: self._note("error", str(error)))
        self.page.route(f"{_ORIGIN}/**", serve)

    def _open(self, state: dict[str, Any]) -> None:
        self.page.goto(f"{_ORIGIN}/")
        self.page.wait_for_function("window.ready")
        self.page.evaluate("(state) => boot(state)", state)

    def _note(self, kind: str, text: str) -> None:
        if kind == "error":
            self.errors.append(text)
