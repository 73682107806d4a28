"""Finding runbooks, what they say of themselves, and the words that are their parameters."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from yamtam_nb.errors import InvalidArgument, InvalidFile
from yamtam_nb.runbooks.parameters import given, parameters
from yamtam_nb.runbooks.shelf import find, header, runbooks

KERNEL = {
    "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
    "language_info": {"name": "python"},
}
HEAD = """# The disk is full
| | |
|---|---|
| **severity** | page |
| **blast radius** | the whole cluster |
| **rollback** | none |
| **duration** | 5 minutes |
"""
PARAMETERS = """dry_run: bool = True  # change nothing
revision: int = 0  # the last good one
ratio: float = 0.5
prefix: str = "/a/"  # what it is about
"""


def write(folder: Path, name: str, head: str = HEAD) -> Path:
    path = folder / f"{name}.ipynb"
    cells = [new_markdown_cell(head), new_code_cell(PARAMETERS, metadata={"tags": ["parameters"]})]
    nbformat.write(new_notebook(cells=cells, metadata=KERNEL), path)
    return path


def test_a_runbook_is_found_by_name_or_path(tmp_path: Path) -> None:
    """A name that is nearly right names the right one."""
    path = write(tmp_path, "nospace")

    assert find("nospace", tmp_path) == path == find(str(path), tmp_path)
    assert list(runbooks(tmp_path)) == ["nospace"]
    with pytest.raises(InvalidArgument, match="Did you mean nospace"):
        find("no-space", tmp_path)


def test_the_header_is_what_a_person_reads(tmp_path: Path) -> None:
    """It comes from the table, without its marks."""
    head = header(write(tmp_path, "nospace"))

    assert head == ("The disk is full", "page", "the whole cluster", "none", "5 minutes")


@pytest.mark.parametrize("lost", ["# The disk is full", "| **rollback** | none |\n"])
def test_a_notebook_without_a_whole_header_is_no_runbook(tmp_path: Path, lost: str) -> None:
    """The error says what is missing."""
    path = write(tmp_path, "nospace", HEAD.replace(lost, ""))

    with pytest.raises(InvalidFile, match=r"lacks (a heading|the row 'rollback')"):
        header(path)


def test_words_become_values_of_the_kind_that_the_parameter_has(tmp_path: Path) -> None:
    """By the annotations of the parameters cell."""
    known = parameters(write(tmp_path, "nospace"))

    values = given(["dry_run=false", "revision=12", "ratio=1.5", "prefix=/b=c/"], known)

    assert values == {"dry_run": False, "revision": 12, "ratio": 1.5, "prefix": "/b=c/"}
    assert known["revision"].help == "the last good one"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["dry_run"], "no parameter: write name=value"),
        (["dryrun=true"], "Did you mean dry_run"),
        (["dry_run=maybe"], "true or false, not 'maybe'"),
        (["revision=x"], "a whole number, not 'x'"),
        (["revision=1", "revision=2"], "given twice"),
    ],
)
def test_a_wrong_word_is_one_clear_line(tmp_path: Path, words: list[str], said: str) -> None:
    """Nothing runs with a parameter that was not understood."""
    known = parameters(write(tmp_path, "nospace"))

    with pytest.raises(InvalidArgument, match=said):
        given(words, known)
