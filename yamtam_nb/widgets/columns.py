"""What a live table is told about its columns."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

Kind = Literal["text", "key", "value", "int", "lease", "time"]
"""How a column's cells are written, aligned and sorted:

``text`` a string; ``key`` the key of the row, bytes; ``value`` bytes of any size, cut to a preview;
``int`` a number; ``lease`` the ID of a lease or None; ``time`` milliseconds
since 1970 or None, shown as an age that ticks in the browser.
"""


class Column(NamedTuple):
    """One column of a live table.

    Attributes:
        id: name used in messages and in the static picture.
        title: heading.
        kind: what its cells hold.
        width: pixels; 0 takes what the other columns leave.
        pictured: whether the static picture (saved notebook, terminal) has it too.
    """

    id: str
    title: str
    kind: Kind = "text"
    width: int = 0
    pictured: bool = True

    def wire(self) -> dict[str, Any]:
        """The column as the page is told it."""
        return {"id": self.id, "title": self.title, "kind": self.kind, "width": self.width}
