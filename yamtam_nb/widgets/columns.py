"""What a live table is told about its columns."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

Kind = Literal["text", "key", "value", "int", "token", "lease", "time", "age", "ttl", "status", "names"]
"""How a column's cells are written, aligned and sorted:

- ``text``: a string from anywhere;
- ``key``: the key of the row, bytes;
- ``value``: bytes of any size, cut to a preview;
- ``int``: a number; ``token``: a number that is a name, such as a fencing token;
- ``lease``: the ID of a lease or None;
- ``time``: milliseconds since 1970, an :class:`~yamtam_nb.widgets.cells.Earlier` or None, shown as an age that ticks
  in the browser; ``age``: the same, shown as how long it has lasted;
- ``ttl``: a :class:`~yamtam_nb.widgets.cells.Ttl` or None, shown as a bar that runs down in the browser;
- ``status``: a :class:`~yamtam_nb.widgets.cells.Status`;
- ``names``: a sequence of strings from anywhere, shown as their number and the first of them.
"""


class Column(NamedTuple):
    """One column of a live table.

    Attributes:
        id: name used in messages and in the static picture.
        title: heading.
        kind: what its cells hold.
        width: pixels; 0 takes what the other columns leave.
        pictured: whether the static picture (saved notebook, terminal) has it too.
        hidden: whether the page keeps it for the detail panel and the filter, and does not show it as a column.
    """

    id: str
    title: str
    kind: Kind = "text"
    width: int = 0
    pictured: bool = True
    hidden: bool = False

    def wire(self) -> dict[str, Any]:
        """The column as the page is told it."""
        wired = {"id": self.id, "title": self.title, "kind": self.kind, "width": self.width}
        return {**wired, "hidden": True} if self.hidden else wired
