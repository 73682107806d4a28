"""``%etcd member remove``."""

from __future__ import annotations

from yamtam_nb.magics.arguments import Arguments
from yamtam_nb.magics.call import Call, without_defaults
from yamtam_nb.magics.confirmation import confirm_on_protected
from yamtam_nb.magics.context import Context
from yamtam_nb.magics.flags import MEMBER, TIMEOUT, YES, member_of, timeout_of
from yamtam_nb.magics.spec import Flag, Spec
from yamtam_nb.model import Forecast, MemberChange

SPEC = Spec(
    "member remove",
    "Take a member out of the cluster for good, after a forecast of what that does to the quorum.",
    (MEMBER,),
    (
        Flag("dry-run", "Only the forecast."),
        Flag("force", "Also where the cluster cannot be written afterwards."),
        YES,
        TIMEOUT,
    ),
    ("%etcd member remove 8e9e05c52164694d", "%etcd member remove 8e9e05c52164694d --dry-run"),
    "A dead member is removed first and replaced afterwards: so the quorum never grows by one that is not there.",
)


def call(arguments: Arguments) -> Call:
    """The change, or its forecast."""
    member = member_of(arguments)
    if arguments.on("dry-run"):
        return Call("cluster.forecast", ("remove", member), timeout_of(arguments))
    options = without_defaults(force=arguments.on("force"))
    return Call("cluster.member_remove", (member,), {**options, **timeout_of(arguments)})


def run(arguments: Arguments, context: Context) -> MemberChange | Forecast:
    """Do it, unless it costs the quorum."""
    if not arguments.on("dry-run"):
        confirm_on_protected(context, arguments.on("yes"), "lose a member")
    change: MemberChange | Forecast = call(arguments).make(context.client())
    return change


def python(arguments: Arguments, context: Context) -> str:  # noqa: ARG001 - every sub-command takes a context
    """The same as Python."""
    return call(arguments).python()
