"""What a live table is told about its columns."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

Kind = Literal[
    "text", "key", "value", "int", "token", "lease", "time", "age", "ttl", "status", "names", "fill", "trend"
]
"""How a column's cells are written, aligned and sorted:

- ``text``: a string from anywhere;
- ``key``: the key of the row, bytes;
- ``value``: bytes of any size, cut to a preview;
- ``int``: a number; ``token``: a number that is a name, such as a fencing token;
- ``lease``: the ID of a lease or None;
- ``time``: milliseconds since 1970, an :class:`~yamtam_nb.widgets.cells.Earlier` or None, shown as an age that ticks
  in the browser; ``age``: the same, shown as how long it has lasted;
- ``ttl``: a :class:`~yamtam_nb.widgets.cells.Ttl` or None, shown as a bar that runs down in the browser;
- ``status``: a :class:`~yamtam_nb.widgets.cells.Status`, or None;
- ``names``: a sequence of strings from anywhere, shown as their number and the first of them;
- ``fill``: a :class:`~yamtam_nb.widgets.cells.Fill` or None, shown as a bar that is as full as something is;
- ``trend``: a :class:`~yamtam_nb.widgets.cells.Trend` or None, shown as a figure and the line that it came along.
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
        counted: of the column with the values: the versions of its rows only count, and are no revisions of etcd.
    """

    id: str
    title: str
    kind: Kind = "text"
    width: int = 0
    pictured: bool = True
    hidden: bool = False
    counted: bool = False

    def wire(self) -> dict[str, Any]:
        """The column as the page is told it."""
        wired = {"id": self.id, "title": self.title, "kind": self.kind, "width": self.width}
        flags = {"hidden": self.hidden, "counted": self.counted}
        return wired | {name: True for name, on in flags.items() if on}
