"""docs/etcdctl.md names every command and flag of the real etcdctl and etcdutl, and only magics that exist."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from functools import cache

import pytest

from tests.contract.repository import ROOT
from tests.integration.magics.questions import ELSEWHERE, WRITES, asked
from yamtam_nb.magics import catalogue
from yamtam_nb.magics.parser import _ALIASES
from yamtam_nb.magics.spec import Spec
from yamtam_nb.sandbox.binary import find_etcdctl

DOCUMENT = (ROOT / "docs" / "etcdctl.md").read_text(encoding="utf-8")
CELL_MAGICS = {"%%etcd_txn", "%%etcd_elect", "%%etcd_lock"}
VERSION = "3.5"

Row = tuple[str, ...]


def rows(first: str) -> list[Row]:
    """The rows of all tables whose first column has that title."""
    found: list[Row] = []
    inside = False
    for line in DOCUMENT.splitlines():
        cells = tuple(cell.strip() for cell in line.strip("|").split(" |")) if line.startswith("|") else ()
        inside = bool(cells) and (inside or cells[0].strip() == first)
        if inside and cells[0].strip() != first and not cells[0].startswith("---"):
            found.append(tuple(cell.strip() for cell in cells))
    return found


def spans(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


@cache
def help_of(program: str, *words: str) -> str:
    """What the program says of itself, or of one command."""
    path = find_etcdctl().with_name(program)
    command = [str(path), *words, "--help"] if words else [str(path), "help"]
    return subprocess.run(command, capture_output=True, text=True, timeout=20, check=True).stdout


def leaves(program: str, *words: str) -> Iterator[tuple[str, ...]]:
    """Every command that does something, below ``words``."""
    text = help_of(program, *words)
    block = re.search(
        r"^(?:COMMANDS|Available Commands):\n(.*?)(?:\n\n|^OPTIONS|\Z)", text, re.DOTALL | re.MULTILINE
    )
    if block is None:
        yield words
        return
    for line in block[1].splitlines():
        if line.strip():
            below = tuple(re.split(r"\t+|\s{2,}", line.strip())[0].split())
            yield from (words + below,) if below == ("help",) else leaves(program, *words, *below)


def flags_of(*words: str) -> set[str]:
    """The command's own flags, without etcdctl's."""
    options = help_of("etcdctl", *words).split("GLOBAL OPTIONS")[0].partition("OPTIONS:")[2]
    return set(re.findall(r"^\s+(?:-\w, )?--([a-z][a-z-]*)", options, re.MULTILINE)) - {"help"}


def spec_of(magic: str) -> Spec:
    """What a magic takes."""
    from yamtam_nb.magics.locking import specs

    cells = {"%%etcd_lock": specs.LOCK, "%%etcd_elect": specs.ELECT}
    return cells[magic] if magic in cells else catalogue.load(named_in(magic)).SPEC


def named_in(magic: str) -> str:
    """The sub-command that ``%etcd lease list`` or ``%etcd connect --user`` names; "" where there is none."""
    if magic == "%%etcd_txn":
        return "txn"
    words = re.sub(r"^%%?etcd ", "", magic).split()
    pair = " ".join(words[:2])
    return pair if pair in catalogue.COMMANDS else words[0] if words[0] in catalogue.COMMANDS else ""


@pytest.fixture(scope="module", autouse=True)
def of_that_version() -> None:
    """The table is one of etcd 3.5; another etcdctl on this machine has another help."""
    said = subprocess.run([str(find_etcdctl()), "version"], capture_output=True, text=True, check=True).stdout
    if f"etcdctl version: {VERSION}." not in said:
        pytest.skip(f"the table is one of etcdctl {VERSION}, and this is {said.splitlines()[0]}")


@pytest.mark.parametrize("program", ["etcdctl", "etcdutl"])
def test_every_command_has_a_row(program: str) -> None:
    """Each command in the help has exactly one row, and no row is of a command that does not exist."""
    there = sorted(" ".join((program, *words)) for words in leaves(program))

    assert sorted(span for row in rows(program) for span in spans(row[0])) == there


def test_every_row_names_a_magic_or_gives_the_reason() -> None:
    """Nothing is left out in silence."""
    bare = [row[0] for row in (*rows("etcdctl"), *rows("etcdutl")) if not spans(row[1]) and not row[2]]

    assert bare == []


def test_every_magic_in_the_document_exists() -> None:
    """What the document tells to type is in the catalogue."""
    told = {span for span in spans(re.sub(r"```.*?```", "", DOCUMENT, flags=re.DOTALL)) if "%etcd" in span}
    unknown = {
        magic
        for magic in told
        if magic not in CELL_MAGICS and not magic.startswith("x = ") and not named_in(magic)
    }

    assert len(told) > 40
    assert unknown == set()


def test_every_flag_is_there_or_in_the_list_of_those_that_are_not() -> None:
    """A flag of etcdctl's help is a flag of the magic, or the document says what to do instead; never both."""
    excused = {span.removeprefix("etcdctl ") for row in rows("flag") for span in spans(row[0])}
    missing = set()
    for row in rows("etcdctl"):
        (command,), magics = spans(row[0]), spans(row[1])
        words = command.split()[1:]
        if magics and words != ["help"]:
            known = {flag.name for magic in magics for flag in spec_of(magic).all_flags}
            missing |= {f"{' '.join(words)} --{flag}" for flag in flags_of(*words) - known}

    assert missing == {flag for flag in excused if not flag.startswith("--")}


