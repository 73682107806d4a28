"""Users, roles and permissions, as they are typed."""

from __future__ import annotations

import getpass
from collections.abc import Iterator

import pytest

import yamtam_nb as yn
from tests.integration.magics.conftest import TypingShell
from tests.server_version import lacks
from yamtam_nb.errors import (
    AuthenticationFailed,
    EtcdUsageError,
    InvalidArgument,
    PermissionDenied,
    Unsupported,
)
from yamtam_nb.magics import new_password
from yamtam_nb.model import Access, Role, User
from yamtam_nb.sandbox import Cluster


@pytest.fixture(scope="module")
def lone() -> Iterator[Cluster]:
    """One member."""
    with Cluster.start(1, fsync=False) as cluster:
        yield cluster


@pytest.fixture
def typed(shell: TypingShell, lone: Cluster) -> TypingShell:
    """A shell connected to it."""
    shell.user_ns["E"] = lone.endpoints[0]
    shell.printed("%etcd connect $E")
    return shell


def test_a_cluster_gets_users_and_roles(
    typed: TypingShell, lone: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From root to a reader who may read and not write; and back to a cluster that asks nobody."""
    monkeypatch.setenv("ROOT_PW", "r-pw")
    monkeypatch.setenv("DEV_PW", "d-pw")
    typed.type("%etcd user add root --password-env ROOT_PW")
    typed.type("%etcd user add dev --password-env DEV_PW")
    typed.type("%etcd role add reader")
    granted = typed.shown("%etcd role grant-permission reader read /c/ --prefix")
    typed.printed("%etcd user grant-role dev reader")
    off = typed.shown("%etcd auth who-can read /c/a")
    said = typed.printed("%etcd auth enable")

    assert granted == "read all that begin with /c/"
    assert "Authentication is OFF" in off
    assert "%etcd connect with --user" in said

    monkeypatch.setenv("ETCD_PASSWORD", "d-pw")
    typed.printed("%etcd connect $E --user dev")
    typed.type("%etcd get /c/a")
    with pytest.raises(PermissionDenied):
        typed.type("%etcd put /c/a 1")
    monkeypatch.setenv("ETCD_PASSWORD", "r-pw")
    typed.printed("%etcd connect $E --user root")
    access = typed.type("%etcd auth who-can read /c/ --prefix")
    role = typed.type("%etcd role get reader")
    user = typed.type("%etcd user get dev")

    assert isinstance(access, Access)
    assert access.users == {"dev": ("reader",), "root": ("root",)}
    assert "OFF" not in typed.shown("%etcd auth who-can write /c/a")
    assert "dev" not in typed.shown("%etcd auth who-can write /c/a")
    assert isinstance(role, Role)
    assert "all that begin with /c/" in typed.shown("%etcd role get reader")
    assert isinstance(user, User)
    assert typed.shown("%etcd user get dev") == "user dev · roles reader"
    assert typed.type("%etcd user list") == ["dev", "root"]
    assert typed.type("%etcd role list") == ["reader", "root"]
    if lacks("3.5"):
        with pytest.raises(Unsupported, match=r"came with 3\.5"):
            typed.type("%etcd auth status")
    else:
        assert typed.shown("%etcd auth status").startswith("authentication is on")

    monkeypatch.setenv("DEV_PW", "other")
    typed.printed("%etcd user passwd dev --password-env DEV_PW")
    with pytest.raises(AuthenticationFailed):
        yn.connect(lone.endpoints, user="dev", password="d-pw")
    typed.printed("%etcd user revoke-role dev reader")
    typed.printed("%etcd role revoke-permission reader /c/ --prefix")
    assert "permits nothing yet" in typed.shown("%etcd role get reader")
    typed.printed("%etcd user delete dev")
    typed.printed("%etcd role delete reader")
    assert typed.printed("%etcd auth disable") == "Authentication is off.\n"
    typed.printed("%etcd user delete root")
    typed.printed("%etcd role delete root")
    assert typed.shown("%etcd user list") == "there is no user"


def test_a_password_is_asked_for_twice_and_never_shown(
    typed: TypingShell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two that differ change nothing, and neither does none."""
    answers = iter(["one", "two", "", "same", "same"])
    monkeypatch.setattr(new_password, "can_ask", lambda _: True)
    monkeypatch.setattr(getpass, "getpass", lambda _: next(answers))
    with pytest.raises(InvalidArgument, match="not the same"):
        typed.type("%etcd user add dev")
    with pytest.raises(InvalidArgument, match="No password"):
        typed.type("%etcd user add dev")
    shown = typed.shown("%etcd user add dev")

    assert shown == "user dev · no role"
    typed.printed("%etcd user delete dev")


def test_a_password_that_was_typed_is_taken_with_a_warning(typed: TypingShell) -> None:
    """As NAME:PASSWORD or by etcdctl's flag; from a variable without."""
    typed.user_ns["PW"] = "s3cret"
    in_line = typed.printed("%etcd user add dev:s3cret")
    typed.printed("%etcd user delete dev")
    by_flag = typed.printed("%etcd user add dev --new-user-password s3cret")
    typed.printed("%etcd user delete dev")
    by_variable = typed.printed("%etcd user add dev --new-user-password $PW")
    typed.printed("%etcd user delete dev")

    assert "the password stands in this line" in in_line
    assert "the password stands in this line" in by_flag
    assert "password" not in by_variable


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("user add dev", "use --password-env VARIABLE"),
        ("user add dev:x --password-env PW", "give the password once"),
        ("user add dev:x --no-password", "not both"),
        ("user add dev --password-env NO_SUCH_VARIABLE", "NO_SUCH_VARIABLE is not set"),
        ("role grant-permission r all /a", "'all' is no kind of permission"),
        ("auth who-can delete /a", "'delete' is neither read nor write"),
    ],
)
def test_mistakes_are_one_sentence(
    typed: TypingShell, line: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And nothing is sent."""
    monkeypatch.setattr(new_password, "can_ask", lambda _: False)
    with pytest.raises((EtcdUsageError, InvalidArgument), match=words):
        typed.type(f"%etcd {line}")
    assert typed.type("%etcd user list") == []
