"""Runs a notebook without a front end, cell by cell, in a kernel of its own."""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import IO, Any

from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode

from yamtam_nb.errors import YamtamError

CELL_TIMEOUT = 120
"""Seconds that one cell may take."""

OnCell = Callable[[int, int, str], None]
"""Called before a code cell with its number (from 1), how many there are, and the heading it stands under."""


class CellFailed(YamtamError):
    """A cell of a notebook that was run here failed, or took too long."""


def execute(notebook: NotebookNode, folder: Path, variables: Mapping[str, str], on_cell: OnCell) -> None:
    """Run ``notebook`` in place: its outputs are replaced. A cell that was not run has no ``execution_count``.

    Args:
        notebook: what to run.
        folder: working directory of the kernel.
        variables: environment variables for the kernel, beside those of this process.
        on_cell: told of each code cell before it runs.

    Raises:
        CellFailed: a cell failed, took more than ``CELL_TIMEOUT`` seconds, or took the kernel down;
            the outputs so far are in ``notebook``.
    """
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    client = NotebookClient(
        notebook,
        timeout=CELL_TIMEOUT,
        kernel_name="python3",
        resources={"metadata": {"path": str(folder)}},
        store_widget_state=False,
        record_timing=False,
        on_cell_start=_announcer(notebook, on_cell),
    )
    with tempfile.TemporaryFile() as stderr:
        try:
            _run(client, env={**os.environ, **variables}, stderr=stderr)
        except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
            raise CellFailed(_sentence(error, stderr)) from error


def _run(client: NotebookClient, **kernel: Any) -> None:
    """Run on a thread of its own: on the main thread nbclient would take Ctrl-C for itself and go on."""
    cancel: Future[Callable[[], object]] = Future()

    async def run() -> None:
        loop, task = asyncio.get_running_loop(), asyncio.current_task()
        cancel.set_result(lambda: task and loop.call_soon_threadsafe(task.cancel))
        await client.async_execute(**kernel)

    with ThreadPoolExecutor(1, "notebook") as thread:
        ended = thread.submit(asyncio.run, run())
        try:
            ended.result()
        except BaseException:
            if not ended.done():
                cancel.result()()
            raise


def _announcer(notebook: NotebookNode, on_cell: OnCell) -> Callable[..., None]:
    numbers = {
        index: number
        for number, index in enumerate(
            (i for i, cell in enumerate(notebook.cells) if cell.cell_type == "code"), 1
        )
    }

    def announce(cell_index: int, **_: Any) -> None:
        if cell_index in numbers:
            on_cell(numbers[cell_index], len(numbers), heading(notebook, cell_index))

    return announce


def heading(notebook: NotebookNode, index: int) -> str:
    """The heading that cell ``index`` stands under, without its marks; "" if there is none."""
    for cell in reversed(notebook.cells[: index + 1]):
        if cell.cell_type == "markdown":
            for line in reversed(cell.source.splitlines()):
                if line.startswith("#"):
                    return str(line.lstrip("#").strip())
    return ""


def _sentence(error: Exception, stderr: IO[bytes]) -> str:
    if isinstance(error, CellExecutionError):
        return f"A cell failed: {error.ename}: {error.evalue}"
    if isinstance(error, CellTimeoutError):
        return f"A cell took more than {CELL_TIMEOUT} s."
    stderr.seek(0)
    last = stderr.read().decode(errors="replace").strip().rpartition("\n")[2]
    return f"The kernel died while it ran a cell. {last}".strip()
