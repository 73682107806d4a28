"""``%etcd ls``."""

from __future__ import annotations

from yamtam_nb.client.level import ENTRIES, Level, level
from yamtam_nb.keys import to_bytes
from yamtam_nb.magics.arguments import Arguments
from yamtam_nb.magics.context import Context
from yamtam_nb.magics.spec import Flag, Positional, Spec

SPEC = Spec(
    "ls",
    "One level of the key tree, like a directory.",
    (Positional("PREFIX", "where; the root when left out", "bytes", required=False, completion="key"),),
    (
        Flag("rev", "The state at that revision.", "REVISION", "integer"),
        Flag("all", f"List every entry; otherwise it stops after {ENTRIES:,}."),
        Flag("timeout", "Longest time to wait for each request.", "SECONDS", "seconds"),
    ),
    ("%etcd ls /yamtam/", "entries = %etcd ls /yamtam/config/"),
    "A name that ends in / is a directory; the number beside it counts all keys below it.",
)


def run(arguments: Arguments, context: Context) -> Level:
    """List; a prefix without its last slash means the directory when there is nothing else of that name."""
    client = context.client()
    prefix = to_bytes(arguments.optional_key("PREFIX") or b"")

    def listed(where: bytes) -> Level:
        return level(
            client,
            where,
            revision=arguments.integer("rev"),
            limit=None if arguments.on("all") else ENTRIES,
            timeout=arguments.number("timeout", 0) or None,
        )

    found = listed(prefix)
    if [entry.path for entry in found] == [prefix + b"/"]:
        return listed(prefix + b"/")
    return found


def python(arguments: Arguments, context: Context) -> str:  # noqa: ARG001 - every sub-command takes a context
    """The same as Python."""
    options = [f"revision={arguments.integer('rev')}"] * ("rev" in arguments) + ["limit=None"] * arguments.on(
        "all"
    )
    words = ["yn.shared()", repr(arguments.optional_key("PREFIX") or ""), *options]
    return f"import yamtam_nb as yn\nfrom yamtam_nb.client.level import level\nlevel({', '.join(words)})"
