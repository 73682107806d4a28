"""``%etcd alarm list``."""

from __future__ import annotations

from yamtam_nb.magics.arguments import Arguments
from yamtam_nb.magics.call import Call
from yamtam_nb.magics.context import Context
from yamtam_nb.magics.flags import TIMEOUT, timeout_of
from yamtam_nb.magics.rows import Rows
from yamtam_nb.magics.spec import Spec
from yamtam_nb.model import Alarm

SPEC = Spec("alarm list", "The alarms that are raised.", flags=(TIMEOUT,), examples=("%etcd alarm list",))


def call(arguments: Arguments) -> Call:
    """The question."""
    return Call("maintenance.alarms", (), timeout_of(arguments))


def run(arguments: Arguments, context: Context) -> Rows[Alarm]:
    """The alarms, a list of Alarm."""
    alarms = call(arguments).make(context.client())
    note = "" if alarms else "no alarm is raised"
    return Rows(("member", "alarm"), alarms, note, cells=lambda alarm: (f"{alarm.member_id:x}", alarm.alarm))


def python(arguments: Arguments, context: Context) -> str:  # noqa: ARG001 - every sub-command takes a context
    """The same as Python."""
    return call(arguments).python()
