"""A real JupyterLab server on this machine, and pages of it: for every test that has to see what users see.

Example::

    with Lab.started(tmp_path) as lab:
        lab.write("demo.ipynb", ["%load_ext yamtam_nb", "%etcd"])
        with lab.opened(browser, "demo.ipynb") as notebook:
            notebook.run_all()
            notebook.wait_until_idle()
            notebook.page.screenshot(path="demo.png")
"""

from __future__ import annotations

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import nbformat
from playwright.sync_api import Browser, Page

_START = 60.0
_STOP = 15.0
_QUIET = {"fetchNews": "false", "checkForUpdates": False}

_READY = """() => {
  const panel = window.jupyterapp?.shell.currentWidget;
  return panel?.context?.isReady && panel.sessionContext?.session?.kernel?.status === "idle";
}"""
"""The notebook is the one that commands go to, and its kernel has answered."""

_BEGUN = """() => [...document.querySelectorAll(".jp-CodeCell .jp-InputPrompt")]
  .some((prompt) => !prompt.textContent.includes("[ ]"))"""

_IDLE = """() => document.querySelector(".jp-Notebook-ExecutionIndicator[data-status=idle]")
  && ![...document.querySelectorAll(".jp-CodeCell .jp-InputPrompt")]
    .some((prompt) => prompt.textContent.includes("*"))"""


