"""Runs ``yamtam-nb`` as the Makefile does, in a process of its own."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest


class Command:
    """A running ``yamtam-nb``; what it says is collected, and can be waited for."""

    def __init__(self, *arguments: str, cwd: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-u", "-m", "yamtam_nb.cli", *arguments],
            cwd=cwd,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
        )
        self.said = ""
        self._ended = False
        self._news = threading.Condition()
        self._listener = threading.Thread(target=self._listen)
        self._listener.start()

    def _listen(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            with self._news:
                self.said += line
                self._news.notify_all()
        with self._news:
            self._ended = True
            self._news.notify_all()

    def wait_said(self, words: str) -> str:
        """Wait until it has said ``words``; returns the rest of that line."""
        with self._news:
            assert self._news.wait_for(lambda: words in self.said or self._ended, 60)
            assert words in self.said, self.said
            return self.said.partition(words)[2].partition("\n")[0]

    def interrupt(self, number: signal.Signals) -> int:
        self.process.send_signal(number)
        return self.wait()

    def wait(self) -> int:
        """Its exit status."""
        status = self.process.wait(60)
        self._listener.join(10)
        return status

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()


@pytest.fixture
def yamtam_nb_command(tmp_path: Path) -> Iterator[Callable[..., Command]]:
    """Starts ``yamtam-nb`` with arguments in an empty folder; none outlives the test."""
    with ExitStack() as commands:

        def run(*arguments: str) -> Command:
            command = Command(*arguments, cwd=tmp_path)
            commands.callback(command.close)
            return command

        yield run
