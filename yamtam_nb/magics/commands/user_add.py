"""``%etcd user add``."""

from __future__ import annotations

from yamtam_nb.errors import EtcdUsageError
from yamtam_nb.magics.arguments import Arguments
from yamtam_nb.magics.call import Call
from yamtam_nb.magics.confirmation import confirm_on_protected
from yamtam_nb.magics.context import Context
from yamtam_nb.magics.flags import TIMEOUT, YES, timeout_of
from yamtam_nb.magics.new_password import PASSWORD_FLAGS, new_password, password_in_python
from yamtam_nb.magics.spec import Flag, Positional, Spec
from yamtam_nb.model import User

SPEC = Spec(
    "user add",
    "Add a user, without roles. Its password is asked for, and not echoed.",
    (Positional("NAME", "the user; etcdctl's NAME:PASSWORD is taken too, and stays in the notebook"),),
    (
        Flag("no-password", "It logs in by the common name of its TLS certificate only."),
        *PASSWORD_FLAGS,
        YES,
        TIMEOUT,
    ),
    ("%etcd user add dev", "%etcd user add dev --password-env DEV_PW", "%etcd user add agent --no-password"),
)


def run(arguments: Arguments, context: Context) -> User:
    """Add it."""
    confirm_on_protected(context, arguments.on("yes"), "get another user")
    name, _, typed = arguments.text("NAME", "").partition(":")
    if arguments.on("no-password"):
        if typed or "new-user-password" in arguments or "password-env" in arguments:
            raise EtcdUsageError("%etcd user add: give one of a password and --no-password, not both.")
        added: User = _call(name, {"no_password": True}, arguments).make(context.client())
        return added
    client = context.client()
    password = new_password(name, typed, arguments, context)
    return client.auth.user_add(name, password, timeout=arguments.number("timeout", client.settings.timeout))


def python(arguments: Arguments, context: Context) -> str:  # noqa: ARG001 - every sub-command takes a context
    """The same as Python, without the password."""
    name = arguments.text("NAME", "").partition(":")[0]
    if arguments.on("no-password"):
        return _call(name, {"no_password": True}, arguments).python()
    return Call("auth.user_add", (name, password_in_python(arguments)), timeout_of(arguments)).python()


def _call(name: str, options: dict[str, object], arguments: Arguments) -> Call:
    return Call("auth.user_add", (name,), {**options, **timeout_of(arguments)})
