"""``%etcd connect``, ``use`` and ``profiles``."""

from __future__ import annotations

import builtins
import getpass
from collections.abc import Callable
from pathlib import Path

import pytest

import yamtam_nb as yn
from tests.integration.magics.conftest import TypingShell
from yamtam_nb.errors import (
    AuthenticationFailed,
    ConfirmationNeeded,
    EtcdUsageError,
    InvalidArgument,
    NotConnected,
    Unavailable,
    UnknownProfile,
)
from yamtam_nb.sandbox import Cluster


@pytest.fixture(scope="module")
def guarded() -> object:
    """One member with TLS and a password."""
    with Cluster.start(1, tls=True, auth=True, fsync=False) as cluster:
        yield cluster


def write_profiles(path: Path, text: str) -> None:
    path.write_text(text)


def test_connecting_says_what_to_in_one_line(shell: TypingShell, etcd_endpoints: str) -> None:
    """Endpoint, cluster, members, user and transport."""
    said = shell.printed(f"%etcd connect {etcd_endpoints}").splitlines()
    assert len(said) == 1
    for part in (
        "Connected to http://127.0.0.1:",
        "and 2 more",
        "cluster ",
        "3 members",
        "no user",
        "plain HTTP",
    ):
        assert part in said[0]


def test_one_endpoint_is_warned_about(shell: TypingShell, etcd_cluster: Cluster) -> None:
    """With the line to type instead."""
    said = shell.printed(f"%etcd connect {etcd_cluster.endpoints[0]}").splitlines()
    assert len(said) == 2
    assert said[1].startswith("Warning: one endpoint only")
    assert all(endpoint in said[1] for endpoint in etcd_cluster.endpoints)


@pytest.mark.parametrize(
    "words", ["$L", "{L}", "{L[0]} {L[1]} {L[2]}", "--endpoints $L", "--endpoints={J}", "$J"]
)
def test_endpoints_come_in_every_form(shell: TypingShell, etcd_cluster: Cluster, words: str) -> None:
    """A list, a joined text, one by one, or etcdctl's flag."""
    shell.user_ns.update(L=etcd_cluster.endpoints, J=",".join(etcd_cluster.endpoints))
    shell.printed(f"%etcd connect {words}")
    assert yn.shared().endpoints == tuple(etcd_cluster.endpoints)


