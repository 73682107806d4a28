"""``%etcd history``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yamtam_nb.keys import KeyRange
from yamtam_nb.magics.arguments import Arguments
from yamtam_nb.magics.context import Context
from yamtam_nb.magics.key_range import range_by_slash, refuse_unbounded
from yamtam_nb.magics.pictures import show_picture
from yamtam_nb.magics.spec import Flag, Positional, Spec

if TYPE_CHECKING:
    import pandas as pd

    from yamtam_nb.frames.history.history import History

SPEC = Spec(
    "history",
    "Everything that happened to a key or a prefix, as a data frame.",
    (Positional("KEY", "the key; one that ends in / is a prefix", "bytes", completion="key"),),
    (
        Flag("prefix", "All keys that begin with KEY, whatever it ends in; --prefix=false: exactly KEY."),
        Flag("plot", "Show a picture, too: keys from top to bottom, revisions from left to right."),
        Flag(
            "output",
            "df: the data frame; history: the History, which has .df.",
            "WHAT",
            short="o",
            choices=("history", "df"),
        ),
        Flag("all", "Allow reading the history of every key in the cluster."),
    ),
    (
        "h = %etcd history /yamtam/config/",
        "%etcd history /yamtam/config/model-tier",
        "%etcd history /yamtam/config/ --plot",
    ),
    "It reaches back to the oldest revision that etcd still keeps, deletions included. h.at(REVISION) is everything "
    "as it was, h.between(A, B) what happened between, h.blame(KEY) where each part of a value comes from.",
)


def run(arguments: Arguments, context: Context) -> History | pd.DataFrame:
    """Read, as a History or as its frame."""
    from yamtam_nb.frames.history.history import history

    key, prefix = _meant(arguments)
    if prefix:
        refuse_unbounded(
            KeyRange.of(key, prefix=True), arguments.on("all"), SPEC.name, "Give a longer prefix"
        )
    read = history(context.client(), key, prefix=prefix)
    if arguments.on("plot"):
        show_picture(read, context)
    return read.df if arguments.text("output") == "df" else read


def python(arguments: Arguments, context: Context) -> str:  # noqa: ARG001 - every sub-command takes a context
    """The same as Python."""
    key, prefix = _meant(arguments)
    words = ["yn.shared()", repr(key), *["prefix=False"] * (not prefix)]
    made = f"yn.history({', '.join(words)})"
    frame = ".df" if arguments.text("output") == "df" else ""
    if not arguments.on("plot"):
        return f"import yamtam_nb as yn\n{made}{frame}"
    return f"import yamtam_nb as yn\nhistory = {made}\nhistory.plot()\nhistory{frame}"


def _meant(arguments: Arguments) -> tuple[str | bytes, bool]:
    """The key, and whether it is a prefix."""
    return arguments.key(), "prefix" in range_by_slash(arguments, SPEC.name)
