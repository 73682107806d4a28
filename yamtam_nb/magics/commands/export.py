"""``%etcd export``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yamtam_nb.keys import KeyRange
from yamtam_nb.magics.arguments import Arguments
from yamtam_nb.magics.context import Context
from yamtam_nb.magics.key_range import refuse_unbounded
from yamtam_nb.magics.spec import Flag, Positional, Spec

if TYPE_CHECKING:
    from yamtam_nb.frames.files.export import ExportResult

SPEC = Spec(
    "export",
    "A prefix at one revision, into a file. Nothing is lost, and text stays text.",
    (
        Positional("PREFIX", "what the keys begin with", "bytes", completion="key"),
        Positional("FILE", "where to; .jsonl, .yaml, .csv or .parquet tells the format", completion="file"),
    ),
    (
        Flag("rev", "The state at that revision.", "REVISION", "integer"),
        Flag(
            "format",
            "The format, for a name that does not tell.",
            "FORMAT",
            choices=("jsonl", "yaml", "csv", "parquet"),
        ),
        Flag("force", "Take the place of a file that is there."),
        Flag("all", "Allow exporting every key in the cluster."),
    ),
    ("%etcd export /yamtam/config/ config.yaml", "%etcd export /yamtam/ before.jsonl --rev 17 --force"),
    "The file appears whole or not at all. %etcd import reads it back, as a plan.",
)


def run(arguments: Arguments, context: Context) -> ExportResult:
    """Read, write, and tell what was written."""
    from yamtam_nb.frames.files.export import writable
    from yamtam_nb.frames.snapshot import snapshot

    prefix = arguments.key("PREFIX")
    refuse_unbounded(KeyRange.of(prefix, prefix=True), arguments.on("all"), SPEC.name, "Give a longer prefix")
    file, name, force = arguments.text("FILE", ""), arguments.text("format"), arguments.on("force")
    writable(file, name, overwrite=force)
    taken = snapshot(context.client(), prefix, arguments.integer("rev") or None)
    return taken.export(file, format=name, overwrite=force)


def python(arguments: Arguments, context: Context) -> str:  # noqa: ARG001 - every sub-command takes a context
    """The same as Python."""
    read = ["yn.shared()", repr(arguments.key("PREFIX"))]
    read += [f"revision={arguments.integer('rev')}"] * ("rev" in arguments)
    write = [repr(arguments.text("FILE"))]
    write += [f"format={arguments.text('format')!r}"] * ("format" in arguments)
    write += ["overwrite=True"] * arguments.on("force")
    return f"import yamtam_nb as yn\nyn.snapshot({', '.join(read)}).export({', '.join(write)})"
