"""``%etcd elect``: who leads. Campaigning is a cell's business, ``%%etcd_elect``."""

from __future__ import annotations

import time
from contextlib import closing
from typing import TYPE_CHECKING

from yamtam_nb.errors import EtcdUsageError
from yamtam_nb.magics.arguments import Arguments
from yamtam_nb.magics.context import Context
from yamtam_nb.magics.display.cells import value_text
from yamtam_nb.magics.display.formatters import look_of
from yamtam_nb.magics.flags import TIMEOUT
from yamtam_nb.magics.spec import Flag, Positional, Spec
from yamtam_nb.render.text import clipped, one_line

if TYPE_CHECKING:
    from yamtam_nb.concurrency.election import Election
    from yamtam_nb.concurrency.entries import LockEntry
    from yamtam_nb.magics.rows import Rows
    from yamtam_nb.model import KeyValue

SPEC = Spec(
    "elect",
    "Who leads an election, and who stands for it.",
    (
        Positional("NAME", "the election's name"),
        Positional("PROPOSAL", "what etcdctl would campaign with: that takes %%etcd_elect", required=False),
    ),
    (
        Flag("listen", "Print each leader and each proclamation as they come, in a terminal.", short="l"),
        TIMEOUT,
        Flag("count", "With -l: stop after that many; in a notebook, too.", "N", "integer"),
    ),
    ("%etcd elect coordinator", "%etcd elect -l coordinator", "%etcd elect -l coordinator --count 3"),
    "To campaign, put what the leader is to do into a cell: %%etcd_elect NAME [PROPOSAL]. In a notebook -l without\n"
    "--count shows who leads now and does not hold up the cells after it; in a terminal Ctrl-C ends it.",
)


def run(arguments: Arguments, context: Context) -> Rows[LockEntry] | None:
    """The leader and the candidates behind it; with ``-l`` in a terminal, lines as they come."""
    from yamtam_nb.concurrency.election import Election
    from yamtam_nb.concurrency.entries import waiters
    from yamtam_nb.magics.locking.contenders import contenders

    name = arguments.text("NAME", "")
    if "PROPOSAL" in arguments:
        raise EtcdUsageError(
            f"%etcd elect: to campaign, put what the leader is to do into a cell: %%etcd_elect {name} PROPOSAL."
        )
    if "count" in arguments and not arguments.on("listen"):
        raise EtcdUsageError("%etcd elect: --count goes with -l.")
    if arguments.on("listen") and ("count" in arguments or not context.shows_widgets):
        _follow(Election(context.client(), name), arguments, context)
        return None
    found = waiters(context.client(), name, timeout=arguments.number("timeout", 0) or None)
    return contenders(
        found, f"to campaign: %%etcd_elect {name}" if found else f"nobody leads {name} and nobody stands"
    )


def python(arguments: Arguments, context: Context) -> str:
    """The same as Python."""
    name = arguments.text("NAME", "")
    if arguments.on("listen") and ("count" in arguments or not context.shows_widgets):
        return (
            f"import yamtam_nb as yn\nfor leader in yn.Election(yn.shared(), {name!r}).observe():\n"
            "    print(leader.key, leader.value)"
        )
    limit = f", timeout={arguments.number('timeout', 0):g}" if "timeout" in arguments else ""
    return (
        "import yamtam_nb as yn\nfrom yamtam_nb.concurrency.entries import waiters\n"
        f"waiters(yn.shared(), {name!r}{limit})"
    )


def _follow(election: Election, arguments: Arguments, context: Context) -> None:
    left = arguments.integer("count")
    width = look_of(context.options).width
    context.say(f"Following who leads {election.name}; Ctrl-C ends it.")
    try:
        with closing(election.observe()) as leaders:
            for leader in leaders:
                context.say(_line(leader, width))
                left -= 1
                if left == 0:
                    return
    except KeyboardInterrupt:
        # In a terminal this is how one leaves; in a notebook the cells after this one must not go on.
        if context.shows_widgets:
            raise


def _line(leader: KeyValue, width: int) -> str:
    """When, who by its own words, and the fencing token and the lease by which it leads."""
    from yamtam_nb.concurrency.holder import Holder

    who = str(Holder.read(leader.value) or value_text(leader.value)) or "(does not say)"
    shown = clipped(one_line(who), width)
    token = f"fencing token {leader.create_revision}"
    return f"{time.strftime('%H:%M:%S')}  {shown}  leads ({token}, lease {leader.lease:x})"
