"""``%etcd member add``."""

from __future__ import annotations

from yamtam_nb.errors import EtcdUsageError
from yamtam_nb.magics.arguments import Arguments
from yamtam_nb.magics.call import Call, without_defaults
from yamtam_nb.magics.confirmation import confirm_on_protected
from yamtam_nb.magics.context import Context
from yamtam_nb.magics.flags import TIMEOUT, YES, timeout_of
from yamtam_nb.magics.spec import Flag, Positional, Spec
from yamtam_nb.model import Forecast, MemberChange, MembershipStep

SPEC = Spec(
    "member add",
    "Announce a new member, after a forecast of what that does to the quorum. Its process is started afterwards.",
    (Positional("NAME", "what it will be called; etcd hears it from the member itself", required=False),),
    (
        Flag("peer-urls", "Where its peers will reach it, joined by commas.", "URLS", "endpoints"),
        Flag("learner", "It does not vote until it is promoted."),
        Flag("dry-run", "Only the forecast."),
        Flag("force", "Also where nothing can be written until it has started."),
        YES,
        TIMEOUT,
    ),
    (
        "%etcd member add m4 --peer-urls http://10.0.0.4:2380 --learner",
        "%etcd member add --peer-urls http://10.0.0.4:2380 --dry-run",
    ),
    "A voter counts for the quorum at once, and does not answer before it has started. The careful way is a learner:\n"
    "add it, start it with --initial-cluster-state=existing, wait until it has caught up, promote it.",
)


def call(arguments: Arguments) -> Call:
    """The announcement, or its forecast."""
    step: MembershipStep = "add learner" if arguments.on("learner") else "add"
    if arguments.on("dry-run"):
        return Call("cluster.forecast", (step,), timeout_of(arguments))
    urls = arguments.many("peer-urls")
    if not urls:
        raise EtcdUsageError("%etcd member add: say where its peers will reach it, with --peer-urls.")
    options = without_defaults(learner=arguments.on("learner"), force=arguments.on("force"))
    return Call("cluster.member_add", (urls,), {**options, **timeout_of(arguments)})


def run(arguments: Arguments, context: Context) -> MemberChange | Forecast:
    """Announce it, and say how its process is to be started."""
    announcement = call(arguments)
    if not arguments.on("dry-run"):
        confirm_on_protected(context, arguments.on("yes"), "get another member")
    change: MemberChange | Forecast = announcement.make(context.client())
    if isinstance(change, MemberChange):
        context.say(f"Start it now with:\n  {_command(change, arguments.text('NAME', 'NAME'))}")
    return change


def python(arguments: Arguments, context: Context) -> str:  # noqa: ARG001 - every sub-command takes a context
    """The same as Python."""
    return call(arguments).python()


def _command(change: MemberChange, name: str) -> str:
    names = {member.id: member.name for member in change.members} | {change.member.id: name}
    cluster = ",".join(
        f"{names[member.id] or 'NAME'}={url}" for member in change.members for url in member.peer_urls
    )
    return (
        f"etcd --name={name} --initial-cluster-state=existing --initial-cluster={cluster} "
        f"--initial-advertise-peer-urls={','.join(change.member.peer_urls)} "
        f"--listen-peer-urls={','.join(change.member.peer_urls)}"
    )
