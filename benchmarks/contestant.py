"""One contestant: a program in its own environment that reads the prefix into a frame when told to."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any

from benchmarks.environments import installed, python_of
from yamtam_nb.sandbox.binary import find_etcdctl

_HERE = Path(__file__).parent / "contestants"
BARE = "bare Range over grpcio, to bytes"
OURS = "yamtam-nb"

LINE_UP: dict[str, tuple[str, str]] = {
    BARE: ("bare", ""),
    OURS: ("yamtam_nb_snapshot", ""),
    "etcd-sdk-python": ("etcd_sdk_python", "etcd-sdk-python"),
    "etcd-sdk-python, limit lifted": ("etcd_sdk_python_raised", "etcd-sdk-python"),
    "aetcd": ("aetcd", "aetcd"),
    "aetcd, limit lifted": ("aetcd_raised", "aetcd"),
    "etcd3gw": ("etcd3gw", "etcd3gw"),
    "etcd-client-py": ("etcd_client_py", "etcd-client-py"),
    "etcd-client-py, in ten parts": ("etcd_client_py_parts", "etcd-client-py"),
    "etcdctl -w json": ("etcdctl", ""),
}
"""Name -> its file in ``contestants/``, and the environment it runs in ("" for this one)."""


class Contestant:
    """A running contestant. A context manager: its process ends with the block."""

    def __init__(
        self, name: str, endpoint: str, prefix: str, among: Mapping[str, tuple[str, str]] = LINE_UP
    ) -> None:
        script, environment = among[name]
        python = str(python_of(environment)) if environment else sys.executable
        self.name = name
        self.version = installed(environment) if environment else ""
        self._process = subprocess.Popen(
            [python, str(_HERE / "worker.py"), str(_HERE / f"{script}.py"), endpoint, prefix],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "ETCDCTL": str(find_etcdctl())},
            text=True,
        )
        self.idle = self._listen()
        self.last: dict[str, Any] = {}

    def run(self) -> dict[str, Any]:
        """Read the prefix once: ``seconds``, ``peak`` (bytes of memory, most so far), ``rows``, ``columns``.

        Raises:
            RuntimeError: it failed, in its own words.
        """
        if self.idle.get("error"):
            raise RuntimeError(self.idle["error"])
        assert self._process.stdin is not None
        self._process.stdin.write("run\n")
        self._process.stdin.flush()
        answer = self._listen()
        if "error" in answer:
            raise RuntimeError(answer["error"])
        self.last = answer
        return answer

    def _listen(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        found: dict[str, Any] = json.loads(line) if line else {"error": "its process ended without a word"}
        return found

    def close(self) -> None:
        """End its process."""
        self._process.kill()
        with self._process:
            pass

    def __enter__(self) -> Contestant:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def line_up(
    stack: ExitStack, endpoint: str, prefix: str, names: list[str] | None = None
) -> dict[str, Contestant | str]:
    """Start the contestants; one that cannot even be installed is an error text instead."""
    started: dict[str, Contestant | str] = {}
    for name in names or list(LINE_UP):
        try:
            started[name] = stack.enter_context(Contestant(name, endpoint, prefix))
        except (RuntimeError, OSError, subprocess.SubprocessError) as error:
            started[name] = f"{type(error).__name__}: {error}"
    return started
