"""The owner's end of the supervisor: start, signal and look at etcd processes."""

from __future__ import annotations

import contextlib
import json
import os
import select
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

from yamtam_nb.errors import SandboxError
from yamtam_nb.sandbox import supervisor

_ANSWER_WITHIN = 20.0
"""Seconds; the supervisor answers in milliseconds unless the machine is overloaded."""


class Processes:
    """The etcd processes of one cluster and the directory they live in; all gone after :meth:`end`.

    Safe to use from several threads, and after a KeyboardInterrupt in the middle of a call.
    """

    def __init__(self) -> None:
        self._owner = os.getpid()
        self._lock = threading.Lock()
        self._last_id = 0
        self._received = b""
        try:
            # -I -S: the supervisor needs nothing but the standard library, and starts in a third of the time.
            self._supervisor = subprocess.Popen(  # noqa: S603 - our own file, no shell
                [sys.executable, "-I", "-S", supervisor.__file__, str(self._owner)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                start_new_session=True,  # the terminal's Ctrl-C and a kernel's interrupt must not reach etcd
            )
        except OSError as error:
            raise SandboxError(f"The sandbox could not start its supervisor: {error}.") from error
        try:
            self.directory = Path(self._answer(0)["directory"])
        except BaseException:
            self.end()
            raise

    def start(self, name: str, argv: tuple[str, ...], log: Path) -> int:
        """Start a process under a name, appending its output to ``log``; returns its pid.

        Raises:
            SandboxError: it could not be started.
        """
        pid: int = self._ask(do="start", name=name, argv=list(argv), log=str(log))["pid"]
        return pid

    def signal(self, name: str, number: int) -> None:
        """Send a signal.

        Raises:
            SandboxError: the process does not run.
        """
        self._ask(do="signal", name=name, signal=int(number))

    def running(self) -> dict[str, bool]:
        """Whether each process that was started still runs (a paused one does); empty once ended."""
        if self.ended:
            return {}
        members: dict[str, list[Any]] = self._ask(do="status")["members"]
        return {name: returncode is None for name, (_, returncode) in members.items()}

    def wait_exit(self, name: str, timeout: float) -> bool:
        """Wait until a process has ended; False if it still runs after ``timeout`` seconds."""
        until = time.monotonic() + timeout
        while self.running().get(name):
            if time.monotonic() > until:
                return False
            time.sleep(0.01)
        return True

    @property
    def ended(self) -> bool:
        """Whether the supervisor, and so every process, is gone."""
        return self._supervisor.poll() is not None

    def end(self) -> None:
        """Kill every process, remove the directory, and wait until that has happened. May be called again."""
        if os.getpid() != self._owner:
            return  # a fork of the owner: the processes are not its own
        for pipe in (self._supervisor.stdin, self._supervisor.stdout, self._supervisor.stderr):
            if pipe:
                with contextlib.suppress(OSError):
                    pipe.close()
        try:
            self._supervisor.wait(10)
        except subprocess.TimeoutExpired:
            self._supervisor.kill()
            self._supervisor.wait()
        if hasattr(self, "directory"):  # still there only if the supervisor itself was killed
            shutil.rmtree(self.directory, ignore_errors=True)

    def _ask(self, **command: Any) -> dict[str, Any]:
        if os.getpid() != self._owner:
            raise SandboxError("This sandbox belongs to the process that was forked. Start one of your own.")
        with self._lock:
            self._last_id += 1
            try:
                self._send(json.dumps({"id": self._last_id, **command}).encode() + b"\n")
                answer = self._answer(self._last_id)
            except (OSError, ValueError):
                raise SandboxError(
                    "The sandbox is closed, and its members with it. Start a new one."
                ) from None
        if "error" in answer:
            raise SandboxError(f"{command.get('name')}: {answer['error']}.")
        return answer

    def _send(self, line: bytes) -> None:
        if self._supervisor.stdin is None:
            raise ValueError("no pipe")
        self._supervisor.stdin.write(line)
        self._supervisor.stdin.flush()

    def _answer(self, wanted: int) -> dict[str, Any]:
        """The answer to one command; older ones, whose askers were interrupted, are passed over."""
        until = time.monotonic() + _ANSWER_WITHIN
        while True:
            while b"\n" in self._received:
                line, self._received = self._received.split(b"\n", 1)
                with contextlib.suppress(ValueError):
                    answer: dict[str, Any] = json.loads(line)
                    if answer["id"] == wanted:
                        return answer
            self._receive(until)

    def _receive(self, until: float) -> None:
        if self._supervisor.stdout is None:
            raise ValueError("no pipe")
        if not select.select([self._supervisor.stdout], [], [], max(0.0, until - time.monotonic()))[0]:
            raise SandboxError(
                "The sandbox's supervisor does not answer. Close the sandbox and start a new one."
            )
        chunk = os.read(self._supervisor.stdout.fileno(), 65536)
        if not chunk:
            raise SandboxError(f"The sandbox's supervisor has ended. {self._complaint()}".strip())
        self._received += chunk

    def _complaint(self) -> str:
        if self._supervisor.stderr is None:
            return ""
        lines = self._supervisor.stderr.read().decode(errors="replace").strip().splitlines()
        return lines[-1] if lines else ""
