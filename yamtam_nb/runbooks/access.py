"""Who may do what, and giving somebody who is locked out the access back."""

from __future__ import annotations

import difflib
import os
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple

from yamtam_nb.client.at_once import at_once
from yamtam_nb.client.client import Client
from yamtam_nb.errors import AuthenticationFailed, AuthError, InvalidArgument, Unsupported
from yamtam_nb.render import html
from yamtam_nb.render.text import table
from yamtam_nb.runbooks.operations import Operation, Operations
from yamtam_nb.values import show_key

_WIDTH = 100
_HEADERS = ["user", "roles", "may read", "may write"]


class Account(NamedTuple):
    """A user: its roles, and whether it may read and write the keys that were asked about."""

    user: str
    roles: tuple[str, ...]
    reads: bool
    writes: bool


class Accounts(Sequence[Account]):
    """All users and what they may do with the keys under a prefix.

    Attributes:
        accounts: one for each user.
        prefix: of the keys.
        enabled: whether authentication is on; None when it is not known (etcd 3.4, with a client's certificate).
        refused: why users were not listed, or "".
    """

    def __init__(
        self, accounts: Sequence[Account], prefix: str | bytes, enabled: bool | None, refused: str = ""
    ) -> None:
        self.accounts = tuple(accounts)
        self.prefix = prefix
        self.enabled = enabled
        self.refused = refused

    def of(self, user: str) -> Account | None:
        """The account of a user, None where there is none."""
        return next((account for account in self.accounts if account.user == user), None)

    @property
    def title(self) -> str:
        """What there is to say in one line."""
        state = {
            True: "authentication is on",
            False: "authentication is off: anybody may do anything",
            None: "etcd 3.4 does not say whether authentication is on: yes, if etcdctl get / is refused without a user",
        }[self.enabled]
        return f"{state}; {len(self)} user{'s' * (len(self) != 1)}"

    def __len__(self) -> int:
        return len(self.accounts)

    def __getitem__(self, index: Any) -> Any:
        return self.accounts[index]

    def __repr__(self) -> str:
        return f"<Accounts: {self.title}>"

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:  # noqa: ARG002 - IPython's signature
        rows = [[user, roles, *marks] for user, roles, *marks in map(_cells, self.accounts)]
        shown = [table(self._headers(), rows, _WIDTH)] if rows else []
        printer.text("\n".join([self.title, *shown, *([self.refused] if self.refused else [])]))

    def _repr_html_(self) -> str:
        rows = []
        for account in self.accounts:
            user, roles, *marks = _cells(account)
            rows.append(
                [user, roles, *[html.toned(mark, "good" if mark == "yes" else "quiet") for mark in marks]]
            )
        shown = [html.table(self._headers(), rows)] if rows else []
        refused = [html.line(self.refused)] if self.refused else []
        return html.box(html.line(self.title, bold=True), *shown, *refused)

    def _headers(self) -> list[str]:
        name = show_key(self.prefix if isinstance(self.prefix, bytes) else self.prefix.encode())
        return [*_HEADERS[:2], *[f"{header} {name or 'all keys'}" for header in _HEADERS[2:]]]


def accounts(client: Client, prefix: str | bytes) -> Accounts:
    """List all users, with what they may do with every key under a prefix. It changes nothing.

    A user who may not look at the others gets an empty table that says so.

    Args:
        client: whom to ask; as ``root`` where authentication is on.
        prefix: of the keys.

    Raises:
        EtcdError: nobody answers.
    """
    enabled = _enabled(client)
    try:
        names = client.auth.user_list()
        users = at_once(client.auth.user_get, names, name="yamtam-users")
        reads, writes = (client.auth.who_can(how, prefix, prefix=True) for how in ("read", "write"))
    except AuthError as error:
        hint = "Connect as root, or as somebody with the role root, to see and to mend this."
        # Nobody is refused while it is off.
        return Accounts([], prefix, True, f"Users could not be listed: {error} {hint}")
    if enabled is None and (client.settings.password or not client.settings.cert):
        enabled = reads.enabled
    listed = [
        Account(user.name, user.roles, user.name in reads.users, user.name in writes.users) for user in users
    ]
    return Accounts(listed, prefix, enabled)


def restore_access(client: Client, *, user: str, role: str = "", password_env: str = "") -> Operations:
    """What lets a user in again: a role that was taken from it, a password that nobody knows any more.

    There is nothing to do for a role that it has, and a password that it is let in with already. The password stands in
    no title, and so in no output, hash or record.

    Args:
        client: connected as ``root``.
        user: who is locked out; "" for nobody.
        role: the role that it is to have; "" for none.
        password_env: the environment variable that holds the password that it is to have; "" to leave its password.

    Raises:
        InvalidArgument: there is no such user or role, or the variable is not set.
        PermissionDenied: the client's own user may not look at users.
    """
    steps: list[Operation] = []
    if user:
        _check_known("user", user, client.auth.user_list())
        steps += _granting(client, user, role) if role else []
        steps += _setting_password(client, user, password_env) if password_env else []
    return Operations("Let a user in again", client.cluster_id, steps)


def logs_in(client: Client, user: str, password_env: str) -> bool:
    """Whether a new connection as that user, with the password in the environment variable, is let in.

    Raises:
        InvalidArgument: the variable is not set.
        EtcdError: it failed for another reason.
    """
    settings = replace(client.settings, user=user, password=_password(password_env), profile="")
    try:
        Client.open(settings).close()
    except AuthenticationFailed:
        return False
    return True


def _granting(client: Client, user: str, role: str) -> list[Operation]:
    _check_known("role", role, client.auth.role_list())
    has = client.auth.user_get(user).roles
    if role in has:
        return []
    why = f"it has: {', '.join(has)}" if has else "it has none"
    return [
        Operation(
            f"give the user {user!r} the role {role!r}", partial(client.auth.user_grant_role, user, role), why
        )
    ]


def _setting_password(client: Client, user: str, password_env: str) -> list[Operation]:
    if _enabled(client) is not False and logs_in(client, user, password_env):  # else any password is good
        return []
    _password(password_env)

    def change() -> None:
        # Read again, and not kept: whatever is kept is shown by somebody's repr.
        client.auth.user_change_password(user, _password(password_env))

    title = f"give the user {user!r} the password in the environment variable {password_env}"
    return [Operation(title, change, "whoever uses the old one is thrown out")]


def _password(password_env: str) -> str:
    value = os.environ.get(password_env)
    if not value:
        raise InvalidArgument(
            f"The environment variable {password_env} is not set: put the new password into it, for this kernel only."
        )
    return value


def _check_known(what: str, name: str, known: Sequence[str]) -> None:
    if name not in known:
        near = difflib.get_close_matches(name, known, n=1)
        hint = f"Did you mean {near[0]!r}?" if near else f"There are: {', '.join(sorted(known)) or 'none'}."
        raise InvalidArgument(f"There is no {what} {name!r}. {hint}")


def _enabled(client: Client) -> bool | None:
    try:
        return client.auth.status().enabled
    except Unsupported:
        return None
    except AuthError:
        return True


def _cells(account: Account) -> list[str]:
    marks = ["yes" if may else "no" for may in (account.reads, account.writes)]
    return [account.user, ", ".join(account.roles) or "none", *marks]
