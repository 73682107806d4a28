"""``%etcd alarm disarm``."""

from __future__ import annotations

from yamtam_nb.magics.arguments import Arguments
from yamtam_nb.magics.call import Call, Named, without_defaults
from yamtam_nb.magics.confirmation import confirm_on_protected
from yamtam_nb.magics.context import Context
from yamtam_nb.magics.flags import TIMEOUT, YES, timeout_of
from yamtam_nb.magics.rows import Rows
from yamtam_nb.magics.spec import Flag, Spec
from yamtam_nb.model import Alarm

SPEC = Spec(
    "alarm disarm",
    "Switch alarms off, once their cause is cured. All of them, or those of one member or kind.",
    flags=(
        Flag("member", "Only those of this member.", "ID", "member"),
        Flag("alarm", "Only those of this kind.", "TYPE", choices=("NOSPACE", "CORRUPT")),
        YES,
        TIMEOUT,
    ),
    examples=("%etcd alarm disarm", "%etcd alarm disarm --alarm NOSPACE --member 8e9e05c52164694d"),
    notes="NOSPACE: compact and defragment every member first, or it is raised again at the next write.",
)


def call(arguments: Arguments) -> Call:
    """The change."""
    kind = arguments.text("alarm")
    member = arguments.integer("member")
    named = Named(f"0x{member:x}", member) if member else None
    return Call(
        "maintenance.disarm",
        (kind,) if kind else (),
        {**without_defaults(member_id=named), **timeout_of(arguments)},
    )


def run(arguments: Arguments, context: Context) -> Rows[Alarm]:
    """The alarms that were switched off, a list of Alarm."""
    confirm_on_protected(context, arguments.on("yes"), "disarm alarms")
    alarms = call(arguments).make(context.client())
    note = "" if alarms else "no such alarm was raised"
    return Rows(
        ("member", "disarmed"), alarms, note, cells=lambda alarm: (f"{alarm.member_id:x}", alarm.alarm)
    )


def python(arguments: Arguments, context: Context) -> str:  # noqa: ARG001 - every sub-command takes a context
    """The same as Python."""
    return call(arguments).python()
