"""``%etcd lease revoke``."""

from __future__ import annotations

from yamtam_nb.magics.arguments import Arguments
from yamtam_nb.magics.call import Call
from yamtam_nb.magics.confirmation import SHOWN, confirm_on_protected, refusal
from yamtam_nb.magics.context import Context
from yamtam_nb.magics.flags import TIMEOUT, timeout_of
from yamtam_nb.magics.spec import Flag, Positional, Spec

SPEC = Spec(
    "lease revoke",
    "Revoke a lease, which deletes its keys. More than one key needs --yes; without it they are listed.",
    (Positional("ID", "the lease, in hexadecimal", "lease"),),
    (Flag("yes", "Revoke, however many keys go with it."), TIMEOUT),
    ("%etcd lease revoke 694d77aa9e38260f",),
)


def call(arguments: Arguments) -> Call:
    """The revocation that the words mean."""
    return Call("lease.revoke", (arguments.integer("ID"),), timeout_of(arguments))


def run(arguments: Arguments, context: Context) -> None:
    """Revoke it, unless several keys would go unasked."""
    lease_id = arguments.integer("ID")
    confirm_on_protected(context, arguments.on("yes"), f"lose lease {lease_id:x}")
    client = context.client()
    if not arguments.on("yes"):
        keys = client.lease.time_to_live(lease_id, keys=True).keys
        if len(keys) > 1:
            raise refusal(len(keys), keys[:SHOWN])
    call(arguments).make(client)
    context.say(f"Revoked lease {lease_id:x}.")


def python(arguments: Arguments, context: Context) -> str:  # noqa: ARG001 - every sub-command takes a context
    """The same as Python."""
    return call(arguments).python()