class Lab:
    """A JupyterLab server with directories of its own, so that nothing of the user's is read or written."""

    def __init__(self, directory: Path) -> None:
        self.root = directory / "notebooks"
        self.log = directory / "lab.log"
        self.token = secrets.token_hex(16)
        self.port = _free_port()
        self._directory = directory
        self._process: subprocess.Popen[bytes] | None = None

    @classmethod
    @contextmanager
    def started(cls, directory: Path) -> Iterator[Lab]:
        """A server that is up; stopped at the end, kernels included."""
        lab = cls(directory)
        lab._start()
        try:
            lab._await_answer()
            yield lab
        finally:
            lab._stop()

    @property
    def url(self) -> str:
        """Address of the server."""
        return f"http://127.0.0.1:{self.port}"

    def write(self, name: str, cells: Sequence[str]) -> Path:
        """A notebook with these code cells."""
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
        notebook.metadata["kernelspec"] = {
            "name": "python3",
            "display_name": "Python 3",
            "language": "python",
        }
        path = self.root / name
        path.write_text(nbformat.writes(notebook), encoding="utf-8")
        return path

    @contextmanager
    def opened(self, browser: Browser, name: str, **options: Any) -> Iterator[Notebook]:
        """A page of its own with a notebook open on it and its kernel up; takes what ``new_page`` takes."""
        page = browser.new_page(**{"viewport": {"width": 1280, "height": 900}, **options})
        notebook = Notebook(self, page, name)
        try:
            notebook.load()
            yield notebook
        finally:
            page.close()
            self.shut_down_kernels()

    def shut_down_kernels(self) -> None:
        """End every kernel of this server."""
        for session in self.call("GET", "/api/sessions"):
            self.call("DELETE", f"/api/sessions/{session['id']}")

    def kernels(self) -> list[dict[str, Any]]:
        """The kernels that run."""
        return list(self.call("GET", "/api/kernels"))

    def call(self, method: str, path: str, timeout: float = 10.0) -> Any:
        """A call of the server's own API."""
        request = urllib.request.Request(self.url + path, method=method)
        request.add_header("Authorization", f"token {self.token}")
        with urllib.request.urlopen(request, timeout=timeout) as answer:
            body = answer.read()
        return json.loads(body) if body else None

    def _start(self) -> None:
        settings = self._directory / "settings"
        quiet = settings / "@jupyterlab" / "apputils-extension"
        for directory in (self.root, quiet):
            directory.mkdir(parents=True)
        quiet.joinpath("notification.jupyterlab-settings").write_text(json.dumps(_QUIET))
        command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", *self._options()]
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(
                command,
                cwd=self.root,
                env=self._environment(),
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def _options(self) -> list[str]:
        return [
            "--ServerApp.ip=127.0.0.1",
            f"--ServerApp.port={self.port}",
            "--ServerApp.port_retries=0",
            f"--ServerApp.root_dir={self.root}",
            f"--IdentityProvider.token={self.token}",
            "--LabApp.expose_app_in_browser=True",
            "--LabApp.extension_manager=readonly",
        ]

    def _environment(self) -> dict[str, str]:
        names = {
            "JUPYTER_CONFIG_DIR": "config",
            "JUPYTER_DATA_DIR": "data",
            "JUPYTER_RUNTIME_DIR": "runtime",
            "JUPYTERLAB_SETTINGS_DIR": "settings",
            "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
            "IPYTHONDIR": "ipython",
        }
        return {**os.environ, **{name: str(self._directory / place) for name, place in names.items()}}

    def _await_answer(self) -> None:
        until = time.monotonic() + _START
        while True:
            try:
                self.call("GET", "/api/status")
            except (urllib.error.URLError, OSError):
                if time.monotonic() > until or self._process is None or self._process.poll() is not None:
                    raise AssertionError(
                        f"JupyterLab did not start:\n{self.log.read_text()[-3000:]}"
                    ) from None
                time.sleep(0.1)
            else:
                return

    def _stop(self) -> None:
        process = self._process
        if process is None:
            return
        process.terminate()
        try:
            process.wait(_STOP)
        except subprocess.TimeoutExpired:
            # The server leads a process group of its own: this ends its kernels as well.
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(_STOP)


class Notebook:
    """One page with one notebook."""

    def __init__(self, lab: Lab, page: Page, name: str) -> None:
        self.lab = lab
        self.page = page
        self.name = name
        self.errors: list[str] = []
        self._workspace = f"test-{secrets.token_hex(4)}"
        page.on("console", lambda message: self._note(message.type, message.text))
        page.on("pageerror", lambda error: self._note("error", str(error)))

    def load(self) -> None:
        """Open the notebook, anew if it is open already, and wait for its kernel."""
        # A workspace of its own: JupyterLab would otherwise bring back what an earlier page had open.
        where = f"/lab/workspaces/{self._workspace}/tree/{self.name}"
        self.page.goto(f"{self.lab.url}{where}?token={self.lab.token}", timeout=60_000)
        self.page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=60_000)
        self.page.wait_for_function(_READY, timeout=60_000)
        self.wait_until_idle()

    def command(self, name: str, **arguments: Any) -> None:
        """Run a command of JupyterLab, as soon as it can be, without waiting for what comes of it."""
        self.page.wait_for_function("(name) => window.jupyterapp.commands.isEnabled(name)", arg=name)
        script = "([name, args]) => { window.jupyterapp.commands.execute(name, args); }"
        self.page.evaluate(script, [name, arguments])

    def without_subshells(self) -> None:
        """Let messages of widgets wait for the running cell, as in older versions of JupyterLab and ipykernel."""
        kernel = "window.jupyterapp.shell.currentWidget.sessionContext.session.kernel"
        self.page.evaluate(f"() => {{ {kernel}.commsOverSubshells = 'disabled'; }}")

    def run_all(self) -> None:
        """Run every cell, without waiting for more than that it has begun."""
        self.command("notebook:run-all-cells")
        self.page.wait_for_function(_BEGUN)

    def theme(self, name: str) -> None:
        """Change the theme, e.g. to ``JupyterLab Dark``."""
        self.command("apputils:change-theme", theme=name)
        light = "false" if "Dark" in name else "true"
        self.page.wait_for_selector(f"body[data-jp-theme-light={light}]", state="attached")

    def wait_until_idle(self, timeout: float = 60.0) -> None:
        """Wait until the kernel has nothing to do and no cell waits."""
        self.page.wait_for_function(_IDLE, timeout=timeout * 1000)

    def prompts(self) -> list[str]:
        """What stands before each cell: ``[1]:`` when it is done, ``[*]:`` while it runs or waits."""
        return self.page.locator(".jp-CodeCell .jp-InputPrompt").all_inner_texts()

    def _note(self, kind: str, text: str) -> None:
        if kind == "error":
            self.errors.append(text)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])
