"""``%etcd user passwd``."""

from __future__ import annotations

from yamtam_nb.magics.arguments import Arguments
from yamtam_nb.magics.call import Call
from yamtam_nb.magics.confirmation import confirm_on_protected
from yamtam_nb.magics.context import Context
from yamtam_nb.magics.flags import TIMEOUT, YES, timeout_of
from yamtam_nb.magics.new_password import PASSWORD_FLAGS, new_password, password_in_python
from yamtam_nb.magics.spec import Positional, Spec

SPEC = Spec(
    "user passwd",
    "Give a user another password. It is asked for, and not echoed; the user's tokens are refused from now on.",
    (Positional("USER", "the user"),),
    (*PASSWORD_FLAGS, YES, TIMEOUT),
    ("%etcd user passwd dev", "%etcd user passwd dev --password-env DEV_PW"),
)


def run(arguments: Arguments, context: Context) -> None:
    """Change it."""
    user = arguments.text("USER", "")
    confirm_on_protected(context, arguments.on("yes"), f"change the password of {user}")
    client = context.client()
    password = new_password(user, "", arguments, context)
    limit = arguments.number("timeout", client.settings.timeout)
    client.auth.user_change_password(user, password, timeout=limit)
    context.say(f"User {user} has another password now.")


def python(arguments: Arguments, context: Context) -> str:  # noqa: ARG001 - every sub-command takes a context
    """The same as Python, without the password."""
    given = (arguments.text("USER", ""), password_in_python(arguments))
    return Call("auth.user_change_password", given, timeout_of(arguments)).python()
