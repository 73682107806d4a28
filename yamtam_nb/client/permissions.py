"""What roles permit, worked out as etcd does: a range needs permissions that cover it without a gap.

The permissions of all of a user's roles count together, and ranges that touch are one range
(etcd ``server/auth/range_perm_cache.go``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple

from yamtam_nb.keys import FROM_KEY, KeyRange
from yamtam_nb.model import Permission, Role, User
from yamtam_nb.model.auth import ROOT

Action = Literal["read", "write"]


class Interval(NamedTuple):
    """Keys from ``start`` up to, but not including, ``end``; None for no end."""

    start: bytes
    end: bytes | None

    @classmethod
    def of(cls, span: KeyRange) -> Interval:
        """A range of keys; a single key ends before the very next one."""
        if span.range_end == FROM_KEY:
            # One zero byte is where all keys begin, for etcd as for us.
            return cls(span.key, None)
        return cls(span.key, span.range_end or span.key + b"\0")

    def covers(self, other: Interval) -> bool:
        """Whether every key of ``other`` is in it."""
        ends_later = self.end is None or (other.end is not None and other.end <= self.end)
        return self.start <= other.start and ends_later

    def meets(self, other: Interval) -> bool:
        """Whether they share a key."""
        return (other.end is None or self.start < other.end) and (self.end is None or other.start < self.end)


def merged(permissions: Iterable[Permission], action: Action) -> list[Interval]:
    """The keys that the permissions permit to read or to write: intervals in order, none touching another.

    >>> [each.end for each in merged([Permission("read", KeyRange(b"a", b"c")),
    ...                               Permission("read", KeyRange(b"c", b"d"))], "read")]
    [b'd']
    """
    intervals = sorted(
        (Interval.of(each.range) for each in permissions if each.permits(action)), key=lambda each: each.start
    )
    whole: list[Interval] = []
    for interval in intervals:
        last = whole[-1] if whole else None
        if last is None or (last.end is not None and last.end < interval.start):
            whole.append(interval)
        elif last.end is not None and (interval.end is None or interval.end > last.end):
            whole[-1] = Interval(last.start, interval.end)
    return whole


def allows(permissions: Iterable[Permission], action: Action, span: KeyRange) -> bool:
    """Whether the permissions, taken together, permit ``action`` on every key of the range."""
    wanted = Interval.of(span)
    return any(interval.covers(wanted) for interval in merged(permissions, action))


def who_can(
    action: Action, span: KeyRange, users: Iterable[User], roles: Mapping[str, Role]
) -> dict[str, tuple[str, ...]]:
    """The users who may, each with the roles that let it.

    A role that suffices alone is named; where only several together do, all of them that permit a part are.
    The role ``root`` always suffices.

    Args:
        action: ``read`` or ``write``.
        span: the keys.
        users: all users.
        roles: roles by name; one that does not exist any more permits nothing.
    """
    found = {}
    for user in users:
        letting = _letting(action, span, [roles[name] for name in user.roles if name in roles], user)
        if letting:
            found[user.name] = letting
    return found


def _letting(action: Action, span: KeyRange, roles: list[Role], user: User) -> tuple[str, ...]:
    root = (ROOT,) * (ROOT in user.roles)
    alone = tuple(role.name for role in roles if role.name != ROOT and allows(role.permissions, action, span))
    if root or alone:
        return root + alone
    if not allows([each for role in roles for each in role.permissions], action, span):
        return ()
    wanted = Interval.of(span)
    return tuple(
        role.name
        for role in roles
        if any(interval.meets(wanted) for interval in merged(role.permissions, action))
    )