def test_every_flag_of_etcdctl_itself_is_explained() -> None:
    """Those before the command, which are the connection's and the output's here."""
    explained = {span for row in rows("flag") for span in spans(row[0]) if span.startswith("--")}

    assert explained == {f"--{flag}" for flag in flags_of()}
    assert set(_ALIASES) <= {flag.removeprefix("--") for flag in explained}


WITH_WAIT = {"%%etcd_elect", "%%etcd_lock"}
WAIT_OTHERWISE = {"check perf", "help", "snapshot status", "version", "watch"}
"""They wait for as long as they are told to in words of their own, or not at all."""


def test_whatever_may_wait_takes_a_timeout() -> None:
    """etcdctl's --command-timeout goes with every command, and so does it here."""
    told = {named_in(magic) for row in rows("etcdctl") for magic in spans(row[1]) if magic not in WITH_WAIT}
    endless = {
        name
        for name in told - WAIT_OTHERWISE
        if "timeout" not in {flag.name for flag in catalogue.load(name).SPEC.flags}
    }

    assert endless == set()


def asked_of(words: tuple[str, ...]) -> list[str]:
    """The questions that both are asked with a command."""
    return [question for question in asked() if tuple(question.split()[: len(words)]) == words]


def test_every_command_that_reads_is_asked_of_both() -> None:
    """The same question has the same answer, or the reason why it is not asked stands beside the questions."""
    with_magic = {spans(row[0])[0].removeprefix("etcdctl ") for row in rows("etcdctl") if spans(row[1])}

    assert {name for name in with_magic if not asked_of(tuple(name.split()))} == WRITES | set(ELSEWHERE)


def test_every_flag_of_a_command_that_reads_is_asked_with() -> None:
    """Those that we have; the others are in the document."""
    excused = {span.removeprefix("etcdctl ") for row in rows("flag") for span in spans(row[0])}
    commands = [spans(row[0])[0].removeprefix("etcdctl ") for row in rows("etcdctl")]
    questions = {name: " ".join(asked_of(tuple(name.split()))) for name in commands}

    assert {
        f"{name} --{flag}"
        for name, typed in questions.items()
        if typed
        for flag in flags_of(*name.split())
        if not re.search(rf"--{flag}\b(?!-)", typed)
    } - excused == set()
