"""Users, roles and what roles permit."""

from __future__ import annotations

from typing import Literal, NamedTuple

from yamtam_nb.keys import KeyRange

PermissionKind = Literal["read", "write", "readwrite"]
"""What a permission permits, in etcdctl's words."""

ROOT = "root"
"""The user who must exist before authentication is switched on, and the role that permits everything."""


class AuthStatus(NamedTuple):
    """Whether authentication is on, and the revision of users and roles: every change of them raises it."""

    enabled: bool
    revision: int


class Permission(NamedTuple):
    """A range of keys that a role may read, write or both."""

    kind: PermissionKind
    range: KeyRange

    def permits(self, action: Literal["read", "write"]) -> bool:
        """Whether it is of the kind that ``action`` needs."""
        return self.kind in (action, "readwrite")


class User(NamedTuple):
    """A user and the names of its roles."""

    name: str
    roles: tuple[str, ...]


class Role(NamedTuple):
    """A role and its permissions; the role ``root`` permits everything without having any."""

    name: str
    permissions: tuple[Permission, ...]


class Access(NamedTuple):
    """Who may read or write a range of keys.

    Attributes:
        action: ``read`` or ``write``.
        range: the keys.
        users: user -> the roles that let it; where no role does alone, all those that do together.
        enabled: whether authentication is on. While it is off, anybody may do anything.
    """

    action: Literal["read", "write"]
    range: KeyRange
    users: dict[str, tuple[str, ...]]
    enabled: bool

    def __repr__(self) -> str:
        who = ", ".join(sorted(self.users)) or "nobody"
        off = "" if self.enabled else "; authentication is off, so anybody may"
        return f"<Access {self.action} {self.range.key!r}: {who}{off}>"
