"""``yamtam-nb demo``: the quickstart notebook, run without a front end against a real cluster."""

from __future__ import annotations

from pathlib import Path

import nbformat

from yamtam_nb.cli.account import account
from yamtam_nb.cli.environment import variables
from yamtam_nb.cli.execution import CellFailed, execute
from yamtam_nb.cli.progress import Progress
from yamtam_nb.errors import InvalidArgument
from yamtam_nb.runbooks.page import write_page
from yamtam_nb.sandbox import Cluster


def demo(notebook_path: Path, page: Path, *, members: int) -> int:
    """Run the notebook, tell what happened, write the page; returns the exit status.

    Raises:
        InvalidArgument: there is no such notebook.
        SandboxError: the cluster could not be started.
    """
    if not notebook_path.exists():
        raise InvalidArgument(
            f"There is no {notebook_path}: run this in a checkout, or name one with --notebook."
        )
    notebook = nbformat.read(notebook_path, as_version=4)  # type: ignore[no-untyped-call]
    with Progress() as progress, _start(members, progress) as cluster:
        print(f"A real etcd cluster of {members} is up: {', '.join(cluster.endpoints)}")
        try:
            _execute(notebook, notebook_path.parent, cluster, progress)
        except CellFailed as error:
            progress.close()
            print(account(notebook))
            print(f"\n{error}\nThe demo did not finish; the cluster is stopped.")
            return 1
    write_page(notebook, page)
    print(account(notebook))
    print(f"\nThe cluster is stopped. The notebook as a page: {page}")
    print("Next: make lab    the same cluster with JupyterLab, where the table above is live")
    return 0


def _start(members: int, progress: Progress) -> Cluster:
    return Cluster.start(members, on_progress=lambda sentence, done: progress.show(done, sentence))


def _execute(notebook: nbformat.NotebookNode, folder: Path, cluster: Cluster, progress: Progress) -> None:
    def on_cell(number: int, total: int, title: str) -> None:
        progress.show((number - 1) / total, f"cell {number}/{total}  {title}")

    execute(notebook, folder, variables(cluster), on_cell)
