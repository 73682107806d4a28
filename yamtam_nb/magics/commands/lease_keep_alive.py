"""``%etcd lease keep-alive``."""

from __future__ import annotations

from yamtam_nb.client.keep_alive import KeepAlive
from yamtam_nb.errors import EtcdUsageError
from yamtam_nb.magics.arguments import Arguments
from yamtam_nb.magics.call import Call
from yamtam_nb.magics.context import Context
from yamtam_nb.magics.flags import timeout_of
from yamtam_nb.magics.spec import Flag, Positional, Spec
from yamtam_nb.model import KeepAliveResult

SPEC = Spec(
    "lease keep-alive",
    "Renew a lease every third of its TTL, in the background, or once.",
    (Positional("ID", "the lease, in hexadecimal", "lease"),),
    (
        Flag("once", "Renew it once."),
        Flag("stop", "Stop renewing it; it then lives for what is left of its TTL."),
        Flag("timeout", "With --once: longest time to wait.", "SECONDS", "seconds"),
    ),
    ("%etcd lease keep-alive 694d77aa9e38260f", "%etcd lease keep-alive 694d77aa9e38260f --once"),
    "Other cells run meanwhile. It goes on until --stop, until the lease is revoked, or until the kernel ends.",
)


def call(arguments: Arguments) -> Call:
    """The renewal that the words mean."""
    if arguments.on("once"):
        return Call("lease.keep_alive_once", (arguments.integer("ID"),), timeout_of(arguments))
    return Call("lease.keep_alive", (arguments.integer("ID"),))


def run(arguments: Arguments, context: Context) -> KeepAlive | KeepAliveResult | None:
    """One renewal, or the handle of those that go on."""
    if arguments.on("once") and arguments.on("stop"):
        raise EtcdUsageError("%etcd lease keep-alive: give one of --once and --stop, not both.")
    lease_id = arguments.integer("ID")
    if arguments.on("stop"):
        _stop(lease_id, context)
        return None
    client = context.client()
    if arguments.on("once"):
        renewed: KeepAliveResult = call(arguments).make(client)
        return renewed
    kept = context.state.kept.get((id(client), lease_id))
    if kept is None or not kept.alive:
        kept = context.state.kept[(id(client), lease_id)] = call(arguments).make(client)
    return kept


def python(arguments: Arguments, context: Context) -> str:  # noqa: ARG001 - every sub-command takes a context
    """The same as Python."""
    if arguments.on("stop"):
        return "kept.close()  # what keep_alive returned"
    written = call(arguments).python()
    return written if arguments.on("once") else written.replace("yn.shared()", "kept = yn.shared()")


def _stop(lease_id: int, context: Context) -> None:
    kept = context.state.kept.pop((id(context.client()), lease_id), None)
    if kept is None:
        raise EtcdUsageError(f"%etcd lease keep-alive: this kernel does not keep lease {lease_id:x} alive.")
    kept.close()
    context.say(f"Lease {lease_id:x} is not renewed any more.")
