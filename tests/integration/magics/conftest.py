"""A shell to type magics into, and one that is connected to the shared cluster."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from IPython.core.completer import provisionalcompleter
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import CapturedIO, capture_output
from traitlets.config import Config

import yamtam_nb as yn


class TypingShell(InteractiveShell):
    """An IPython whose cells raise what they raise."""

    def type(self, cell: str) -> Any:
        """Run a cell and return its value."""
        result = super().run_cell(cell, store_history=False)
        result.raise_error()
        return result.result

    def shown(self, cell: str) -> str:
        """What a terminal shows of a cell's value."""
        value = self.type(cell)
        return str(self.display_formatter.format(value)[0]["text/plain"]) if value is not None else ""

    def html(self, cell: str) -> str | None:
        """What a notebook shows of a cell's value."""
        return self.display_formatter.format(self.type(cell))[0].get("text/html")

    def printed(self, cell: str) -> str:
        """What a cell prints, its value aside."""
        captured: CapturedIO
        with capture_output() as captured:
            self.type(cell)
        return str(captured.stdout)


def completed(shell: InteractiveShell, line: str) -> list[str]:
    """What the line becomes when each offer of completion is taken."""
    with provisionalcompleter():
        found = list(shell.Completer.completions(line, len(line)))
    return [line[: each.start] + each.text + line[each.end :] for each in found]


@pytest.fixture
def bare_shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TypingShell]:
    """A shell without the extension, and without the profiles and variables of whoever runs the tests."""
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    monkeypatch.setenv("YAMTAM_PROFILES", str(tmp_path / "profiles.toml"))
    for name in ("ENDPOINTS", "USER", "PASSWORD", "CACERT", "CERT", "KEY", "COMMAND_TIMEOUT"):
        monkeypatch.delenv(f"ETCDCTL_{name}", raising=False)
    monkeypatch.delenv("ETCD_PASSWORD", raising=False)
    config = Config()
    config.HistoryManager.enabled = False
    config.HistoryManager.hist_file = ":memory:"
    shell = TypingShell(config=config)
    yield shell
    yn.unload_ipython_extension(shell)
    shell.restore_sys_module_state()


@pytest.fixture
def shell(bare_shell: TypingShell) -> TypingShell:
    """A shell with the extension loaded and nothing connected."""
    bare_shell.type("%load_ext yamtam_nb")
    return bare_shell


@pytest.fixture
def connected(shell: TypingShell, etcd_endpoints: str, fresh_prefix: str) -> TypingShell:
    """A shell connected to the shared cluster; ``E`` are its endpoints, ``P`` a prefix of its own."""
    shell.user_ns.update(E=etcd_endpoints, P=fresh_prefix)
    shell.printed("%etcd connect $E")
    return shell


@pytest.fixture
def ends() -> Iterator[Callable[[Callable[[], object]], None]]:
    """Registers what is to be called at the end of the test."""
    calls: list[Callable[[], object]] = []
    yield calls.append
    for call in reversed(calls):
        call()
