"""Plans that let a user in again, made with a stand-in for the cluster's users."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from IPython.lib.pretty import pretty

from yamtam_nb.errors import InvalidArgument, PermissionDenied, Unsupported
from yamtam_nb.keys import KeyRange
from yamtam_nb.model import Access, AuthStatus, User
from yamtam_nb.runbooks.access import accounts, restore_access


def client(*, refuses: bool = False, silent: bool = False, cert: str = "", **users: tuple[str, ...]) -> Any:
    """A cluster with these users and their roles; authentication is off, so that no password is tried.

    Where it is silent, as etcd 3.4 is, it does not say so, and the token that there is speaks for it being on.
    """

    def status() -> AuthStatus:
        if silent:
            raise Unsupported(detail="unknown method AuthStatus")
        return AuthStatus(False, 7)

    def user_list() -> list[str]:
        if refuses:
            raise PermissionDenied(detail="permission denied")
        return list(users)

    auth = SimpleNamespace(
        status=status,
        user_list=user_list,
        user_get=lambda name: User(name, users[name]),
        role_list=lambda: ["operators", "root"],
        user_grant_role=print,
        user_change_password=print,
        who_can=lambda how, key, **_: Access(
            how, KeyRange.of(key), {name: roles for name, roles in users.items() if roles}, True
        ),
    )
    return SimpleNamespace(auth=auth, cluster_id=7, settings=SimpleNamespace(cert=cert, password=""))


def test_only_what_is_missing_is_planned() -> None:
    """Nobody, or a role that is there: nothing to do."""
    known = client(ann=("operators",), bob=())

    assert len(restore_access(known, user="")) == 0
    assert len(restore_access(known, user="ann", role="operators")) == 0
    assert [step.title for step in restore_access(known, user="bob", role="operators")] == [
        "give the user 'bob' the role 'operators'"
    ]


def test_a_password_stands_in_no_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither in a title nor in what is shown; another password gives the same hash."""
    known, hashes = client(bob=()), set()
    for secret in ("hunter-two", "hunter-three"):
        monkeypatch.setenv("NEW_ONE", secret)
        plan = restore_access(known, user="bob", password_env="NEW_ONE")
        hashes.add(plan.hash)
        assert secret not in pretty(plan) + plan._repr_html_() + repr(plan) + repr(plan.steps)
        assert "environment variable NEW_ONE" in plan.steps[0].title

    assert len(hashes) == 1


def test_what_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """The user, the role, the variable: before anything is done."""
    monkeypatch.delenv("NEW_ONE", raising=False)
    with pytest.raises(InvalidArgument, match=r"no user 'bop'\. Did you mean 'bob'\?"):
        restore_access(client(bob=()), user="bop")
    with pytest.raises(InvalidArgument, match=r"no role 'x'\. There are: operators, root"):
        restore_access(client(bob=()), user="bob", role="x")
    with pytest.raises(InvalidArgument, match="NEW_ONE is not set"):
        restore_access(client(bob=()), user="bob", password_env="NEW_ONE")


def test_who_may_not_look_is_told_to_come_as_root() -> None:
    """A table that says so, not a failure: the diagnosis goes on."""
    seen = accounts(client(refuses=True), "/yamtam/")

    assert len(seen) == 0
    assert "Connect as root" in pretty(seen)
    assert "Connect as root" in seen._repr_html_()


def test_where_etcd_does_not_say_it_who_was_let_in_tells_whether_it_is_on() -> None:
    """etcd 3.4: a refusal or a token says yes; a certificate may be the user, and then it stays open, with a way on."""
    assert accounts(client(silent=True, bob=()), "/").title == "authentication is on; 1 user"
    assert accounts(client(silent=True, refuses=True), "/").enabled is True
    open_ = accounts(client(silent=True, cert="client.pem", bob=()), "/")
    assert open_.enabled is None
    assert "etcd 3.4 does not say whether authentication is on" in pretty(open_)
    assert "etcdctl get /" in open_._repr_html_()


def test_users_are_shown_with_what_they_may_do() -> None:
    """As text, whatever they are called."""
    seen = accounts(client(**{"<b>": ("operators",), "bob": ()}), "/yamtam/")

    assert [(each.user, each.reads, each.writes) for each in seen] == [
        ("<b>", True, True),
        ("bob", False, False),
    ]
    assert "<b></td>" not in seen._repr_html_()
    assert pretty(seen).splitlines()[-1].split() == ["bob", "none", "no", "no"]
