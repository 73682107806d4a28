"""Runs the shipped notebooks again and saves what they show: ``make notebooks``.

Each runs on a sandbox of its own, so that its revisions start from the same number. What is saved is what a reader
without a kernel can use: no widget state and no references to it, since the static table says the same. Who ran them on
which machine is nobody's business: holders of locks are saved as ``user@host``.
"""

from __future__ import annotations

import json
from pathlib import Path

import nbformat

from yamtam_nb.cli.execution import execute
from yamtam_nb.cli.progress import Progress
from yamtam_nb.concurrency.holder import Holder
from yamtam_nb.sandbox.announced import ANNOUNCED

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
WIDGET = "application/vnd.jupyter.widget-view+json"


def regenerate(path: Path, progress: Progress) -> None:
    """Run one notebook and save it in place."""
    notebook = nbformat.read(path, as_version=4)

    def on_cell(number: int, total: int, title: str) -> None:
        progress.show((number - 1) / total, f"{path.name}: cell {number}/{total}  {title}")

    execute(notebook, path.parent, {ANNOUNCED: ""}, on_cell)
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


if __name__ == "__main__":
    with Progress() as shown:
        for name in sorted(NOTEBOOKS.glob("*.ipynb")):
            regenerate(name, shown)