def test_the_environment_says_where(
    shell: TypingShell, etcd_endpoints: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """ETCDCTL_ENDPOINTS is used by connect without words, and by the first line that needs a cluster."""
    monkeypatch.setenv("ETCDCTL_ENDPOINTS", etcd_endpoints)
    assert "Connected to" in shell.printed("%etcd get /x")
    assert len(yn.shared().endpoints) == 3
    assert "Connected to" in shell.printed("%etcd connect")


def test_without_a_connection_the_error_says_what_to_type(shell: TypingShell) -> None:
    """NotConnected names the commands."""
    with pytest.raises(NotConnected, match=r"%etcd connect ENDPOINTS.*%etcd sandbox start"):
        shell.type("%etcd get /x")


def test_a_failed_connection_leaves_the_old_one(connected: TypingShell) -> None:
    """A typo does not cut the line one has."""
    before = yn.shared()
    with pytest.raises(Unavailable):
        connected.type("%etcd connect http://127.0.0.1:1 --timeout 1")
    assert yn.shared() is before
    assert connected.type("%etcd get {P}x").count == 0


def test_the_default_profile_connects_by_itself(
    shell: TypingShell, etcd_endpoints: str, tmp_path: Path
) -> None:
    """And its name is in what is shown."""
    write_profiles(tmp_path / "profiles.toml", f'[default]\nendpoints = "{etcd_endpoints}"\n')
    assert "Connected to default at" in shell.printed("%etcd get /x")
    assert shell.shown("%etcd get /nope-at-all").endswith("· default")


def test_use_takes_exact_names_only(shell: TypingShell, etcd_endpoints: str, tmp_path: Path) -> None:
    """'pro' is not prod."""
    write_profiles(tmp_path / "profiles.toml", f'[prod]\nendpoints = "{etcd_endpoints}"\n')
    with pytest.raises(UnknownProfile, match=r"Did you mean prod\?"):
        shell.type("%etcd use pro")
    assert "Connected to prod at" in shell.printed("%etcd use prod")
    rows = shell.type("%etcd profiles")
    assert rows[0][:2] == ("*", "prod")


def test_a_protected_profile_needs_yes_for_every_change(
    shell: TypingShell, etcd_endpoints: str, tmp_path: Path, fresh_prefix: str
) -> None:
    """Reading does not."""
    write_profiles(tmp_path / "profiles.toml", f'[prod]\nendpoints = "{etcd_endpoints}"\nprotected = true\n')
    shell.printed("%etcd use prod")
    with pytest.raises(ConfirmationNeeded, match="protected"):
        shell.type(f"%etcd put {fresh_prefix}a 1")
    with pytest.raises(ConfirmationNeeded, match="protected"):
        shell.type(f"%etcd del {fresh_prefix}a")
    shell.type(f"%etcd put {fresh_prefix}a 1 --yes")
    assert shell.type(f"%etcd get {fresh_prefix}a").count == 1
    shell.type(f"%etcd del {fresh_prefix}a --yes")


def connect_line(cluster: Cluster) -> str:
    return f"%etcd connect {cluster.endpoints[0]} --cacert {cluster.ca_cert} --cert {cluster.cert} --key {cluster.key}"


def test_tls_and_a_password_from_the_environment(
    shell: TypingShell, guarded: Cluster, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Nothing secret is shown or saved, and the profile works afterwards."""
    assert guarded.password
    monkeypatch.setenv("ETCD_PASSWORD", guarded.password)
    said = shell.printed(f"{connect_line(guarded)} --user root --save safe")
    assert "user root" in said
    assert "TLS" in said
    assert guarded.password not in said + (tmp_path / "profiles.toml").read_text()
    assert 'password_env = "ETCD_PASSWORD"' in (tmp_path / "profiles.toml").read_text()
    assert "Connected to safe at" in shell.printed("%etcd use safe")
    card = shell.shown("%etcd")
    assert "connected as  root" in card
    assert guarded.password not in card + str(shell.html("%etcd")) + repr(yn.shared())


def test_a_typed_password_works_and_is_warned_about(shell: TypingShell, guarded: Cluster) -> None:
    """In the line it stays in the notebook; from a variable it does not."""
    shell.user_ns["pw"] = guarded.password
    typed = shell.printed(f"{connect_line(guarded)} --user root:{guarded.password}")
    assert "Warning: the password stands in this line" in typed
    assert str(guarded.password) not in typed
    assert "Connected" in typed
    assert "the password" not in shell.printed(f"{connect_line(guarded)} --user root --password $pw")


def test_a_wrong_password_is_one_line(shell: TypingShell, guarded: Cluster) -> None:
    """And does not repeat the password."""
    with pytest.raises(AuthenticationFailed) as caught:
        shell.type(f"{connect_line(guarded)} --user root:wr0ng-s3cret")
    assert "\n" not in str(caught.value)
    assert "wr0ng-s3cret" not in str(caught.value)


def test_without_anyone_to_ask_the_error_says_so(shell: TypingShell, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a notebook that is run by a program there is no prompt."""

    def never(_prompt: str = "") -> str:
        raise AssertionError("asked")

    monkeypatch.setattr(getpass, "getpass", never)
    monkeypatch.setattr(builtins, "input", never)
    with pytest.raises(EtcdUsageError, match=r"no password for root.*ETCD_PASSWORD"):
        shell.type("%etcd connect http://127.0.0.1:2379 --user root")


def test_a_terminal_is_asked(
    shell: TypingShell,
    guarded: Cluster,
    monkeypatch: pytest.MonkeyPatch,
    ends: Callable[[Callable[[], object]], None],
) -> None:
    """The answer is not echoed, and an empty one is refused."""
    answers = ["", str(guarded.password)]
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr(getpass, "getpass", lambda prompt: answers.pop(0))
    line = f"{connect_line(guarded)} --user root"
    with pytest.raises(InvalidArgument, match="No password was given"):
        shell.type(line)
    assert "Connected" in shell.printed(line)


def test_python_never_writes_the_password(shell: TypingShell) -> None:
    """--python shows where it comes from instead."""
    said = shell.printed("%etcd connect https://a:2379 --user root:s3cret --cacert /ca.pem --python")
    assert "s3cret" not in said
    assert "os.environ" in said
    compile(said, "python", "exec")
