"""A real kernel to send cells to, as JupyterLab would."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.manager import KernelManager

TIMEOUT = 60


class Kernel:
    """A kernel that cells can be sent to."""

    def __init__(self, client: BlockingKernelClient, manager: KernelManager) -> None:
        self._client = client
        self._manager = manager

    def run(self, cell: str) -> dict[str, Any]:
        """Run a cell; gives its reply, what it printed and what it showed."""
        outputs: dict[str, Any] = {"stdout": "", "data": None, "error": None}

        def keep(message: dict[str, Any]) -> None:
            content = message["content"]
            if message["msg_type"] == "stream":
                outputs["stdout"] += content["text"]
            elif message["msg_type"] in ("execute_result", "display_data"):
                outputs["data"] = {**(outputs["data"] or {}), **content["data"]}
            elif message["msg_type"] == "error":
                outputs["error"] = content

        reply = self._client.execute_interactive(cell, timeout=TIMEOUT, allow_stdin=False, output_hook=keep)
        return {**outputs, "status": reply["content"]["status"]}

    def complete(self, line: str) -> tuple[list[str], set[str]]:
        """What the line becomes with each offer, and the types of the offers."""
        content = self._client.complete(line, len(line), reply=True, timeout=TIMEOUT)["content"]
        start, end = content["cursor_start"], content["cursor_end"]
        types = {each["type"] for each in content["metadata"]["_jupyter_types_experimental"]}
        return [line[:start] + match + line[end:] for match in content["matches"]], types

    def send(self, cell: str) -> None:
        """Send a cell and do not wait for it; an error in it does not make the kernel drop what comes next."""
        self._client.execute(cell, allow_stdin=False, stop_on_error=False)

    def interrupt(self) -> None:
        """The Stop button."""
        self._manager.interrupt_kernel()

    def kill(self) -> None:
        """SIGKILL."""
        os.kill(self._manager.provisioner.pid, signal.SIGKILL)


@contextmanager
def running_kernel(endpoints: str) -> Iterator[Kernel]:
    """A kernel with the extension loaded, connected to a cluster."""
    manager = KernelManager()
    manager.kernel_spec.argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    manager.start_kernel()
    client = manager.blocking_client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=TIMEOUT)
        kernel = Kernel(client, manager)
        assert kernel.run(f"%load_ext yamtam_nb\nE = {endpoints!r}")["stdout"] == ""
        assert "Connected to" in kernel.run("%etcd connect $E")["stdout"]
        yield kernel
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
        manager.cleanup_resources()
