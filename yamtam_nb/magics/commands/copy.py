"""``%etcd copy``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yamtam_nb.client.profiles import load_profile
from yamtam_nb.magics.arguments import Arguments
from yamtam_nb.magics.connection import client_of
from yamtam_nb.magics.context import Context
from yamtam_nb.magics.planning import ALL, NOTES, YES, python_applied, refuse_everything, shown_or_applied
from yamtam_nb.magics.spec import Flag, Positional, Spec

if TYPE_CHECKING:
    from yamtam_nb.frames.plan.plan import Plan
    from yamtam_nb.frames.plan.result import PlanResult

SPEC = Spec(
    "copy",
    "The plan that copies a prefix to another one, or to another cluster.",
    (
        Positional("SOURCE", "what the keys begin with", "bytes", completion="key"),
        Positional("DESTINATION", "what the copies begin with instead", "bytes", completion="key"),
    ),
    (
        Flag("profile", "Copy to the cluster of this profile.", "NAME", completion="profile"),
        Flag("prune", "Delete what is under DESTINATION and not under SOURCE."),
        YES,
        ALL,
    ),
    (
        "%etcd copy /yamtam/config/ /yamtam/config-before/",
        "plan = %etcd copy /yamtam/config/ /yamtam/config/ --profile staging --prune",
    ),
    f"Leases are not carried over.\n{NOTES}",
)


def run(arguments: Arguments, context: Context) -> Plan | PlanResult:
    """Plan, and write it when that was confirmed."""
    from yamtam_nb.frames.plan.copying import copy

    source, destination = _what(arguments)
    name = arguments.text("profile")
    to = client_of(context, name) if name else None
    plan = copy(context.client(), source, destination, to=to, prune=arguments.on("prune"))
    return shown_or_applied(plan, arguments)


def python(arguments: Arguments, context: Context) -> str:  # noqa: ARG001 - every sub-command takes a context
    """The same as Python."""
    source, destination = _what(arguments)
    words = ["yn.shared()", repr(source), repr(destination)]
    before = "import yamtam_nb as yn\n"
    name = arguments.text("profile")
    if name:
        load_profile(name)
        before = (
            "import yamtam_nb as yn\n"
            "from yamtam_nb.client.profiles import load_profile\n\n"
            f"there = yn.Client.open(load_profile({name!r}).settings())\n"
        )
        words.append("to=there")
    words += ["prune=True"] * arguments.on("prune")
    return before + python_applied(f"yn.copy({', '.join(words)})", arguments)


def _what(arguments: Arguments) -> tuple[str | bytes, str | bytes]:
    source, destination = arguments.key("SOURCE"), arguments.key("DESTINATION")
    refuse_everything(source, arguments, SPEC.name)
    refuse_everything(destination, arguments, SPEC.name)
    return source, destination
