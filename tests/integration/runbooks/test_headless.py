"""Runbooks run from the command line, each in a kernel of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from yamtam_nb.cli.main import main
from yamtam_nb.sandbox import Cluster
from yamtam_nb.sandbox.announced import ANNOUNCED

HEAD = """# Somebody wrote the wrong value
| | |
|---|---|
| severity | ticket |
| blast radius | one key |
| rollback | write the old value |
| duration | a minute |
"""
PARAMETERS = """key: str = "/a"  # what to write
dry_run: bool = True  # change nothing
approve: str = ""  # hash of the plan
audit: str = ""  # file of the record
fault: bool = False  # fail in the middle
"""
BODY = [
    "import yamtam_nb as yn\n"
    "from yamtam_nb.runbooks.operations import Operation, Operations\n"
    "run = yn.runbook('wrong-value', dry_run=dry_run, approve=approve, audit=audit)",
    "steps = [Operation(f'put {key}', lambda: run.client.put(key, '<b>1'))]\n"
    "plan = Operations('write', run.client.cluster_id, steps)\n"
    "plan",
    "run.gate(plan)",
    "run.apply(plan)",
    "1 / 0 if fault else run.end()",
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one runbook, wrong-value."""
    cells = [
        new_markdown_cell(HEAD),
        new_code_cell(PARAMETERS, metadata={"tags": ["parameters"]}),
        *map(new_code_cell, BODY),
    ]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = new_notebook(cells=cells, metadata={"kernelspec": kernel, "language_info": {"name": "python"}})
    nbformat.write(notebook, tmp_path / "wrong-value.ipynb")
    return tmp_path


def yamtam_nb(folder: Path, cluster: Cluster, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "yamtam_nb.cli", "runbook", *words, "--folder", str(folder)],
        cwd=folder,
        env={"PATH": "/usr/bin:/bin", "HOME": str(folder), ANNOUNCED: ",".join(cluster.endpoints)},
        check=False,
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_a_run_writes_the_notebook_a_report_and_the_record(
    folder: Path, etcd_cluster: Cluster, fresh_prefix: str
) -> None:
    """Exit status 0; the report is one HTML file with what was shown, and values in it are text."""
    ended = yamtam_nb(
        folder, etcd_cluster, "run", "wrong-value", "--output", "out/run.ipynb",
        "-p", f"key={fresh_prefix}a", "-p", "dry_run=false", "-p", "approve=sandbox", "-p", "audit=audit.jsonl",
    )  # fmt: skip

    assert ended.returncode == 0, ended.stderr
    assert "wrong-value: done." in ended.stdout
    executed = nbformat.read(folder / "out" / "run.ipynb", as_version=4)
    assert "injected-parameters" in executed.cells[2].metadata.tags
    report = (folder / "out" / "run.html").read_text(encoding="utf-8")
    assert f"put {fresh_prefix}a" in report
    lines = [json.loads(line) for line in (folder / "audit.jsonl").read_text().splitlines()]
    assert [line["event"] for line in lines] == ["begin", "gate", "apply", "end"]


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (["-p", "dry_run=false"], 3, "a gate was not passed. GateNotPassed: Nobody has approved this plan"),
        (["-p", "fault=true"], 1, "an error. ZeroDivisionError"),
    ],
    ids=["gate", "error"],
)
def test_the_exit_status_tells_a_failed_gate_from_an_error(
    folder: Path, etcd_cluster: Cluster, words: list[str], status: int, said: str
) -> None:
    """And one line tells why."""
    ended = yamtam_nb(folder, etcd_cluster, "run", "wrong-value", *words)

    assert ended.returncode == status, ended.stdout + ended.stderr
    assert said in ended.stdout + ended.stderr


def test_list_and_show_tell_what_a_runbook_touches_and_takes(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without a kernel and without a cluster; a parameter that is not there is one line, and nothing runs."""
    assert main(["runbook", "list", "--folder", str(folder)]) == 0
    assert main(["runbook", "show", "wrong-value", "--folder", str(folder)]) == 0
    assert main(["runbook", "run", "wrong-value", "--folder", str(folder), "-p", "dryrun=false"]) == 1

    said = capsys.readouterr()
    assert "severity: ticket · touches: one key" in said.out
    assert "dry_run: bool = True" in said.out
    assert said.err == "yamtam-nb: The runbook has no parameter 'dryrun'. Did you mean dry_run?\n"
