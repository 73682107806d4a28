"""``%etcd import``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yamtam_nb.magics.arguments import Arguments
from yamtam_nb.magics.context import Context
from yamtam_nb.magics.planning import ALL, NOTES, YES, python_applied, refuse_everything, shown_or_applied
from yamtam_nb.magics.spec import Flag, Positional, Spec

if TYPE_CHECKING:
    from yamtam_nb.frames.plan.plan import Plan
    from yamtam_nb.frames.plan.result import PlanResult

SPEC = Spec(
    "import",
    "The plan that brings the keys of a file to a prefix.",
    (
        Positional("FILE", "an export, or a plain JSON or YAML mapping of keys to values", completion="file"),
        Positional("PREFIX", "where to; it takes the place of the file's own", "bytes", completion="key"),
    ),
    (Flag("prune", "Delete what is under PREFIX and not in the file."), YES, ALL),
    ("%etcd import config.yaml /yamtam/config/", "plan = %etcd import before.jsonl /yamtam/ --prune"),
    f"Keys that have the value already are left alone. A lease is kept in its own cluster, while it exists.\n{NOTES}",
)


def run(arguments: Arguments, context: Context) -> Plan | PlanResult:
    """Plan, and write it when that was confirmed."""
    from yamtam_nb.frames.files.reading import read_export

    prefix = _prefix(arguments)
    file = read_export(arguments.text("FILE", ""))
    return shown_or_applied(file.plan(context.client(), prefix, prune=arguments.on("prune")), arguments)


def python(arguments: Arguments, context: Context) -> str:  # noqa: ARG001 - every sub-command takes a context
    """The same as Python."""
    words = ["yn.shared()", repr(_prefix(arguments))]
    words += ["prune=True"] * arguments.on("prune")
    call = f"yn.read_export({arguments.text('FILE')!r}).plan({', '.join(words)})"
    return f"import yamtam_nb as yn\n{python_applied(call, arguments)}"


def _prefix(arguments: Arguments) -> str | bytes:
    prefix = arguments.key("PREFIX")
    refuse_everything(prefix, arguments, SPEC.name)
    return prefix
