"""``%etcd move-leader``."""

from __future__ import annotations

from yamtam_nb.magics.arguments import Arguments
from yamtam_nb.magics.call import Call
from yamtam_nb.magics.confirmation import confirm_on_protected
from yamtam_nb.magics.context import Context
from yamtam_nb.magics.flags import MEMBER, TIMEOUT, YES, member_of, timeout_of
from yamtam_nb.magics.spec import Spec
from yamtam_nb.model import LeaderMove

SPEC = Spec(
    "move-leader",
    "Hand leadership over to a member; the leader is found by itself.",
    (MEMBER,),
    (YES, TIMEOUT),
    ("%etcd move-leader 8e9e05c52164694d",),
)


def call(arguments: Arguments) -> Call:
    """The change."""
    return Call("maintenance.move_leader", (member_of(arguments),), timeout_of(arguments))


def run(arguments: Arguments, context: Context) -> LeaderMove:
    """Hand it over."""
    confirm_on_protected(context, arguments.on("yes"), "get another leader")
    moved: LeaderMove = call(arguments).make(context.client())
    return moved


def python(arguments: Arguments, context: Context) -> str:  # noqa: ARG001 - every sub-command takes a context
    """The same as Python."""
    return call(arguments).python()
