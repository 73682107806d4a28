"""``%etcd compaction``."""

from __future__ import annotations

from yamtam_nb.magics.arguments import Arguments
from yamtam_nb.magics.call import Call, without_defaults
from yamtam_nb.magics.confirmation import confirm_on_protected
from yamtam_nb.magics.context import Context
from yamtam_nb.magics.spec import Flag, Positional, Spec
from yamtam_nb.model import CompactResult

SPEC = Spec(
    "compaction",
    "Drop all history below a revision; the state at it stays readable.",
    (Positional("REVISION", "oldest revision to keep", "integer"),),
    (
        Flag("physical", "Wait until the space is free for reuse."),
        Flag("yes", "Compact although the profile is protected."),
        Flag("timeout", "Longest time to wait.", "SECONDS", "seconds"),
    ),
    ("%etcd compaction 1000",),
)


def call(arguments: Arguments) -> Call:
    """The compaction that the words mean."""
    options = without_defaults(physical=arguments.on("physical"), timeout=arguments.number("timeout", 0))
    return Call("compact", (arguments.integer("REVISION"),), options)


def run(arguments: Arguments, context: Context) -> CompactResult:
    """Compact."""
    confirm_on_protected(
        context, arguments.on("yes"), f"lose its history below revision {arguments.integer('REVISION')}"
    )
    result: CompactResult = call(arguments).make(context.client())
    context.say(f"Compacted: revisions below {arguments.integer('REVISION')} are gone.")
    return result


def python(arguments: Arguments, context: Context) -> str:  # noqa: ARG001 - every sub-command takes a context
    """The same as Python."""
    return call(arguments).python()
