"""``%etcd watch``."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from yamtam_nb.keys import KeyRange, to_bytes
from yamtam_nb.magics.arguments import Arguments
from yamtam_nb.magics.context import Context
from yamtam_nb.magics.display.event import line_of
from yamtam_nb.magics.display.formatters import look_of
from yamtam_nb.magics.key_range import refuse_unbounded
from yamtam_nb.magics.spec import Flag, Positional, Spec
from yamtam_nb.values import show_key

if TYPE_CHECKING:
    from yamtam_nb.client.watch import Watch
    from yamtam_nb.widgets.config_table import ConfigTable

SPEC = Spec(
    "watch",
    "A live table of a prefix; in a terminal, its changes as they come.",
    (Positional("PREFIX", "what the keys begin with", "bytes", completion="key"),),
    (
        Flag("events", "Print the changes one by one, in a notebook too."),
        Flag("prefix", "Nothing; for etcdctl's sake, since it is always a prefix here."),
        Flag("rev", "Print the changes from that revision on.", "REVISION", "integer"),
        Flag("prev-kv", "Print each value as it was before, too."),
        Flag("count", "Stop after that many changes.", "N", "integer"),
        Flag("for", "Stop after that time.", "SECONDS", "seconds"),
        Flag("all", "Allow following every key in the cluster."),
    ),
    ("%etcd watch /yamtam/config/", "%etcd watch /yamtam/config/ --events --rev 100 --count 10"),
    "The live table goes on by itself: over lost members, over compactions, and while other cells run.\n"
    "%etcd watches lists the live tables. Printing ends with Ctrl-C, --count or --for.",
)

_PRINTING = ("events", "rev", "prev-kv", "count", "for")

_TICK = 0.5
"""Seconds between two looks at the clock while nothing happens."""


def run(arguments: Arguments, context: Context) -> ConfigTable | None:
    """A live table where it can be shown, else a stream of lines."""
    prefix = to_bytes(arguments.key("PREFIX"))
    span = KeyRange.of(prefix, prefix=True)
    refuse_unbounded(span, arguments.on("all"), SPEC.name, "Give a longer prefix")
    if context.shows_widgets and not any(name in arguments for name in _PRINTING):
        return _table(prefix, context)
    _print(prefix, arguments, context)
    return None


def python(arguments: Arguments, context: Context) -> str:
    """The same as Python."""
    prefix = arguments.key("PREFIX")
    if context.shows_widgets and not any(name in arguments for name in _PRINTING):
        return f"import yamtam_nb as yn\nyn.config_table(yn.shared(), {prefix!r})"
    options = [f"start_revision={arguments.integer('rev')}"] * ("rev" in arguments)
    options += ["prev_kv=True"] * arguments.on("prev-kv")
    return (
        "import yamtam_nb as yn\n"
        f"with yn.shared().watch({', '.join([repr(prefix), 'prefix=True', *options])}) as changes:\n"
        "    for batch in changes:\n"
        "        print(batch.revision, batch.events)"
    )


def _table(prefix: bytes, context: Context) -> ConfigTable:
    from yamtam_nb.widgets.config_table import config_table

    client, rows = context.client(), context.options.watch_rows
    return context.state.tables.shown(
        client, ("watch", prefix), lambda: config_table(client, prefix, max_rows=rows)
    )


def _print(prefix: bytes, arguments: Arguments, context: Context) -> None:
    watch = context.client().watch(
        prefix, prefix=True, start_revision=arguments.integer("rev") or None, prev_kv=arguments.on("prev-kv")
    )
    with watch:
        context.say(f"Watching {show_key(prefix)} from revision {watch.start_revision} on; Ctrl-C ends it.")
        try:
            _follow(watch, arguments, context)
        except KeyboardInterrupt:
            # In a terminal this is how one leaves; in a notebook the cells after this one must not go on.
            if context.shows_widgets:
                raise
        context.say(f"Stopped watching {show_key(prefix)}.")


def _follow(watch: Watch, arguments: Arguments, context: Context) -> None:
    left = arguments.integer("count") or None
    until = time.monotonic() + arguments.number("for", float("inf"))
    width = look_of(context.options).width
    while (patience := min(_TICK, until - time.monotonic())) > 0:
        batch = watch.read(patience)
        for event in batch.events if batch else ():
            context.say(line_of(event, width))
            left = None if left is None else left - 1
            if left == 0:
                return
