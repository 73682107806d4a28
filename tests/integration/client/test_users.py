"""Users, roles and permissions through our own calls."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import yamtam_nb as yn
from yamtam_nb import errors as e
from yamtam_nb.client.client import Client
from yamtam_nb.keys import KeyRange
from yamtam_nb.model import Permission
from yamtam_nb.sandbox import Cluster

SECRET = "s3cret-pw"


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    """One member, without authentication at first."""
    with Cluster.start(1, fsync=False) as cluster:
        yield cluster


@pytest.fixture
def root(cluster: Cluster) -> Iterator[Client]:
    """Root, with authentication on during the test; users and roles are removed after it."""
    with yn.connect(cluster.endpoints) as plain:
        plain.auth.user_add("root", SECRET)
        plain.auth.enable()
    with yn.connect(cluster.endpoints, user="root", password=SECRET) as root:
        yield root
        root.auth.disable()
        for user in root.auth.user_list():
            root.auth.user_delete(user)
        for role in root.auth.role_list():
            root.auth.role_delete(role)


@pytest.mark.since("3.5")  # that etcd says whether it is on
def test_authentication_is_switched_on_and_off(cluster: Cluster, root: Client) -> None:
    """Root gets its role by the way, as with etcdctl; whoever has no user is refused meanwhile."""
    on = root.auth.status()
    with (
        pytest.raises(e.InvalidToken),
        yn.connect(cluster.endpoints) as nobody,
    ):  # from 3.6 on it is the connect
        nobody.get("/a")
    root.auth.disable()
    off = root.auth.status()
    with yn.connect(cluster.endpoints) as anybody:
        anybody.put("/a", "1")
    root.auth.enable()

    assert (on.enabled, off.enabled) == (True, False)
    assert off.revision > on.revision > 0
    assert root.auth.user_get("root").roles == ("root",)


@pytest.mark.since("3.5")  # that etcd says whether it is on
def test_without_root_it_is_not_switched_on(cluster: Cluster) -> None:
    """Nobody could switch it off again."""
    with yn.connect(cluster.endpoints) as client:
        with pytest.raises(e.FailedPrecondition, match="Add it first"):
            client.auth.enable()
        assert not client.auth.status().enabled


def test_a_password_does_not_mean_that_it_is_needed(etcd_endpoints: str) -> None:
    """Also where etcd does not say so (3.4): a password that brings no token tells it."""
    with yn.connect(etcd_endpoints, user="root", password="anything") as client:
        assert not client.auth.who_can("read", "/c/", prefix=True).enabled


def test_a_user_may_what_its_roles_permit(cluster: Cluster, root: Client) -> None:
    """From the grant on, and until it is revoked; and who_can says the same as etcd does."""
    auth = root.auth
    auth.user_add("dev", SECRET)
    auth.role_add("reader")
    auth.role_add("writer")
    auth.role_grant_permission("reader", "read", "/c/", prefix=True)
    auth.role_grant_permission("writer", "readwrite", "/c/own")
    auth.user_grant_role("dev", "reader")
    with yn.connect(cluster.endpoints, user="dev", password=SECRET) as dev:
        before = {
            user: roles for user, roles in auth.who_can("write", "/c/own").users.items() if user == "dev"
        }
        with pytest.raises(e.PermissionDenied):
            dev.put("/c/own", "1")
        auth.user_grant_role("dev", "writer")
        dev.put("/c/own", "1")
        dev.get("/c/", prefix=True)
        after = auth.who_can("write", "/c/own")
        whole = auth.who_can("read", "/c/", prefix=True)
        with pytest.raises(e.PermissionDenied):
            dev.get("/", prefix=True)
        everything = auth.who_can("read", "/", prefix=True)
        auth.user_revoke_role("dev", "writer")
        with pytest.raises(e.PermissionDenied):
            dev.put("/c/own", "2")
        assert dev.maintenance.health()[0].healthy

    assert before == {}
    assert (after.users, after.enabled) == ({"dev": ("writer",), "root": ("root",)}, True)
    assert whole.users["dev"] == ("reader",)
    assert set(everything.users) == {"root"}


def test_permissions_of_two_roles_count_together(cluster: Cluster, root: Client) -> None:
    """Two halves of a range are the range, in etcd as in who_can."""
    auth = root.auth
    auth.user_add("dev", SECRET)
    for role, start, end in (("low", "/c/", "/c/m"), ("high", "/c/m", "/c0")):
        auth.role_add(role)
        auth.role_grant_permission(role, "read", start, end)
        auth.user_grant_role("dev", role)

    access = auth.who_can("read", "/c/", prefix=True)

    assert set(access.users["dev"]) == {"low", "high"}
    with yn.connect(cluster.endpoints, user="dev", password=SECRET) as dev:
        dev.get("/c/", prefix=True)
    auth.role_revoke_permission("high", "/c/m", "/c0")
    assert "dev" not in auth.who_can("read", "/c/", prefix=True).users


def test_roles_show_what_they_permit(root: Client) -> None:
    """Single keys, ranges, prefixes and open ends come back as they were granted; also keys that are no text."""
    auth = root.auth
    auth.role_add("r")
    granted = [
        auth.role_grant_permission("r", "read", "/a"),
        auth.role_grant_permission("r", "write", "/b", "/c"),
        auth.role_grant_permission("r", "readwrite", b"\xff<b>", from_key=True),
    ]

    assert set(auth.role_get("r").permissions) == set(granted)
    assert granted[0] == Permission("read", KeyRange(b"/a"))
    auth.role_revoke_permission("r", "/a")
    assert granted[0] not in auth.role_get("r").permissions
    with pytest.raises(e.FailedPrecondition):
        auth.role_revoke_permission("r", "/a")


def test_passwords_are_changed_and_not_shown(cluster: Cluster, root: Client) -> None:
    """The old one is refused from then on, and no message, repr or error repeats one."""
    auth = root.auth
    shown = [repr(auth.user_add("dev", SECRET)), repr(auth), repr(root)]
    auth.user_change_password("dev", "another-pw")
    with pytest.raises(e.AuthenticationFailed) as refused:
        yn.connect(cluster.endpoints, user="dev", password=SECRET)
    with pytest.raises(e.FailedPrecondition) as twice:
        auth.user_add("dev", SECRET)
    shown += [str(refused.value), str(twice.value)]
    with yn.connect(cluster.endpoints, user="dev", password="another-pw"):
        pass

    assert not any(SECRET in text for text in shown)


def test_what_is_not_there_or_has_no_name_is_refused(root: Client) -> None:
    """Each with a sentence, and root is not lost while it counts."""
    auth = root.auth
    refused = [
        (e.FailedPrecondition, lambda: auth.user_get("none")),
        (e.FailedPrecondition, lambda: auth.role_get("none")),
        (e.FailedPrecondition, lambda: auth.user_grant_role("root", "none")),
        (e.FailedPrecondition, lambda: auth.role_delete("none")),
        (e.InvalidRequest, lambda: auth.user_delete("root")),
        (e.InvalidArgument, lambda: auth.user_add("", SECRET)),
        (e.InvalidArgument, lambda: auth.user_add("dev")),
        (e.InvalidArgument, lambda: auth.user_change_password("root", "")),
        (e.InvalidArgument, lambda: auth.role_grant_permission("root", "all", "/a")),
        (e.InvalidArgument, lambda: auth.who_can("delete", "/a")),
    ]
    for error, attempt in refused:
        with pytest.raises(error):
            attempt()
    auth.user_add("by-certificate", no_password=True)
    assert "by-certificate" in auth.user_list()
