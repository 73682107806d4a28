"""``%etcd member update``."""

from __future__ import annotations

from yamtam_nb.errors import EtcdUsageError
from yamtam_nb.magics.arguments import Arguments
from yamtam_nb.magics.call import Call, without_defaults
from yamtam_nb.magics.confirmation import confirm_on_protected
from yamtam_nb.magics.context import Context
from yamtam_nb.magics.flags import MEMBER, TIMEOUT, YES, member_of, timeout_of
from yamtam_nb.magics.spec import Flag, Spec
from yamtam_nb.model import MemberChange

SPEC = Spec(
    "member update",
    "Tell the cluster a member's new peer addresses. The member is restarted with them afterwards.",
    (MEMBER,),
    (
        Flag("peer-urls", "Where its peers reach it from now on, joined by commas.", "URLS", "endpoints"),
        Flag(
            "force", "Also a learner, on servers that make a voter of it by this (before 3.5.31 and 3.6.12)."
        ),
        YES,
        TIMEOUT,
    ),
    ("%etcd member update 8e9e05c52164694d --peer-urls http://10.0.0.4:2380",),
)


def call(arguments: Arguments) -> Call:
    """The change."""
    urls = arguments.many("peer-urls")
    if not urls:
        raise EtcdUsageError("%etcd member update: say where its peers reach it now, with --peer-urls.")
    options = without_defaults(force=arguments.on("force"))
    return Call("cluster.member_update", (member_of(arguments), urls), {**options, **timeout_of(arguments)})


def run(arguments: Arguments, context: Context) -> MemberChange:
    """Tell it."""
    update = call(arguments)
    confirm_on_protected(context, arguments.on("yes"), "change a member's addresses")
    change: MemberChange = update.make(context.client())
    return change


def python(arguments: Arguments, context: Context) -> str:  # noqa: ARG001 - every sub-command takes a context
    """The same as Python."""
    return call(arguments).python()
