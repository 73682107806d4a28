"""``%etcd watches``."""

from __future__ import annotations

from yamtam_nb.errors import EtcdUsageError
from yamtam_nb.magics.arguments import Arguments
from yamtam_nb.magics.context import Context
from yamtam_nb.magics.rows import Rows
from yamtam_nb.magics.spec import Flag, Spec

SPEC = Spec(
    "watches",
    "List and stop the live tables of this kernel.",
    flags=(
        Flag(
            "stop",
            "Stop one table, or all; its last picture stays on the page.",
            "ID|all",
            completion="watch",
        ),
    ),
    examples=("%etcd watches", "%etcd watches --stop 1", "%etcd watches --stop all"),
)

_HEADERS = ("id", "table", "state", "rows", "changes per second")


def run(arguments: Arguments, context: Context) -> Rows[tuple[str, ...]]:  # noqa: ARG001 - every sub-command takes a context
    """The live tables that are left."""
    from yamtam_nb.widgets import live
    from yamtam_nb.widgets.picture import counted

    which = arguments.text("stop")
    tables = live.live_tables()
    if which is not None:
        chosen = [table for table in tables if which in ("all", str(table.number))]
        if not chosen and which != "all":
            known = ", ".join(str(table.number) for table in tables) or "none"
            raise EtcdUsageError(f"%etcd watches: no live table {which!r}; there is: {known}.")
        for table in chosen:
            table.stop()
    rows = [
        (str(table.number), table.title, table.state, counted(table.shown, table.noun), f"{table.rate:.1f}")
        for table in live.live_tables()
    ]
    return Rows(_HEADERS, rows, "" if rows else "no live tables; %etcd watch KEY opens one")


def python(arguments: Arguments, context: Context) -> str:  # noqa: ARG001
    """The same as Python."""
    which = arguments.text("stop")
    lines = ["from yamtam_nb.widgets import live", "live.live_tables()"]
    if which is not None:
        condition = "" if which == "all" else f" if table.number == {which}"
        lines[1] = f"[table.stop() for table in live.live_tables(){condition}]"
    return "\n".join(lines)
