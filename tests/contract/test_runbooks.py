"""Every runbook has the form that an operator relies on at three in the morning."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import get_args

import nbformat
import pytest

from tests.contract.repository import ROOT
from yamtam_nb.concurrency.holder import Holder
from yamtam_nb.diagnosis.finding import Runbook
from yamtam_nb.runbooks.shelf import header, runbooks

SECTIONS = ("Preflight", "What happened", "Plan", "Gate", "Apply", "Verify", "Record")
"""Headings that each has, in this order; others may stand between them."""

SAFE = {"profile": "", "dry_run": True, "approve": "", "audit": ""}
"""Parameters that each has, with the defaults that change nothing."""

CHANGING = {
    *("put", "delete", "txn", "transact", "compact", "defragment", "defragment_all", "disarm", "move_leader"),
    *("member_add", "member_remove", "member_promote", "member_update", "grant", "revoke", "keep_alive"),
    *("user_add", "user_delete", "auth_enable", "auth_disable"),
}
"""Methods that change the cluster: a cell may hand them to a plan, and may not call them."""

LOOKING = (
    "cluster",
    "locks",
    "leases",
    "registry",
    "status",
    "endpoint",
    "member list",
    "alarm list",
    "get",
    "ls",
    "du",
)
"""Sub-commands of ``%etcd`` that change nothing."""

READING = tuple(f"%etcd {name}" for name in LOOKING)

MOST_LINES = 14

each_runbook = pytest.mark.parametrize("path", runbooks().values(), ids=lambda path: path.stem)


def cells(path: Path, kind: str) -> list[nbformat.NotebookNode]:
    return [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == kind]


def code(path: Path) -> Iterator[str]:
    """The Python of each cell, without its magics."""
    for cell in cells(path, "code"):
        yield "\n".join("" if line.startswith("%") else line for line in cell.source.splitlines())


def called_at_once(node: ast.AST) -> Iterator[str]:
    """What is called when the cell runs, such as ``run.gate``; not those in functions that are made there."""
    if isinstance(node, ast.Lambda | ast.FunctionDef):
        return
    if isinstance(node, ast.Call):
        yield ast.unparse(node.func)
    for child in ast.iter_child_nodes(node):
        yield from called_at_once(child)


@each_runbook
def test_runbook_says_how_bad_it_is_and_what_it_can_touch(path: Path) -> None:
    """The head has all four rows, and a heading; and the doctor knows the runbook by its name."""
    said = header(path)

    assert all(len(text) > 5 for text in said)
    assert path.stem in get_args(Runbook)


@each_runbook
def test_parameters_are_typed_explained_and_safe(path: Path) -> None:
    """The first code cell is the parameters: each with a type, a default and a comment; the defaults change nothing."""
    first = cells(path, "code")[0]
    lines = first.source.splitlines()
    assigned = [node for node in ast.parse(first.source).body if isinstance(node, ast.AnnAssign)]

    assert first.metadata.get("tags") == ["parameters"]
    assert len(assigned) == len(lines)
    assert [line for line in lines if not re.search(r"  # \S", line)] == []
    assert {ast.unparse(node.annotation) for node in assigned} <= {"str", "int", "float", "bool"}
    defaults = {ast.unparse(node.target): ast.literal_eval(node.value) for node in assigned if node.value}
    assert {name: defaults.get(name) for name in SAFE} == SAFE


@each_runbook
def test_sections_are_in_order(path: Path) -> None:
    """Preflight, diagnosis, plan, gate, application, verification, record; and each step of the run in its section."""
    text = "\n".join(cell.source for cell in nbformat.read(path, as_version=4).cells)
    places = [text.find(f"\n## {section}\n") for section in SECTIONS]
    steps = [text.find(f"run.{step}(") for step in ("preflight", "gate", "apply", "verify", "end")]

    assert -1 not in places
    assert all(before < after for before, after in pairwise(places))
    assert -1 not in steps
    assert all(before < after for before, after in pairwise(steps))


@each_runbook
def test_cells_change_nothing_by_themselves(path: Path) -> None:
    """What changes the cluster is in a plan, behind the gate; no cell waits for a person, none is a program."""
    source = list(code(path))
    called = {name for cell in source for name in called_at_once(ast.parse(cell))}
    lines = [line for cell in cells(path, "code") for line in cell.source.splitlines()]
    magics = {line for line in lines if line.startswith("%") and not line.startswith(READING)}

    assert {name for name in called if name.rpartition(".")[2] in {*CHANGING, "input", "sleep"}} == set()
    assert {name for name in called if name.endswith(".apply")} == {"run.apply"}
    assert magics == {"%load_ext yamtam_nb"}
    assert f"yn.runbook({path.stem!r}".replace("'", '"') in "\n".join(source)
    assert max(cell.count("\n") + 1 for cell in source) <= MOST_LINES


@each_runbook
def test_nothing_of_whoever_ran_it_is_saved(path: Path) -> None:
    """Neither the user, the machine or a path of it, nor a password, stands in what the notebook shows."""
    saved = path.read_text(encoding="utf-8")
    me = Holder.myself()

    assert f"{me.user}@{me.host}" not in saved
    assert str(ROOT) not in saved
    assert str(Path.home()) + "/" not in saved
    assert re.findall(r"(?i)password[\"' ]*[:=] *[\"']?[^*\s\"',]", saved) == []
