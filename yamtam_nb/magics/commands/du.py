"""``%etcd du``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yamtam_nb.keys import KeyRange
from yamtam_nb.magics.arguments import Arguments
from yamtam_nb.magics.context import Context
from yamtam_nb.magics.key_range import refuse_unbounded
from yamtam_nb.magics.pictures import show_picture
from yamtam_nb.magics.spec import Flag, Positional, Spec

if TYPE_CHECKING:
    import pandas as pd

    from yamtam_nb.frames.usage import Usage

SPEC = Spec(
    "du",
    "What a prefix consists of: keys, bytes and writes per sub-prefix.",
    (Positional("PREFIX", "what the keys begin with", "bytes", completion="key"),),
    (
        Flag(
            "depth", "Levels below PREFIX that have rows of their own; 1 unless given.", "LEVELS", "integer"
        ),
        Flag("rev", "The state at that revision.", "REVISION", "integer"),
        Flag(
            "output",
            "usage: the Usage, which has .df and .biggest; df: its frame.",
            "WHAT",
            short="o",
            choices=("usage", "df"),
        ),
        Flag("churn", "Count changes, deletions too, from the history that etcd still keeps."),
        Flag("plot", "Show a picture, too."),
        Flag("all", "Allow reading every key in the cluster."),
    ),
    ("%etcd du /yamtam/", "%etcd du /yamtam/ --depth 2 --churn --plot", "df = %etcd du /yamtam/ -o df"),
    "Values are read page by page and not kept. `versions` counts how often the keys that are there now were written\n"
    "since each was created; --churn tells all changes, which takes a replay of the history.",
)


def run(arguments: Arguments, context: Context) -> Usage | pd.DataFrame:
    """Count; as a Usage or as its frame."""
    from yamtam_nb.frames.usage import usage

    prefix = arguments.key("PREFIX")
    refuse_unbounded(KeyRange.of(prefix, prefix=True), arguments.on("all"), SPEC.name, "Give a longer prefix")
    counted = usage(
        context.client(),
        prefix,
        depth=arguments.integer("depth", 1),
        revision=arguments.integer("rev") or None,
        history=arguments.on("churn"),
    )
    if arguments.on("plot"):
        show_picture(counted, context)
    return counted.df if arguments.text("output") == "df" else counted


def python(arguments: Arguments, context: Context) -> str:  # noqa: ARG001 - every sub-command takes a context
    """The same as Python."""
    words = ["yn.shared()", repr(arguments.key("PREFIX"))]
    words += [f"depth={arguments.integer('depth')}"] * ("depth" in arguments)
    words += [f"revision={arguments.integer('rev')}"] * ("rev" in arguments)
    words += ["history=True"] * arguments.on("churn")
    counted = f"yn.usage({', '.join(words)})"
    frame = ".df" if arguments.text("output") == "df" else ""
    if not arguments.on("plot"):
        return f"import yamtam_nb as yn\n{counted}{frame}"
    return f"import yamtam_nb as yn\nusage = {counted}\nusage.plot()\nusage{frame}"
