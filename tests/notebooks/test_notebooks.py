"""The shipped notebooks and runbooks: they run, and show what they are saved with."""

from __future__ import annotations

import os
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from collections.abc import Mapping
from pathlib import Path

import nbformat
import pytest

from tests.notebooks.regenerate import NOTEBOOKS, RUNBOOKS, WIDGET, whoever_runs_it
from tests.notebooks.stage import stage
from yamtam_nb.sandbox.announced import ANNOUNCED

SHIPPED = sorted(NOTEBOOKS.glob("*.ipynb"))
SHELF = sorted(RUNBOOKS.glob("*.ipynb"))

Cells = dict[str, list[str]]
"""Name of a notebook -> for each of its cells "", or why it failed."""
SIX_LINES = """\
%load_ext yamtam_nb
%etcd connect $E
%etcd put /yamtam/config/model-tier power
tier = %etcd get /yamtam/config/model-tier
df = %etcd snapshot /yamtam/config/ -o df
%etcd watch /yamtam/config/"""
REGISTERED = """\
import yamtam_nb as yn
agent = yn.Registry(yn.shared(), "/yamtam/agents/").register("agent-1", {"address": "ws://agent-1:8080"}, ttl=10)
%etcd registry"""
LOCKED = """\
%%etcd_lock schema-migration --ttl 15 --wait 30 --fence token
import time; time.sleep(2)
token"""


def nbval(paths: list[Path], folder: Path, variables: Mapping[str, str]) -> Cells:
    """Run notebooks under nbval with the guard, all in one pytest; each cell must show what it was saved with."""
    report = folder / "report.xml"
    environment = {name: value for name, value in os.environ.items() if name != ANNOUNCED}
    subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "--nbval", "--etcd-sanitize", "--nbval-cell-timeout=60"),
            *("--nbval-current-env", "-q", f"--junitxml={report}", *map(str, paths)),
        ],
        cwd=NOTEBOOKS.parent,
        env={**environment, **variables},
        check=False,
        capture_output=True,
        timeout=120 + 60 * len(paths),
    )
    cells: Cells = {path.stem: [] for path in paths}
    for case in ElementTree.parse(report).iter("testcase"):
        told = [each.text or "" for each in case if each.tag in {"failure", "error"}]
        cells[case.get("classname", "").removesuffix(".ipynb").rpartition(".")[2]].append("\n".join(told))
    return cells


@pytest.fixture(scope="session")
def runbooks_run(tmp_path_factory: pytest.TempPathFactory) -> Cells:
    """All runbooks, run with their defaults on one cluster: they change nothing, so they do not disturb each other."""
    with stage() as told:
        return nbval(SHELF, tmp_path_factory.mktemp("runbooks"), told)


def code_cells(path: Path) -> list[nbformat.NotebookNode]:
    return [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]


def is_live(cell: nbformat.NotebookNode) -> bool:
    return "%etcd watch" in cell.source or "--live" in cell.source


def each(paths: list[Path]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("path", paths, ids=lambda path: path.stem)


each_notebook = each(SHIPPED)
each_runbook = each(SHELF)
each_with_live_tables = each([path for path in SHIPPED if any(map(is_live, code_cells(path)))])


@each_notebook
def test_notebook_shows_what_it_is_saved_with(path: Path, tmp_path: Path) -> None:
    """On a sandbox that it starts itself, under nbval with the guard, each cell succeeds with its saved output."""
    cells = nbval([path], tmp_path, {})[path.stem]

    assert cells == [""] * len(code_cells(path))


@each_runbook
def test_runbook_shows_what_it_is_saved_with(path: Path, runbooks_run: Cells) -> None:
    """With its defaults, on a cluster that it is told of, each cell succeeds with its saved output."""
    assert runbooks_run[path.stem] == [""] * len(code_cells(path))


@each(SHIPPED + SHELF)
def test_notebook_is_saved_as_it_ran(path: Path) -> None:
    """Each cell was run, in order and in one go; what only a kernel could use is not saved, nor who ran it."""
    cells = code_cells(path)

    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    assert "widgets" not in nbformat.read(path, as_version=4).metadata
    assert not any(WIDGET in output.get("data", {}) for cell in cells for output in cell.outputs)
    assert whoever_runs_it() not in path.read_text(encoding="utf-8")


@each_with_live_tables
def test_saved_table_can_be_read_without_a_kernel(path: Path) -> None:
    """The live table is saved as plain HTML, stamped with its revision."""
    tables = [
        output.data["text/html"]
        for cell in code_cells(path)
        for output in cell.outputs
        if is_live(cell) and "text/html" in output.get("data", {})
    ]

    assert tables
    assert all("<table" in table and "revision" in table for table in tables)


def test_quickstart_is_the_six_lines() -> None:
    """The quickstart shows the six lines as they are, and runs each of them."""
    path = NOTEBOOKS / "00-quickstart.ipynb"
    run = "\n".join(cell.source for cell in code_cells(path)).splitlines()

    assert SIX_LINES in nbformat.read(path, as_version=4).cells[0].source
    assert [line for line in SIX_LINES.splitlines() if line not in run] == []


@pytest.mark.parametrize(
    ("stem", "cell"),
    [("02-registry", REGISTERED), ("03-locks-and-elections", LOCKED)],
    ids=["registry", "lock"],
)
def test_promised_cell_is_run_as_it_stands(stem: str, cell: str) -> None:
    """What the documentation tells to type is a cell of the notebook, to the letter, and it gives a result."""
    (run,) = [run for run in code_cells(NOTEBOOKS / f"{stem}.ipynb") if run.source == cell]

    assert [output.output_type for output in run.outputs] == ["execute_result"]
