"""``%etcd auth enable``."""

from __future__ import annotations

from yamtam_nb.magics.arguments import Arguments
from yamtam_nb.magics.call import Call
from yamtam_nb.magics.confirmation import confirm_on_protected
from yamtam_nb.magics.context import Context
from yamtam_nb.magics.flags import TIMEOUT, YES, timeout_of
from yamtam_nb.magics.spec import Spec

SPEC = Spec(
    "auth enable",
    "Switch authentication on: from now on everybody needs a user.",
    flags=(YES, TIMEOUT),
    examples=("%etcd auth enable",),
    notes="The user root must exist: %etcd user add root. It gets the role root by the way, as with etcdctl.",
)

_ANEW = " This client has no user and is refused from now on: %etcd connect with --user."


def call(arguments: Arguments) -> Call:
    """The change."""
    return Call("auth.enable", (), timeout_of(arguments))


def run(arguments: Arguments, context: Context) -> None:
    """Switch it."""
    confirm_on_protected(context, arguments.on("yes"), "ask everybody who they are")
    client = context.client()
    call(arguments).make(client)
    nobody = client.settings.user is None
    context.say("Authentication is on." + _ANEW * nobody)


def python(arguments: Arguments, context: Context) -> str:  # noqa: ARG001 - every sub-command takes a context
    """The same as Python."""
    return call(arguments).python()
