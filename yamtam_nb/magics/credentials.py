"""Who connects: user and password from the line, a profile, the environment or a prompt. Nothing is echoed."""

from __future__ import annotations

import os
import sys
from typing import NamedTuple

from yamtam_nb.client.profiles import Profile
from yamtam_nb.errors import EtcdUsageError, InvalidArgument
from yamtam_nb.magics.arguments import Arguments
from yamtam_nb.magics.context import Context

PASSWORD_VARIABLES = ("ETCDCTL_PASSWORD", "ETCD_PASSWORD")
"""Environment variables that may hold the password, the first one first."""


class Credentials(NamedTuple):
    """A user with a password, and the environment variable that the password came from ("" for none)."""

    user: str | None
    password: str | None
    variable: str = ""

    def __repr__(self) -> str:
        return f"<Credentials of {self.user}>"


def credentials(arguments: Arguments, profile: Profile | None, context: Context) -> Credentials:
    """The user that the line, the profile or ``ETCDCTL_USER`` names, with the password that can be found for it.

    Raises:
        EtcdUsageError: a password without a user, or none can be found and nobody can be asked.
        InvalidArgument: the profile's ``password_env`` is not set.
    """
    named = arguments.text("user") or (profile and profile.user) or os.environ.get("ETCDCTL_USER")
    user, colon, typed = (named or "").partition(":")
    if not user:
        if "password" in arguments:
            raise EtcdUsageError("%etcd connect: --password needs --user.")
        return Credentials(None, None)
    if arguments.on("password-prompt"):
        return Credentials(user, _ask(user, context))
    if colon or "password" in arguments:
        _warn_if_typed(arguments, context)
        return Credentials(user, arguments.text("password", typed))
    return _found(user, profile) or Credentials(user, _ask(user, context))


def _found(user: str, profile: Profile | None) -> Credentials | None:
    if profile is not None and profile.user == user and profile.password_env:
        return Credentials(user, profile.password, profile.password_env)
    for variable in PASSWORD_VARIABLES:
        if os.environ.get(variable):
            return Credentials(user, os.environ[variable], variable)
    return None


def _ask(user: str, context: Context) -> str:
    if not can_ask(context):
        raise EtcdUsageError(
            f"%etcd connect: no password for {user}, and nobody to ask here: "
            "set ETCD_PASSWORD, or use a profile with password_env."
        )
    import getpass

    try:
        password = getpass.getpass(f"Password of {user}: ")
    except EOFError:
        password = ""
    if not password:
        raise InvalidArgument(f"No password was given for {user}.") from None
    return password


def can_ask(context: Context) -> bool:
    """Whether a person can be asked something here: in a terminal, or in a notebook that takes input."""
    kernel = getattr(context.shell, "kernel", None)
    if kernel is not None:
        return bool(getattr(kernel, "_allow_stdin", False))
    return sys.stdin is not None and sys.stdin.isatty()


def _warn_if_typed(arguments: Arguments, context: Context) -> None:
    typed = "password" in arguments.literal or (
        "user" in arguments.literal and ":" in arguments.text("user", "")
    )
    if typed:
        context.say(
            "Warning: the password stands in this line, so it is in the notebook and in the history. "
            "Better: ETCD_PASSWORD, or a profile with password_env."
        )
