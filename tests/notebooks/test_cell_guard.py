"""The pytest plugin that keeps a failed notebook cell from passing under nbval."""

from __future__ import annotations

import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_notebook, new_output

FAULTS = {
    "misspelt line magic": "%etdc get /yamtam/config/model-tier",
    "misspelt cell magic": "%%etdc put /yamtam/config/model-tier\npower",
    "UsageError": "from IPython.core.error import UsageError\nraise UsageError('no such member')",
    "UsageError swallowed by a nested cell": "_ = get_ipython().run_cell('%etdc get /a')",
}
if sys.version_info >= (3, 11):
    FAULTS["error that IPython cannot show"] = (
        "try:\n"
        "    raise ExceptionGroup('two failed', [ValueError('a'), ValueError('b')])\n"
        "except ExceptionGroup:\n"
        "    raise RuntimeError('so the step failed') from None"
    )
SOUND = {
    "plain": "1 + 1",
    "stderr that is no complaint": "import sys\nprint('ERROR: disk is slow', file=sys.stderr)",
}


def cells_of(sources: dict[str, str], **metadata: object) -> list[nbformat.NotebookNode]:
    return [new_code_cell(source, metadata=metadata) for source in sources.values()]


def write(folder: Path, cells: list[nbformat.NotebookNode]) -> Path:
    path = folder / "generated.ipynb"
    nbformat.write(new_notebook(cells=cells), path)
    return path


def passed(notebook: Path, *options: str) -> list[bool]:
    """Whether each cell passes when pytest runs the notebook in a process of its own."""
    report = notebook.with_suffix(".xml")
    subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            f"--junitxml={report}",
            "-c",
            "/dev/null",
            *options,
            str(notebook),
        ],
        cwd=notebook.parent,
        check=False,
        capture_output=True,
        timeout=120,
    )
    return [case.find("failure") is None for case in ElementTree.parse(report).iter("testcase")]


def test_nbval_alone_lets_failed_cells_pass(tmp_path: Path) -> None:
    """The reason for the guard: without it every one of these failed cells counts as passed."""
    notebook = write(tmp_path, cells_of(FAULTS))

    assert passed(notebook, "--nbval-lax", "-p", "no:yamtam_nb") == [True] * len(FAULTS)


def test_guard_fails_failed_cells_and_no_others(tmp_path: Path) -> None:
    """Failed cells fail, an ordinary error as before; sound cells and those tagged ``raises-exception`` pass."""
    tagged = cells_of(FAULTS, tags=["raises-exception"])
    notebook = write(tmp_path, cells_of(FAULTS) + cells_of({"ordinary": "1 / 0"}) + cells_of(SOUND) + tagged)

    failing, passing = len(FAULTS) + 1, len(SOUND) + len(tagged)
    assert passed(notebook, "--nbval-lax") == [False] * failing + [True] * passing


def test_guard_fails_a_cell_whose_saved_output_is_the_complaint(tmp_path: Path) -> None:
    """Under full comparison a complaint that was saved with the notebook is a failure still, not a match."""
    complaint = new_code_cell(FAULTS["misspelt line magic"], execution_count=1)
    complaint.outputs = [
        new_output("stream", name="stderr", text="UsageError: Line magic function `%etdc` not found.\n")
    ]
    sound = new_code_cell(
        "print(1)", execution_count=2, outputs=[new_output("stream", name="stdout", text="1\n")]
    )
    notebook = write(tmp_path, [complaint, sound])

    assert passed(notebook, "--nbval", "-p", "no:yamtam_nb") == [True, True]
    assert passed(notebook, "--nbval") == [False, True]
