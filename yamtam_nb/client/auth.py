"""The Auth service: users, roles, and whether they count."""

from __future__ import annotations

from typing import Any, Literal

from yamtam_nb.client.at_once import at_once
from yamtam_nb.client.permissions import who_can
from yamtam_nb.errors import FailedPrecondition, InvalidArgument, Unsupported
from yamtam_nb.keys import KeyRange
from yamtam_nb.model import Access, AuthStatus, Permission, PermissionKind, Role, User
from yamtam_nb.model.auth import ROOT
from yamtam_nb.rpc import etcd_pb as pb
from yamtam_nb.rpc import methods
from yamtam_nb.rpc.methods import Method
from yamtam_nb.rpc.transport import Transport

_NO_ROOT_ROLE = "root user does not have root role"

_KINDS: dict[str, Any] = {
    "read": pb.Permission.READ,
    "write": pb.Permission.WRITE,
    "readwrite": pb.Permission.READWRITE,
}
_KIND_NAMES: dict[int, PermissionKind] = {
    pb.Permission.READ: "read",
    pb.Permission.WRITE: "write",
    pb.Permission.READWRITE: "readwrite",
}


class Auth:
    """Users and roles: ``client.auth``. Passwords are sent and forgotten; nothing here shows one.

    A change whose answer was lost raises ``OutcomeUnknown`` and is not repeated: look with ``user_get`` or
    ``role_get`` whether it was made.
    """

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def enable(self, *, timeout: float | None = None) -> None:
        """Switch authentication on: from now on everybody needs a user. The user ``root`` must exist.

        As etcdctl does, ``root`` is given its role if it has none yet. A client that is connected without a
        user is refused from here on: connect anew.

        Raises:
            FailedPrecondition: there is no user ``root``.
            OutcomeUnknown: the answer was lost.
        """
        try:
            self._ask(methods.AUTH_ENABLE, pb.AuthEnableRequest(), timeout)
        except FailedPrecondition as error:
            if error.detail != _NO_ROOT_ROLE:
                raise
            if ROOT not in self.role_list(timeout=timeout):
                self.role_add(ROOT, timeout=timeout)
            self.user_grant_role(ROOT, ROOT, timeout=timeout)
            self._ask(methods.AUTH_ENABLE, pb.AuthEnableRequest(), timeout)

    def disable(self, *, timeout: float | None = None) -> None:
        """Switch authentication off: anybody may do anything. Users and roles are kept."""
        self._ask(methods.AUTH_DISABLE, pb.AuthDisableRequest(), timeout)

    def status(self, *, timeout: float | None = None) -> AuthStatus:
        """Whether authentication is on.

        Raises:
            Unsupported: a server before 3.5.
        """
        answer = self._ask(methods.AUTH_STATUS, pb.AuthStatusRequest(), timeout)
        return AuthStatus(answer.enabled, answer.authRevision)

    def user_add(
        self,
        name: str,
        password: str | None = None,
        *,
        no_password: bool = False,
        timeout: float | None = None,
    ) -> User:
        """Add a user, without roles.

        Args:
            name: its name.
            password: what it will log in with; given instead of ``no_password``.
            no_password: it logs in by the common name of its TLS certificate only.
            timeout: seconds, None for the client's.

        Raises:
            InvalidArgument: neither or both of a password and ``no_password``, or no name.
            FailedPrecondition: there is such a user already.
            OutcomeUnknown: the answer was lost.
        """
        if bool(password) == no_password:
            raise InvalidArgument("Give a password that is not empty, or no_password=True.")
        options = pb.UserAddOptions(no_password=no_password)
        request = pb.AuthUserAddRequest(name=_named(name, "user"), password=password or "", options=options)
        self._ask(methods.USER_ADD, request, timeout)
        return User(name, ())

    def user_get(self, name: str, *, timeout: float | None = None) -> User:
        """A user and its roles.

        Raises:
            FailedPrecondition: there is no such user.
        """
        answer = self._ask(methods.USER_GET, pb.AuthUserGetRequest(name=_named(name, "user")), timeout)
        return User(name, tuple(answer.roles))

    def user_list(self, *, timeout: float | None = None) -> list[str]:
        """The names of all users."""
        return list(self._ask(methods.USER_LIST, pb.AuthUserListRequest(), timeout).users)

    def user_delete(self, name: str, *, timeout: float | None = None) -> None:
        """Delete a user; its tokens are refused from now on.

        Raises:
            FailedPrecondition: there is no such user.
            InvalidRequest: it is ``root``, and authentication is on.
        """
        self._ask(methods.USER_DELETE, pb.AuthUserDeleteRequest(name=_named(name, "user")), timeout)

    def user_change_password(self, name: str, password: str, *, timeout: float | None = None) -> None:
        """Give a user another password; its tokens are refused from now on.

        Raises:
            InvalidArgument: the password is empty.
            FailedPrecondition: there is no such user.
        """
        if not password:
            raise InvalidArgument("Give a password that is not empty.")
        request = pb.AuthUserChangePasswordRequest(name=_named(name, "user"), password=password)
        self._ask(methods.USER_CHANGE_PASSWORD, request, timeout)

    def user_grant_role(self, name: str, role: str, *, timeout: float | None = None) -> None:
        """Give a user a role.

        Raises:
            FailedPrecondition: there is no such user or role.
        """
        request = pb.AuthUserGrantRoleRequest(user=_named(name, "user"), role=_named(role, "role"))
        self._ask(methods.USER_GRANT_ROLE, request, timeout)

    def user_revoke_role(self, name: str, role: str, *, timeout: float | None = None) -> None:
        """Take a role from a user.

        Raises:
            FailedPrecondition: there is no such user, or it does not have the role.
        """
        request = pb.AuthUserRevokeRoleRequest(name=_named(name, "user"), role=_named(role, "role"))
        self._ask(methods.USER_REVOKE_ROLE, request, timeout)

    def role_add(self, name: str, *, timeout: float | None = None) -> Role:
        """Add a role, without permissions.

        Raises:
            FailedPrecondition: there is such a role already.
        """
        self._ask(methods.ROLE_ADD, pb.AuthRoleAddRequest(name=_named(name, "role")), timeout)
        return Role(name, ())

    def role_get(self, name: str, *, timeout: float | None = None) -> Role:
        """A role and what it permits.

        Raises:
            FailedPrecondition: there is no such role.
        """
        answer = self._ask(methods.ROLE_GET, pb.AuthRoleGetRequest(role=_named(name, "role")), timeout)
        return Role(name, tuple(_permission(each) for each in answer.perm))

    def role_list(self, *, timeout: float | None = None) -> list[str]:
        """The names of all roles."""
        return list(self._ask(methods.ROLE_LIST, pb.AuthRoleListRequest(), timeout).roles)

    def role_delete(self, name: str, *, timeout: float | None = None) -> None:
        """Delete a role, and take it from everybody who has it.

        Raises:
            FailedPrecondition: there is no such role.
            InvalidRequest: it is ``root``, and authentication is on.
        """
        self._ask(methods.ROLE_DELETE, pb.AuthRoleDeleteRequest(role=_named(name, "role")), timeout)

    def role_grant_permission(
        self,
        name: str,
        kind: PermissionKind,
        key: str | bytes,
        range_end: str | bytes | None = None,
        *,
        prefix: bool = False,
        from_key: bool = False,
        timeout: float | None = None,
    ) -> Permission:
        """Let a role read or write a key or a range. A permission for the very same range is replaced.

        Args:
            name: the role.
            kind: ``read``, ``write`` or ``readwrite``.
            key: the key, or the prefix, or the first key of the range.
            range_end: first key after the range.
            prefix: every key that begins with ``key``.
            from_key: every key from ``key`` on.
            timeout: seconds, None for the client's.

        Raises:
            FailedPrecondition: there is no such role.

        Example:
            >>> client.auth.role_grant_permission("reader", "read", "/yamtam/config/", prefix=True)
        """
        if kind not in _KINDS:
            raise InvalidArgument(f"{kind!r} is no kind of permission: give one of {', '.join(_KINDS)}.")
        span = KeyRange.of(key, range_end, prefix=prefix, from_key=from_key)
        permission = pb.Permission(permType=_KINDS[kind], key=span.key, range_end=span.range_end)
        request = pb.AuthRoleGrantPermissionRequest(name=_named(name, "role"), perm=permission)
        self._ask(methods.ROLE_GRANT_PERMISSION, request, timeout)
        return Permission(kind, span)

    def role_revoke_permission(
        self,
        name: str,
        key: str | bytes,
        range_end: str | bytes | None = None,
        *,
        prefix: bool = False,
        from_key: bool = False,
        timeout: float | None = None,
    ) -> None:
        """Take a permission back: the one for exactly this range, as ``role_get`` lists it.

        Raises:
            FailedPrecondition: there is no such role, or it has no permission for exactly this range.
        """
        span = KeyRange.of(key, range_end, prefix=prefix, from_key=from_key)
        request = pb.AuthRoleRevokePermissionRequest(
            role=_named(name, "role"), key=span.key, range_end=span.range_end
        )
        self._ask(methods.ROLE_REVOKE_PERMISSION, request, timeout)

    def who_can(
        self,
        action: Literal["read", "write"],
        key: str | bytes,
        range_end: str | bytes | None = None,
        *,
        prefix: bool = False,
        from_key: bool = False,
        timeout: float | None = None,
    ) -> Access:
        """Who may read or write a key, or every key of a range, and by which roles.

        Users and roles are fetched one after the other: what is changed meanwhile may be seen in part.

        Args:
            action: ``read`` or ``write``.
            key: the key, or the prefix, or the first key of the range.
            range_end: first key after the range.
            prefix: every key that begins with ``key``.
            from_key: every key from ``key`` on.
            timeout: seconds for each question, None for the client's.

        Example:
            >>> client.auth.who_can("write", "/yamtam/config/", prefix=True).users
        """
        if action not in ("read", "write"):
            raise InvalidArgument(f"{action!r} is neither read nor write: ask for one of them.")
        span = KeyRange.of(key, range_end, prefix=prefix, from_key=from_key)
        users = at_once(lambda name: self.user_get(name, timeout=timeout), self.user_list(timeout=timeout))
        named = sorted({role for user in users for role in user.roles})
        roles = at_once(lambda name: self.role_get(name, timeout=timeout), named)
        return Access(
            action,
            span,
            who_can(action, span, users, {role.name: role for role in roles}),
            self._enabled(timeout),
        )

    def _enabled(self, timeout: float | None) -> bool:
        try:
            return self.status(timeout=timeout).enabled
        except Unsupported:
            # 3.4 does not say. But a password brings a token only while it is on.
            return self._transport.tokens.held

    def _ask(self, method: Method, request: Any, timeout: float | None) -> Any:
        return self._transport.call(method, request, timeout=timeout)


def _permission(message: Any) -> Permission:
    kind = _KIND_NAMES.get(message.permType, "read")
    return Permission(kind, KeyRange(message.key, message.range_end))


def _named(name: str, what: str) -> str:
    if not name:
        raise InvalidArgument(f"The {what} has no name: give one.")
    return name
