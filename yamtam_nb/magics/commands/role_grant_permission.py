"""``%etcd role grant-permission``."""

from __future__ import annotations

from yamtam_nb.magics.arguments import Arguments
from yamtam_nb.magics.call import Call
from yamtam_nb.magics.confirmation import confirm_on_protected
from yamtam_nb.magics.context import Context
from yamtam_nb.magics.flags import RANGE, RANGE_FLAGS, TIMEOUT, YES, timeout_of
from yamtam_nb.magics.key_range import range_options
from yamtam_nb.magics.spec import Positional, Spec
from yamtam_nb.model import Permission

SPEC = Spec(
    "role grant-permission",
    "Let a role read or write a key or a range.",
    (Positional("ROLE", "the role"), Positional("KIND", "read, write or readwrite"), *RANGE),
    (*RANGE_FLAGS, YES, TIMEOUT),
    (
        "%etcd role grant-permission reader read /yamtam/config/ --prefix",
        "%etcd role grant-permission writer readwrite /yamtam/config/model-tier",
    ),
    "A permission for the very same range is replaced.",
)


def call(arguments: Arguments) -> Call:
    """The grant."""
    given = (arguments.text("ROLE", ""), arguments.text("KIND", "").lower(), arguments.key())
    options = {**range_options(arguments, SPEC.name), **timeout_of(arguments)}
    return Call("auth.role_grant_permission", given, options)


def run(arguments: Arguments, context: Context) -> Permission:
    """Grant it."""
    grant = call(arguments)
    confirm_on_protected(context, arguments.on("yes"), "give a role more rights")
    permission: Permission = grant.make(context.client())
    return permission


def python(arguments: Arguments, context: Context) -> str:  # noqa: ARG001 - every sub-command takes a context
    """The same as Python."""
    return call(arguments).python()
