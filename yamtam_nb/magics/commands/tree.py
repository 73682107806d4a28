"""``%etcd tree``."""

from __future__ import annotations

from yamtam_nb.keys import to_bytes
from yamtam_nb.magics.arguments import Arguments
from yamtam_nb.magics.call import Call, without_defaults
from yamtam_nb.magics.context import Context
from yamtam_nb.magics.spec import Flag, Positional, Spec
from yamtam_nb.model import GetResult

KEYS = 1_000
"""Keys that a picture is made of at most, unless --all is given."""

SPEC = Spec(
    "tree",
    "The key tree as a picture.",
    (Positional("PREFIX", "where; the root when left out", "bytes", required=False, completion="key"),),
    (
        Flag("depth", "Fold what lies deeper than that many levels.", "N", "integer"),
        Flag("rev", "The state at that revision.", "REVISION", "integer"),
        Flag("all", f"Draw every key; otherwise it stops after {KEYS:,}."),
        Flag("timeout", "Longest time to wait.", "SECONDS", "seconds"),
    ),
    ("%etcd tree /yamtam/", "%etcd tree /yamtam/ --depth 1"),
)


class Tree:
    """Keys to be drawn as a tree.

    Attributes:
        prefix: what they begin with.
        keys: a result without values; ``keys.count`` tells how many there are in all.
        depth: levels to draw, 0 for all.
    """

    def __init__(self, prefix: bytes, keys: GetResult, depth: int) -> None:
        self.prefix = prefix
        self.keys = keys
        self.depth = depth

    def __repr__(self) -> str:
        return f"<Tree {self.prefix!r}: {len(self.keys)} of {self.keys.count} keys>"


def call(arguments: Arguments) -> Call:
    """The read that the picture is made from."""
    limit = 0 if arguments.on("all") else KEYS
    options = without_defaults(
        limit=limit, revision=arguments.integer("rev"), timeout=arguments.number("timeout", 0)
    )
    prefix = arguments.optional_key("PREFIX") or ""
    return Call("get", (prefix,), {"prefix": True, "keys_only": True, **options})


def run(arguments: Arguments, context: Context) -> Tree:
    """Read the keys."""
    keys: GetResult = call(arguments).make(context.client())
    prefix = to_bytes(arguments.optional_key("PREFIX") or b"")
    return Tree(prefix, keys, arguments.integer("depth"))


def python(arguments: Arguments, context: Context) -> str:  # noqa: ARG001 - every sub-command takes a context
    """The same as Python."""
    return call(arguments).python()
