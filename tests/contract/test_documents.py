"""The documents say what is so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.contract.repository import ROOT, tracked

DOCUMENTS = [path for path in tracked() if path.suffix == ".md"]


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_links_within_the_repository_lead_somewhere(document: Path) -> None:
    """Each relative link or picture in a document exists, and so does the heading that it names."""
    text = document.read_text(encoding="utf-8")
    links = re.findall(r"\]\((?!https?:|mailto:)([^)\s]*)\)", text) + re.findall(
        r'<img[^>]* src="([^"]+)"', text
    )

    broken = [link for link in links if not leads_somewhere(document, link)]

    assert broken == []


def leads_somewhere(document: Path, link: str) -> bool:
    name, _, anchor = link.partition("#")
    target = document.parent / name if name else document
    return target.exists() and (not anchor or anchor in anchors(target))


def anchors(document: Path) -> set[str]:
    headings = re.findall(r"^#+ (.*)$", document.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading).strip().lower().replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("document", ["README.md", "CONTRIBUTING.md"])
def test_make_commands_in_the_documents_exist(document: str) -> None:
    """Each ``make target`` that a reader is told to type is a target of the Makefile."""
    told = set(re.findall(r"\bmake ([a-z]+)\b", "\n".join(code_in(ROOT / document))))
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))

    assert told
    assert told <= targets


def code_in(document: Path) -> list[str]:
    """What stands between back-ticks, one or three."""
    return re.findall(r"```.*?```|`[^`\n]+`", document.read_text(encoding="utf-8"), re.DOTALL)


def test_every_decision_is_in_the_index() -> None:
    """The list of decisions names each file in its folder."""
    folder = ROOT / "docs" / "adr"
    listed = set(re.findall(r"\((\d{4}-[\w-]+\.md)\)", (folder / "README.md").read_text()))

    assert listed == {path.name for path in folder.glob("0*.md")}
