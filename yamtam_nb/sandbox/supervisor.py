"""The program that owns the etcd processes of one cluster, and outlives its own owner just long enough.

It runs as a process of its own, with the standard library only, and must not import this package.
Commands come as JSON lines on standard input, answers go to standard output. When standard input ends, or
the owner is gone, it kills every member, removes the directory and exits: so nothing is left behind when
the owner is closed, restarted, interrupted or killed with a signal that it cannot see.

A process of its own rather than a parent-death signal in each member: that signal fires when the *thread*
that started the member ends, and exists on Linux only. Here, where there is one thread, it is the second
line of defence, for the case that this very process is killed.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

_TICK = 0.25
"""Seconds between looks at whether the owner is still there."""

_PR_SET_PDEATHSIG = 1


class Supervisor:
    """The members by name, and the directory that they live in."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._members: dict[str, subprocess.Popen[bytes]] = {}

    def answer(self, command: dict[str, Any]) -> dict[str, Any]:
        """Do one command; a failure is an answer with ``error``."""
        try:
            if command["do"] == "start":
                return self._start(command["name"], command["argv"], command["log"])
            if command["do"] == "signal":
                return self._signal(command["name"], command["signal"])
        except (OSError, subprocess.SubprocessError) as error:
            return {"error": str(error)}
        return self._status()

    def _start(self, name: str, argv: list[str], log: str) -> dict[str, Any]:
        with Path(log).open("ab") as output:
            self._members[name] = subprocess.Popen(  # noqa: S603 - the owner's own argv, no shell
                argv,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd=self.directory,
                env=_environment(),
                preexec_fn=_die_with_parent if sys.platform == "linux" else None,
            )
        return {"pid": self._members[name].pid}

    def _signal(self, name: str, number: int) -> dict[str, Any]:
        member = self._members.get(name)
        if member is None or member.poll() is not None:
            return {"error": "not running"}
        member.send_signal(number)
        if number == signal.SIGSTOP:
            _wait_stopped(member.pid)
        return {}

    def _status(self) -> dict[str, Any]:
        return {"members": {name: [member.pid, member.poll()] for name, member in self._members.items()}}

    def reap(self) -> None:
        """Collect members that ended by themselves."""
        for member in self._members.values():
            member.poll()

    def end(self) -> None:
        """Kill all members (their data goes too, so there is nothing to save) and remove the directory."""
        for member in self._members.values():
            if member.poll() is None:
                member.kill()
        for member in self._members.values():
            member.wait()
        shutil.rmtree(self.directory, ignore_errors=True)


def _wait_stopped(pid: int) -> None:
    """The signal only asks; a busy member may still answer for a moment. What it ends with stays there to collect."""
    if hasattr(os, "waitid"):
        os.waitid(os.P_PID, pid, os.WSTOPPED | os.WEXITED | os.WNOWAIT)


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _environment() -> dict[str, str]:
    """Without ``ETCD_*``, which etcd would obey (or print, passwords included), and without proxies."""
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("ETCD_", "ETCDCTL_")) and not name.lower().endswith("_proxy")
    }


def _serve(supervisor: Supervisor, owner: int) -> None:
    received = b""
    while os.getppid() == owner:
        supervisor.reap()
        if not select.select([0], [], [], _TICK)[0]:
            continue
        chunk = os.read(0, 65536)
        if not chunk:
            return
        received += chunk
        while b"\n" in received:
            line, received = received.split(b"\n", 1)
            command = json.loads(line)
            _say({"id": command["id"], **supervisor.answer(command)})


def _say(message: dict[str, Any]) -> None:
    os.write(1, json.dumps(message).encode() + b"\n")


def _stop(*_: object) -> None:
    raise SystemExit


def main(owner: int) -> None:
    """Serve the process ``owner`` until it is gone."""
    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    supervisor = Supervisor(Path(tempfile.mkdtemp(prefix="yamtam-sandbox-")).resolve())
    try:
        with contextlib.suppress(BrokenPipeError):
            _say({"id": 0, "directory": str(supervisor.directory)})
            _serve(supervisor, owner)
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        supervisor.end()


if __name__ == "__main__":
    main(int(sys.argv[1]))
