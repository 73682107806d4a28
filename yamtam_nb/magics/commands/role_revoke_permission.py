"""``%etcd role revoke-permission``."""

from __future__ import annotations

from yamtam_nb.magics.arguments import Arguments
from yamtam_nb.magics.call import Call
from yamtam_nb.magics.confirmation import confirm_on_protected
from yamtam_nb.magics.context import Context
from yamtam_nb.magics.flags import RANGE, RANGE_FLAGS, TIMEOUT, YES, timeout_of
from yamtam_nb.magics.key_range import range_options
from yamtam_nb.magics.spec import Positional, Spec

SPEC = Spec(
    "role revoke-permission",
    "Take a permission back: the one for exactly this range, as role get shows it.",
    (Positional("ROLE", "the role"), *RANGE),
    (*RANGE_FLAGS, YES, TIMEOUT),
    ("%etcd role revoke-permission reader /yamtam/config/ --prefix",),
)


def call(arguments: Arguments) -> Call:
    """The change."""
    options = {**range_options(arguments, SPEC.name), **timeout_of(arguments)}
    return Call("auth.role_revoke_permission", (arguments.text("ROLE", ""), arguments.key()), options)


def run(arguments: Arguments, context: Context) -> None:
    """Take it back."""
    revocation = call(arguments)
    confirm_on_protected(context, arguments.on("yes"), "take rights from a role")
    revocation.make(context.client())
    context.say(f"Role {arguments.text('ROLE')} does not have that permission any more.")


def python(arguments: Arguments, context: Context) -> str:  # noqa: ARG001 - every sub-command takes a context
    """The same as Python."""
    return call(arguments).python()
