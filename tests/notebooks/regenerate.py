"""Runs the shipped notebooks again and saves what they show: ``make notebooks``.

Each runs on a sandbox of its own, so that its revisions start from the same number; the runbooks share one, since with
their defaults they change nothing. What is saved is what a reader without a kernel can use: no widget state and no
references to it, since the static table says the same. Who ran them on which machine is nobody's business: holders of
locks are saved as ``user@host``.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

import nbformat

from tests.notebooks.stage import stage
from yamtam_nb.cli.execution import execute
from yamtam_nb.cli.progress import Progress
from yamtam_nb.concurrency.holder import Holder
from yamtam_nb.sandbox.announced import ANNOUNCED

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
RUNBOOKS = NOTEBOOKS / "runbooks"
WIDGET = "application/vnd.jupyter.widget-view+json"


def regenerate(path: Path, variables: Mapping[str, str], progress: Progress) -> None:
    """Run one notebook, in a kernel with these environment variables, and save it in place."""
    notebook = nbformat.read(path, as_version=4)

    def on_cell(number: int, total: int, title: str) -> None:
        progress.show((number - 1) / total, f"{path.name}: cell {number}/{total}  {title}")

    execute(notebook, path.parent, variables, on_cell)
    notebook.metadata = {"kernelspec": notebook.metadata.kernelspec, "language_info": {"name": "python"}}
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = [
                _for_readers(output) for output in cell.outputs if WIDGET not in output.get("data", {})
            ]
    nbformat.write(notebook, path)


def whoever_runs_it() -> str:
    """This user on this machine, as the holder of a lock is shown."""
    me = Holder.myself()
    return f"{me.user}@{me.host}"


def _for_readers(output: nbformat.NotebookNode) -> nbformat.NotebookNode:
    text = json.dumps(output, ensure_ascii=False).replace(whoever_runs_it(), "user@host")
    return nbformat.from_dict(json.loads(text))


def main(wanted: set[str]) -> None:
    """Run the notebooks of these names, or all."""
    paths = [*sorted(NOTEBOOKS.glob("*.ipynb")), *sorted(RUNBOOKS.glob("*.ipynb"))]
    chosen = [path for path in paths if not wanted or path.stem in wanted]
    with Progress() as shown, ExitStack() as stages:
        told = stages.enter_context(stage()) if any(path.parent == RUNBOOKS for path in chosen) else {}
        for path in chosen:
            regenerate(path, told if path.parent == RUNBOOKS else {ANNOUNCED: ""}, shown)


if __name__ == "__main__":
    main(set(sys.argv[1:]))
