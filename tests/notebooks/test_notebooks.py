"""The shipped notebooks: they run, and show what they are saved with."""

from __future__ import annotations

import os
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import nbformat
import pytest

from tests.notebooks.regenerate import NOTEBOOKS, WIDGET, whoever_runs_it
from yamtam_nb.sandbox.announced import ANNOUNCED

SHIPPED = sorted(NOTEBOOKS.glob("*.ipynb"))
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


def code_cells(path: Path) -> list[nbformat.NotebookNode]:
    return [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]


def is_live(cell: nbformat.NotebookNode) -> bool:
    return "%etcd watch" in cell.source or "--live" in cell.source


def each(paths: list[Path]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("path", paths, ids=lambda path: path.stem)


each_notebook = each(SHIPPED)
each_with_live_tables = each([path for path in SHIPPED if any(map(is_live, code_cells(path)))])


@each_notebook
def test_notebook_shows_what_it_is_saved_with(path: Path, tmp_path: Path) -> None:
    """On a sandbox that it starts itself, under nbval with the guard, each cell succeeds with its saved output."""
    report = tmp_path / "report.xml"
    pytest_run = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "--nbval", "--etcd-sanitize", "--nbval-cell-timeout=60"),
            *("--nbval-current-env", "-q", f"--junitxml={report}", str(path)),
        ],
        cwd=NOTEBOOKS.parent,
        env={name: value for name, value in os.environ.items() if name != ANNOUNCED},
        check=False,
        capture_output=True,
        text=True,
        timeout=180,
    )

    assert pytest_run.returncode == 0, pytest_run.stdout
    assert len(list(ElementTree.parse(report).iter("testcase"))) == len(code_cells(path))


@each_notebook
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
