"""``%etcd watch``."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from yamtam_nb.keys import KeyRange
from yamtam_nb.magics.arguments import Arguments
from yamtam_nb.magics.context import Context
from yamtam_nb.magics.display.event import line_of
from yamtam_nb.magics.display.formatters import look_of
from yamtam_nb.magics.key_range import range_by_slash, refuse_unbounded
from yamtam_nb.magics.spec import Flag, Positional, Spec
from yamtam_nb.model.ranges import title
from yamtam_nb.values import show_key

if TYPE_CHECKING:
    from yamtam_nb.client.watch import Watch
    from yamtam_nb.widgets.config_table import ConfigTable

SPEC = Spec(
    "watch",
    "A live table of keys; in a terminal, their changes as they come.",
    (
        Positional("KEY", "the key; one that ends in / is a prefix", "bytes", completion="key"),
        Positional("RANGE_END", "first key after the range", "bytes", required=False, completion="key"),
    ),
    (
        Flag("events", "Print the changes one by one, in a notebook too."),
        Flag("prefix", "All keys that begin with KEY, whatever it ends in; --prefix=false: exactly KEY."),
        Flag("rev", "Print the changes from that revision on.", "REVISION", "integer"),
        Flag("prev-kv", "Print each value as it was before, too."),
        Flag("count", "Stop after that many changes.", "N", "integer"),
        Flag("for", "Stop after that time.", "SECONDS", "seconds"),
        Flag("all", "Allow following every key in the cluster."),
    ),
    (
        "%etcd watch /yamtam/config/",
        "%etcd watch /yamtam/config/model-tier",
        "%etcd watch /yamtam/config/ --events --rev 100 --count 10",
    ),
    "The live table goes on by itself: over lost members, over compactions, and while other cells run.\n"
    "%etcd watches lists the live tables. Printing ends with Ctrl-C, --count or --for.",
)

_PRINTING = ("events", "rev", "prev-kv", "count", "for")

_TICK = 0.5
"""Seconds between two looks at the clock while nothing happens."""


def run(arguments: Arguments, context: Context) -> ConfigTable | None:
    """A live table where it can be shown, else a stream of lines."""
    span = KeyRange.of(arguments.key(), **range_by_slash(arguments, SPEC.name))  # type: ignore[arg-type]
    refuse_unbounded(span, arguments.on("all"), SPEC.name, "Give a longer prefix")
    if context.shows_widgets and not any(name in arguments for name in _PRINTING):
        return _table(span, context)
    _print(span, arguments, context)
    return None


def python(arguments: Arguments, context: Context) -> str:
    """The same as Python."""
    key, span = arguments.key(), range_by_slash(arguments, SPEC.name)
    words = [repr(key), *(f"{name}={value!r}" for name, value in span.items())]
    if context.shows_widgets and not any(name in arguments for name in _PRINTING):
        if "prefix" in span:
            return f"import yamtam_nb as yn\nyn.config_table(yn.shared(), {key!r})"
        return (
            "import yamtam_nb as yn\nfrom yamtam_nb.keys import KeyRange\n"
            f"yn.config_table(yn.shared(), KeyRange.of({', '.join(words)}))"
        )
    options = [f"start_revision={arguments.integer('rev')}"] * ("rev" in arguments)
    options += ["prev_kv=True"] * arguments.on("prev-kv")
    return (
        "import yamtam_nb as yn\n"
        f"with yn.shared().watch({', '.join([*words, *options])}) as changes:\n"
        "    for batch in changes:\n"
        "        print(batch.revision, batch.events)"
    )


def _table(span: KeyRange, context: Context) -> ConfigTable:
    from yamtam_nb.widgets.config_table import config_table

    client, rows = context.client(), context.options.watch_rows
    table = context.state.tables.shown(
        client, ("watch", span), lambda: config_table(client, span, max_rows=rows)
    )
    if span.single and not table.shown:
        context.say(
            f"There is no key {show_key(span.key)} now. For all that begin with it: --prefix, or a / at its end."
        )
    return table


def _print(span: KeyRange, arguments: Arguments, context: Context) -> None:
    watch = context.client().watch(
        span.key,
        span.range_end or None,
        start_revision=arguments.integer("rev") or None,
        prev_kv=arguments.on("prev-kv"),
    )
    with watch:
        context.say(f"Watching {title(span)} from revision {watch.start_revision} on; Ctrl-C ends it.")
        try:
            _follow(watch, arguments, context)
        except KeyboardInterrupt:
            # In a terminal this is how one leaves; in a notebook the cells after this one must not go on.
            if context.shows_widgets:
                raise
        context.say(f"Stopped watching {title(span)}.")


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
