"""A password for somebody else: asked for, from the environment, or from the line. Nothing is echoed."""

from __future__ import annotations

import os

from yamtam_nb.errors import EtcdUsageError, InvalidArgument
from yamtam_nb.magics.arguments import Arguments
from yamtam_nb.magics.call import Named
from yamtam_nb.magics.context import Context
from yamtam_nb.magics.credentials import can_ask
from yamtam_nb.magics.spec import Flag

PASSWORD_FLAGS = (
    Flag("password-env", "Take the password from this environment variable.", "VARIABLE"),
    Flag(
        "new-user-password", "The password; a variable such as $PW keeps it out of the notebook.", "PASSWORD"
    ),
)


def new_password(user: str, typed: str, arguments: Arguments, context: Context) -> str:
    """The password that the line, the environment or a prompt gives for ``user``.

    Args:
        user: whose it will be.
        typed: what stands behind the colon of ``name:password``; "" for nothing.
        arguments: may hold ``password-env`` and ``new-user-password``.
        context: of the magic.

    Raises:
        EtcdUsageError: it is given twice, or not at all and nobody can be asked.
        InvalidArgument: the variable is not set, nothing was typed, or not the same twice.
    """
    given = [bool(typed), "new-user-password" in arguments, "password-env" in arguments]
    if sum(given) > 1:
        raise EtcdUsageError("%etcd user: give the password once, by one of NAME:PASSWORD and the flags.")
    if "password-env" in arguments:
        return _from_environment(arguments.text("password-env", ""))
    if "new-user-password" in arguments:
        _warn_if(bool(arguments.literal & {"new-user-password"}), context)
        return arguments.text("new-user-password", "")
    if typed:
        _warn_if("NAME" in arguments.literal, context)
        return typed
    return _ask(user, context)


def password_in_python(arguments: Arguments) -> Named:
    """Where a program would take it from: never the password itself."""
    if "password-env" in arguments:
        variable = arguments.text("password-env", "")
        return Named(f"os.environ[{variable!r}]", "", "import os")
    return Named("getpass.getpass()", "", "import getpass")


def _from_environment(variable: str) -> str:
    password = os.environ.get(variable)
    if not password:
        raise InvalidArgument(f"The environment variable {variable} is not set: it was to hold the password.")
    return password


def _ask(user: str, context: Context) -> str:
    if not can_ask(context):
        raise EtcdUsageError(
            f"%etcd user: no password for {user}, and nobody to ask here: use --password-env VARIABLE."
        )
    import getpass

    try:
        password = getpass.getpass(f"New password of {user}: ")
        again = getpass.getpass("Once more: ") if password else ""
    except EOFError:
        password = again = ""
    if not password:
        raise InvalidArgument(f"No password was given for {user}.") from None
    if again != password:
        raise InvalidArgument("The two are not the same: nothing was changed.")
    return password


def _warn_if(typed: bool, context: Context) -> None:
    if typed:
        context.say(
            "Warning: the password stands in this line, so it is in the notebook and in the history. "
            "Better: leave it out and be asked, or --password-env VARIABLE."
        )
