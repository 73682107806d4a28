"""``%etcd snapshot``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yamtam_nb.keys import KeyRange
from yamtam_nb.magics.arguments import Arguments
from yamtam_nb.magics.context import Context
from yamtam_nb.magics.key_range import refuse_unbounded
from yamtam_nb.magics.spec import Flag, Positional, Spec

if TYPE_CHECKING:
    import pandas as pd

    from yamtam_nb.frames.snapshot import Snapshot

SPEC = Spec(
    "snapshot",
    "A prefix at one revision, as a data frame.",
    (Positional("PREFIX", "what the keys begin with", "bytes", completion="key"),),
    (
        Flag("rev", "The state at that revision.", "REVISION", "integer"),
        Flag(
            "output",
            "df: the data frame; snapshot: the Snapshot, which has .df.",
            "WHAT",
            short="o",
            choices=("snapshot", "df"),
        ),
        Flag("expand", "Spread JSON objects over columns."),
        Flag("all", "Allow reading every key in the cluster."),
    ),
    ("df = %etcd snapshot /yamtam/config/ -o df", "before = %etcd snapshot /yamtam/config/ --expand"),
    "It is read in pages, all at one revision, so it is one state of the store whatever is written meanwhile.",
)


def run(arguments: Arguments, context: Context) -> Snapshot | pd.DataFrame:
    """Read, as a Snapshot or as its frame."""
    from yamtam_nb.frames.snapshot import snapshot

    prefix = arguments.key("PREFIX")
    refuse_unbounded(KeyRange.of(prefix, prefix=True), arguments.on("all"), SPEC.name, "Give a longer prefix")
    revision = arguments.integer("rev") or None
    taken = snapshot(context.client(), prefix, revision, expand=arguments.on("expand"))
    return taken.df if arguments.text("output") == "df" else taken


def python(arguments: Arguments, context: Context) -> str:  # noqa: ARG001 - every sub-command takes a context
    """The same as Python."""
    words = ["yn.shared()", repr(arguments.key("PREFIX"))]
    words += [f"revision={arguments.integer('rev')}"] * ("rev" in arguments)
    words += ["expand=True"] * arguments.on("expand")
    frame = ".df" if arguments.text("output") == "df" else ""
    return f"import yamtam_nb as yn\nyn.snapshot({', '.join(words)}){frame}"
