"""``%etcd lease grant``."""

from __future__ import annotations

from yamtam_nb.magics.arguments import Arguments
from yamtam_nb.magics.call import Call
from yamtam_nb.magics.context import Context
from yamtam_nb.magics.flags import TIMEOUT, timeout_of
from yamtam_nb.magics.spec import Positional, Spec
from yamtam_nb.model import LeaseGrantResult

SPEC = Spec(
    "lease grant",
    "Grant a lease; keys bound to it go when it expires.",
    (Positional("TTL", "seconds", "integer"),),
    (TIMEOUT,),
    ("lease = %etcd lease grant 60",),
    "The result goes where an ID goes: %etcd put KEY VALUE --lease $lease",
)


def call(arguments: Arguments) -> Call:
    """The grant that the words mean."""
    return Call("lease.grant", (arguments.integer("TTL"),), timeout_of(arguments))


def run(arguments: Arguments, context: Context) -> LeaseGrantResult:
    """Grant it."""
    result: LeaseGrantResult = call(arguments).make(context.client())
    return result


def python(arguments: Arguments, context: Context) -> str:  # noqa: ARG001 - every sub-command takes a context
    """The same as Python."""
    return call(arguments).python()
