"""Who may do what, worked out from users and roles."""

from __future__ import annotations

import pytest

from yamtam_nb.client.permissions import Action, Interval, allows, merged, who_can
from yamtam_nb.keys import FROM_KEY, KeyRange
from yamtam_nb.model import Permission, PermissionKind, Role, User


def may(kind: PermissionKind, key: bytes, range_end: bytes = b"") -> Permission:
    return Permission(kind, KeyRange(key, range_end))


ALL = KeyRange(b"\0", FROM_KEY)


@pytest.mark.parametrize(
    ("permissions", "expected"),
    [
        ([], []),
        ([may("read", b"a")], [(b"a", b"a\0")]),
        ([may("read", b"a", b"c"), may("read", b"b", b"d")], [(b"a", b"d")]),
        ([may("read", b"c", b"d"), may("read", b"a", b"c")], [(b"a", b"d")]),
        ([may("read", b"a", b"b"), may("read", b"c", b"d")], [(b"a", b"b"), (b"c", b"d")]),
        ([may("read", b"a", b"z"), may("read", b"b", b"c")], [(b"a", b"z")]),
        ([may("read", b"a", b"c"), may("read", b"b", FROM_KEY)], [(b"a", None)]),
        ([may("read", b"a", FROM_KEY), may("read", b"b", b"c")], [(b"a", None)]),
        ([may("read", b"a"), may("read", b"a\0")], [(b"a", b"a\0\0")]),
        ([may("write", b"a"), may("readwrite", b"b")], [(b"b", b"b\0")]),
    ],
)
def test_ranges_that_touch_are_one(
    permissions: list[Permission], expected: list[tuple[bytes, bytes | None]]
) -> None:
    """Overlapping, adjacent, contained, without an end; and only those of the kind that is asked for."""
    assert [tuple(each) for each in merged(permissions, "read")] == expected


@pytest.mark.parametrize(
    ("permissions", "action", "span", "expected"),
    [
        ([may("read", b"a", b"c")], "read", KeyRange(b"b"), True),
        ([may("read", b"a", b"c")], "read", KeyRange(b"c"), False),
        ([may("read", b"a", b"c")], "write", KeyRange(b"b"), False),
        ([may("readwrite", b"a", b"c")], "write", KeyRange(b"a", b"c"), True),
        ([may("read", b"a", b"c")], "read", KeyRange(b"a", b"d"), False),
        ([may("read", b"a", b"c"), may("read", b"c", b"d")], "read", KeyRange(b"a", b"d"), True),
        ([may("read", b"a", b"b"), may("read", b"b\0", b"d")], "read", KeyRange(b"a", b"d"), False),
        ([may("read", b"a", b"b"), may("read", b"b"), may("read", b"b\0", b"d")], "read", KeyRange(b"a", b"d"), True),
        ([may("read", b"a", FROM_KEY)], "read", KeyRange(b"b", FROM_KEY), True),
        ([may("read", b"a", b"z")], "read", KeyRange(b"b", FROM_KEY), False),
        ([may("read", b"b", FROM_KEY)], "read", KeyRange(b"a", FROM_KEY), False),
        ([may("readwrite", b"\0", FROM_KEY)], "write", ALL, True),
    ],
)  # fmt: skip
def test_a_range_needs_permissions_without_a_gap(
    permissions: list[Permission], action: Action, span: KeyRange, expected: bool
) -> None:
    """As etcd decides it."""
    assert allows(permissions, action, span) is expected


def test_intervals_meet_where_they_share_a_key() -> None:
    """An end is no part of them."""
    assert Interval(b"a", b"c").meets(Interval(b"b", None))
    assert Interval(b"b", None).meets(Interval(b"a", b"c"))
    assert not Interval(b"a", b"b").meets(Interval(b"b", b"c"))


def test_whoever_may_is_listed_with_the_roles_that_let_it() -> None:
    """Root always; a role that suffices alone; else all that do together; roles that are gone permit nothing."""
    roles = {
        role.name: role
        for role in (
            Role("root", ()),
            Role("config", (may("readwrite", b"/c/", b"/c0"),)),
            Role("low", (may("read", b"/c/", b"/c/m"),)),
            Role("high", (may("read", b"/c/m", b"/c0"),)),
            Role("other", (may("readwrite", b"/x/", b"/x0"),)),
        )
    }
    users = [
        User("admin", ("root",)),
        User("dev", ("other", "config")),
        User("halves", ("low", "high", "other")),
        User("half", ("low",)),
        User("ghost", ("deleted",)),
        User("nobody", ()),
    ]

    span = KeyRange.of("/c/", prefix=True)

    assert who_can("read", span, users, roles) == {
        "admin": ("root",),
        "dev": ("config",),
        "halves": ("low", "high"),
    }
    assert who_can("write", span, users, roles) == {"admin": ("root",), "dev": ("config",)}
    assert set(who_can("read", KeyRange(b"/c/a"), users, roles)) == {"admin", "dev", "halves", "half"}
