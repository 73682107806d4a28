"""Running a runbook without a front end: the notebook as it ran, a page of it, and how it ended."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal, NamedTuple

from nbformat import NotebookNode

from yamtam_nb.errors import GateNotPassed
from yamtam_nb.runbooks.page import write_page
from yamtam_nb.runbooks.shelf import read

CELL_TIMEOUT = 600
"""Seconds that one cell may take."""

Outcome = Literal["success", "gate", "error"]

OnCell = Callable[[int, int], None]


class Execution(NamedTuple):
    """A runbook that has run.

    Attributes:
        outcome: ``success``, ``gate`` (a gate, the preflight or a verification did not pass), or ``error``.
        reason: one line, "" for success.
        notebook: the executed notebook.
        page: the same as one HTML file.
    """

    outcome: Outcome
    reason: str
    notebook: Path
    page: Path


def execute(
    path: Path, output: Path, parameters: Mapping[str, Any], environment: Mapping[str, str]
) -> Execution:
    """Run a runbook in a kernel of its own, and write what it showed.

    Args:
        path: the runbook.
        output: the executed notebook; the page goes beside it, as ``.html``.
        parameters: values for its parameters.
        environment: variables for the kernel, beside those of this process.
    """
    import papermill
    from papermill.exceptions import PapermillExecutionError

    output.parent.mkdir(parents=True, exist_ok=True)
    page = output.with_suffix(".html")
    logging.getLogger("papermill").setLevel(logging.WARNING)
    outcome: Outcome = "success"
    reason = ""
    try:
        with _environment(environment):
            papermill.execute_notebook(
                str(path),
                str(output),
                parameters=dict(parameters),
                kernel_name="python3",
                progress_bar=True,
                cwd=str(Path.cwd()),
                execution_timeout=CELL_TIMEOUT,
            )
    except PapermillExecutionError as error:
        outcome = "gate" if error.ename == GateNotPassed.__name__ else "error"
        reason = f"{error.ename}: {error.evalue}"
    finally:
        if output.exists():
            write_page(_readable(read(output)), page)
    return Execution(outcome, reason, output, page)


def _readable(notebook: NotebookNode) -> NotebookNode:
    """Without widget views: the static table beside each says the same, and needs no kernel."""
    view = "application/vnd.jupyter.widget-view+json"
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = [output for output in cell.outputs if view not in output.get("data", {})]
    return notebook


@contextmanager
def _environment(variables: Mapping[str, str]) -> Any:
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
