"""A virtual environment for each peer, because they do not get along with each other's dependencies."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from benchmarks.report import progress

ROOT = Path("build/bench-envs")

PEERS = {
    # protobuf is not among its declared dependencies, and it does not import without.
    "etcd-sdk-python": ("etcd-sdk-python", "protobuf", "pandas"),
    "aetcd": ("aetcd", "pandas"),
    "etcd3gw": ("etcd3gw", "pandas"),
    "etcd-client-py": ("etcd-client-py", "pandas"),
}
"""Environment -> the packages in it, in the newest versions that pip finds."""


def python_of(name: str) -> Path:
    """The interpreter of a peer's environment, which is made on first use.

    Raises:
        RuntimeError: it could not be made; the message has pip's last line.
    """
    folder = ROOT / name
    python = folder / "bin" / "python"
    stamp = folder / ".complete"
    wanted = " ".join((sys.version, *PEERS[name]))
    if not stamp.exists() or stamp.read_text() != wanted:
        progress(f"installing {name} into {folder}")
        _run([sys.executable, "-m", "venv", "--clear", str(folder)])
        _run([str(python), "-m", "pip", "--quiet", "--disable-pip-version-check", "install", *PEERS[name]])
        stamp.write_text(wanted)
    return python


def installed(name: str) -> str:
    """The version of the peer in its environment."""
    code = f"import importlib.metadata as m; print(m.version({name!r}))"
    return subprocess.run(
        [str(python_of(name)), "-c", code], capture_output=True, text=True, check=True
    ).stdout.strip()


def _run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, timeout=900)
    if done.returncode:
        words = (done.stderr or done.stdout).strip().splitlines() or ["no words"]
        raise RuntimeError(f"{command[2]} failed: {words[-1]}")
