"""``%etcd lease timetolive``."""

from __future__ import annotations

from yamtam_nb.magics.arguments import Arguments
from yamtam_nb.magics.call import Call, without_defaults
from yamtam_nb.magics.context import Context
from yamtam_nb.magics.flags import TIMEOUT, timeout_of
from yamtam_nb.magics.spec import Flag, Positional, Spec
from yamtam_nb.model import LeaseTimeToLive

SPEC = Spec(
    "lease timetolive",
    "What is left of a lease.",
    (Positional("ID", "the lease, in hexadecimal", "lease"),),
    (Flag("keys", "Name the keys that are bound to it."), TIMEOUT),
    ("%etcd lease timetolive 694d77aa9e38260f --keys",),
)


def call(arguments: Arguments) -> Call:
    """The question."""
    options = {**without_defaults(keys=arguments.on("keys")), **timeout_of(arguments)}
    return Call("lease.time_to_live", (arguments.integer("ID"),), options)


def run(arguments: Arguments, context: Context) -> LeaseTimeToLive:
    """Ask."""
    result: LeaseTimeToLive = call(arguments).make(context.client())
    return result


def python(arguments: Arguments, context: Context) -> str:  # noqa: ARG001 - every sub-command takes a context
    """The same as Python."""
    return call(arguments).python()
