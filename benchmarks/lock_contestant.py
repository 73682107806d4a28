"""One contestant in the lock measurements: a process that acquires and releases when told to."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Protocol

from benchmarks.environments import python_of
from yamtam_nb.sandbox.binary import find_etcdctl

_HERE = Path(__file__).parent / "contestants"

ETCDCTL = "etcdctl lock"

LINE_UP: dict[str, tuple[str, str]] = {
    "yamtam-nb": ("lock_yamtam_nb", ""),
    "yamtam-nb, one session": ("lock_yamtam_nb_session", ""),
    "etcd-sdk-python": ("lock_etcd_sdk_python", "etcd-sdk-python"),
    "aetcd": ("lock_aetcd", "aetcd"),
    "etcd-client-py": ("lock_etcd_client_py", "etcd-client-py"),
}
"""Name -> its file in ``contestants/``, and the environment it runs in ("" for this one)."""


class Locker(Protocol):
    """A process that locks. ``acquire`` may be begun and its end waited for later; times are those of one clock."""

    def pair(self, count: int) -> float:
        """Seconds that one acquisition and release take, of so many."""
        ...

    def begin(self) -> None:
        """Begin to acquire."""
        ...

    def acquired(self) -> float:
        """Wait until it is acquired; when that was."""
        ...

    def release(self) -> float:
        """Release; when that began."""
        ...

    def close(self) -> None:
        """End the process."""
        ...


class Library:
    """A library's lock."""

    def __init__(self, name: str, endpoint: str, lock: str) -> None:
        script, environment = LINE_UP[name]
        python = str(python_of(environment)) if environment else sys.executable
        self._process = subprocess.Popen(
            [python, str(_HERE / "lock_worker.py"), str(_HERE / f"{script}.py"), endpoint, lock],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self._listen()

    def pair(self, count: int) -> float:
        """Seconds that one acquisition and release take, of so many."""
        self._say(f"pairs {count}")
        return float(self._listen()["seconds"])

    def begin(self) -> None:
        """Begin to acquire."""
        self._say("acquire")

    def acquired(self) -> float:
        """Wait until it is acquired; when that was."""
        return float(self._listen()["at"])

    def release(self) -> float:
        """Release; when that began."""
        self._say("release")
        return float(self._listen()["at"])

    def close(self) -> None:
        """End the process."""
        self._process.kill()
        with self._process:
            pass

    def _say(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()

    def _listen(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        answer: dict[str, Any] = json.loads(line) if line else {"error": "its process ended without a word"}
        if "error" in answer:
            raise RuntimeError(answer["error"])
        return answer


class Etcdctl:
    """``etcdctl lock``. A new process for each acquisition, because that is what it is."""

    def __init__(self, endpoint: str, lock: str) -> None:
        self._command = [str(find_etcdctl()), f"--endpoints={endpoint}", "lock", lock, "--ttl=15"]
        self._environment = {**os.environ, "ETCDCTL_API": "3"}
        self._process: subprocess.Popen[str] | None = None

    def pair(self, count: int) -> float:
        """Seconds that one acquisition and release take, of so many, with the start and the end of the process."""
        started = time.monotonic()
        for _ in range(count):
            subprocess.run([*self._command, "true"], env=self._environment, check=True, capture_output=True)
        return (time.monotonic() - started) / count

    def begin(self) -> None:
        """Begin to acquire."""
        self._process = subprocess.Popen(
            self._command, env=self._environment, stdout=subprocess.PIPE, text=True
        )

    def acquired(self) -> float:
        """Wait until it says the name of its key."""
        assert self._process is not None
        assert self._process.stdout is not None
        if not self._process.stdout.readline():
            raise RuntimeError("etcdctl ended without the lock")
        return time.clock_gettime(time.CLOCK_MONOTONIC)

    def release(self) -> float:
        """Interrupt it, on which it releases; when that was."""
        assert self._process is not None
        at = time.clock_gettime(time.CLOCK_MONOTONIC)
        self._process.send_signal(signal.SIGINT)
        self._process.communicate(timeout=20)
        return at

    def close(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()


def locker(name: str, endpoint: str, lock: str) -> Locker:
    """The contestant of that name.

    Raises:
        RuntimeError: it does not work, in its own words.
    """
    return Etcdctl(endpoint, lock) if name == ETCDCTL else Library(name, endpoint, lock)
