"""``%etcd help``."""

from __future__ import annotations

from yamtam_nb.errors import EtcdUsageError
from yamtam_nb.magics import catalogue
from yamtam_nb.magics.arguments import Arguments
from yamtam_nb.magics.context import Context
from yamtam_nb.magics.parser import suggestion
from yamtam_nb.magics.spec import Positional, Spec
from yamtam_nb.magics.usage import command_help, overview

SPEC = Spec(
    "help",
    "This list, or the help of one sub-command.",
    (Positional("SUB", "a sub-command", required=False, many=True, completion="command"),),
    examples=("%etcd help get", "%etcd help sandbox start"),
)


def run(arguments: Arguments, context: Context) -> None:
    """Say it."""
    context.say(_text(" ".join(arguments.many("SUB"))))


def python(arguments: Arguments, context: Context) -> str:  # noqa: ARG001 - every sub-command takes a context
    """There is no other way to have it in Python."""
    return "help('yamtam_nb')"


def _text(name: str) -> str:
    if name and name in catalogue.COMMANDS:
        return command_help(catalogue.load(name).SPEC)
    if summaries := catalogue.summaries(name):
        return overview(summaries, name)
    near = suggestion(name, catalogue.COMMANDS)
    raise EtcdUsageError(f"%etcd help: unknown sub-command {name!r}.{near} %etcd help lists them all.")
